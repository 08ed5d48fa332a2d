"""Hostile names of people and files are shown as text on every page."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from grader.store import accounts
from tests.web.grading import visible_case

MARKUP = "<img src=x onerror=alert(1)>'\"</td></script><script>alert(2)</script>{{7*7}}"
FILE = "\"'><svg onload=alert(3)>.py"


@pytest.fixture
def hostile(lms, database, world, worker) -> dict[str, str]:
    """Bob has changed his name; a program hands in for him, and for somebody whom nobody knows."""
    with database.write() as db:
        accounts.rename(db, world.people["bob"], MARKUP)
    made = {}
    for student in ("bob@example.edu", MARKUP):
        answer = lms.hand_in(student=student, filename=FILE, enrol=True)
        assert answer.status_code == 202, answer.json
        made[student] = answer.json["id"]
        worker.grade(answer.json["id"], visible_case())
    return made


def pages(world, hostile) -> list[tuple[str, str]]:
    """(who looks, at what): every page that shows a name of somebody or of a file."""
    course, ids = f"/teach/{world.networks}", list(hostile.values())
    student = f"?student={MARKUP.replace('&', '%26')}"
    return [
        *(("ina", course + rest) for rest in ("", "/relu_der", "/relu_der" + student, "/settings")),
        ("ina", f"{course}/relu_der/cases/handout_example"),
        *(("ina", f"/submissions/{submission_id}{rest}") for submission_id in ids for rest in ("", "/receipt")),
        *(("bob", path) for path in ("/", "/account", "/account/delete", f"/courses/{world.networks}/relu_der")),
        ("bob", f"/courses/{world.networks}/relu_der/history"),
        *(("bob", f"/submissions/{ids[0]}{rest}") for rest in ("", "/receipt")),
        ("bob", f"/compare?old={ids[0]}&new={ids[0]}"),
    ]


def test_no_name_becomes_markup(world, hostile, browse):
    shown = 0
    for who, path in pages(world, hostile):
        page = browse(who).get(path)
        assert page.status_code == 200, path
        assert not re.search(r"<(img|svg)[^>]*\bon\w+=", page.text), path
        assert "<script>alert" not in page.text, path
        assert "49" not in re.findall(r"alert\(2\)&lt;/script&gt;(.{0,4})", page.text), path
        shown += "&lt;img src=x" in page.text or "&lt;svg onload" in page.text
    assert shown >= 8


def test_a_file_is_a_download_whatever_its_name(hostile, browse):
    answer = browse("bob").get(f"/submissions/{hostile['bob@example.edu']}/file")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_my_data_unpack_into_their_own_folder(lms, hostile, browse):
    for name in ("../../../evil.py", "..\\..\\evil.py", "/etc/evil.py", "C:\\evil.py", "...py"):
        assert lms.hand_in(student="bob@example.edu", filename=name).status_code == 202
    archive = zipfile.ZipFile(io.BytesIO(browse("bob").get("/account/data.zip").data))
    for name in archive.namelist():
        assert name == "data.json" or re.fullmatch(r"submissions/relu_der/attempt-\d+-[0-9a-f]{8}/[^/\\:]+", name), name
        assert ".." not in name.split("/")


@pytest.mark.parametrize("student", ["a\u202eb", "a\nb", "a\x1b[31mb", "\u200b", "x" * 255, "a\u2028b", "a\x00b"])
def test_a_name_that_hides_something_is_refused(lms, student):
    answer = lms.hand_in(student=student)
    assert answer.status_code == 422
    assert "student" in answer.json["detail"]
