"""Export and deletion of personal data: complete, and without hidden values or other people's data."""

from __future__ import annotations

import base64
import io
import json
import zipfile

from sqlalchemy import func, select

from grader.store.models import Enrolment, Person, Submission, SubmissionEvent, WebSession
from tests.web.clients import PASSWORD
from tests.web.grading import hidden_case, visible_case


def test_my_data_as_json_is_mine_only_and_tells_no_hidden_value(browse, hand_in, worker):
    worker.grade(hand_in("alice"), visible_case(), hidden_case())
    hand_in("bob")
    answer = browse("alice").get("/account/data.json")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    data = json.loads(answer.text)
    assert data["email"] == "alice@example.edu"
    assert [course["course"] for course in data["courses"]] == ["Neural networks"]
    (mine,) = data["submissions"]
    assert b"the code of alice" in base64.b64decode(mine["content_base64"])
    assert mine["report"]["score"] == 5.0
    assert "31337" not in answer.text
    assert "bob" not in answer.text
    assert "argon2" not in answer.text


def test_my_data_as_zip_holds_the_files_as_handed_in(browse, hand_in):
    hand_in("alice")
    hand_in("alice", practice=True)
    answer = browse("alice").get("/account/data.zip")
    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    data = json.loads(archive.read("data.json"))
    files = [submission["file"] for submission in data["submissions"]]
    assert len(set(files)) == 2
    assert all(b"the code of alice" in archive.read(name) for name in files)
    assert all(".." not in name and not name.startswith("/") for name in archive.namelist())


def test_data_is_for_who_is_signed_in(browse):
    for path in ("/account/data.json", "/account/data.zip", "/account/delete"):
        assert browse().get(path).status_code == 302
    assert browse("alice").get("/account/data.exe").status_code == 404


def test_deleting_needs_the_password(browse, hand_in, database):
    hand_in("alice")
    alice = browse("alice")
    assert "all 1 of your submissions" in alice.get("/account/delete").text
    assert alice.post("/account/delete", {"password": "wrong"}).status_code == 422
    assert alice.get("/account").status_code == 200
    with database.read() as db:
        assert db.scalar(select(func.count()).select_from(Submission)) == 1


def test_deleting_leaves_nothing_of_mine_and_all_of_others(browse, hand_in, worker, database, world):
    worker.grade(hand_in("alice"), visible_case())
    of_bob = hand_in("bob")
    alice, elsewhere = browse("alice"), browse("alice")
    assert alice.post("/account/delete", {"password": PASSWORD}).status_code == 303
    assert elsewhere.get("/account").status_code == 302
    assert browse().sign_in("alice").status_code == 403
    me = world.people["alice"]
    with database.read() as db:
        assert db.get(Person, me) is None
        for table in (Enrolment, Submission, WebSession):
            mine = select(func.count()).select_from(table).where(table.person_id == me)
            assert db.scalar(mine) == 0
        assert db.scalar(select(func.count()).select_from(SubmissionEvent)) == 0
        assert db.get(Submission, of_bob) is not None
    assert "alice" not in browse("ina").get(f"/teach/{world.networks}").text.lower()
