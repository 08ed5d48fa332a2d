"""An assignment that cannot be loaded: told to its instructor, and in no list, grade or export missing."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from grader.model import Verdict
from grader.settings import PROJECT, Settings
from grader.store import outlines
from tests.web.grading import visible_case
from web.catalogue import Catalogue
from web.course_assignments import OUT_OF_ORDER

WORDS = "cannot be graded at the moment"


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """A project of its own, with the one assignment that the courses give."""
    shutil.copytree(PROJECT / "testcases/relu_der", tmp_path / "project/testcases/relu_der")
    return settings.model_copy(update={"root": tmp_path / "project"})


@pytest.fixture
def folder(settings: Settings) -> Path:
    return settings.root / "testcases/relu_der"


def misspelt(folder: Path) -> None:
    path = folder / "assignment.toml"
    path.write_text(path.read_text().replace("attempts = 0", "atempts = 0"))


def no_toml(folder: Path) -> None:
    (folder / "assignment.toml").write_text("title = \n")


def deleted(folder: Path) -> None:
    (folder / "assignment.toml").unlink()


def gone(folder: Path) -> None:
    shutil.rmtree(folder)


DAMAGES: dict[Callable[[Path], None], str] = {
    misspelt: r"testcases/relu_der/assignment.toml, line 8: unknown key 'atempts': did you mean 'attempts'\?",
    no_toml: r"testcases/relu_der/assignment.toml: no valid TOML",
    deleted: r"testcases/relu_der/assignment.toml: this file is missing",
    gone: r"testcases/relu_der: this folder is missing",
}
damaged = pytest.mark.parametrize(("damage", "told"), DAMAGES.items(), ids=[damage.__name__ for damage in DAMAGES])


@pytest.fixture
def graded(worker, hand_in) -> str:
    submission = hand_in("alice")
    worker.grade(submission, visible_case(Verdict.WRONG_ANSWER))
    return submission


def restart(app: Flask) -> None:
    """Forget what was read, as a new process has not read it."""
    services = app.extensions["services"]
    app.extensions["services"] = replace(services, catalogue=Catalogue(services.settings.root))


def text(answer) -> str:
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]*>", " ", answer.text).replace("&#39;", "'").split())


@damaged
@pytest.mark.parametrize("known_before", [True, False], ids=["known before", "at the start"])
def test_the_instructor_sees_the_file_the_line_and_the_remedy(
    browse, world, graded, folder, settings, app, damage, told, known_before, caplog
):
    if known_before:
        browse("ina").get(f"/teach/{world.networks}")
    else:
        restart(app)
    damage(folder)
    course = world.networks
    for path in (f"/teach/{course}", f"/teach/{course}/relu_der", f"/courses/{course}/relu_der"):
        page = text(browse("ina").get(path))
        assert re.search(told, page), path
        assert str(settings.root) not in page
    assert [record for record in caplog.records if re.search(told, record.getMessage())]


@damaged
def test_grades_and_exports_keep_its_column(browse, world, lms, graded, folder, app, damage, told):
    here = f"/teach/{world.networks}/grades"
    before = {kind: browse("ina").get(f"{here}?format={kind}").text for kind in ("csv", "canvas", "moodle")}
    damage(folder)
    assert {kind: browse("ina").get(f"{here}?format={kind}").text for kind in before} == before
    assert lms.get("/assignments/relu_der/grades").json["grades"][0]["score"] is not None
    restart(app)
    rows = list(csv.DictReader(io.StringIO(browse("ina").get(f"{here}?format=csv").text)))
    old = list(csv.DictReader(io.StringIO(before["csv"])))
    assert [(row["student"], row["score"]) for row in rows] == [(row["student"], row["score"]) for row in old]
    assert {float(row["max_score"]) for row in rows} <= {15.0, graded_points(lms, graded)}


def graded_points(lms, submission: str) -> float:
    return float(lms.get(f"/submissions/{submission}").json["max_score"])


@damaged
def test_students_see_it_in_their_list_and_may_not_hand_in(browse, world, lms, graded, folder, settings, damage, told):
    damage(folder)
    alice = browse("alice")
    home = text(alice.get("/"))
    assert "Cannot be graded now" in home
    page = text(alice.get(f"/courses/{world.networks}/relu_der"))
    assert WORDS in page
    assert not re.search(told, page)
    refused = alice.post(f"/courses/{world.networks}/relu_der/submissions", {"source": "x = 1"}, page="/account")
    assert (refused.status_code, WORDS in refused.text) == (503, True)
    assert alice.get(f"/submissions/{graded}").status_code == 200
    body = {"assignment": "relu_der", "student": "x@example.edu", "source": "x = 1", "enrol": True}
    answer = lms.post("/submissions", json=body)
    assert (answer.status_code, answer.json["detail"]) == (503, OUT_OF_ORDER)
    assert [assignment["slug"] for assignment in lms.get("/assignments").json["assignments"]] == ["relu_der"]


def test_the_instructors_programs_are_told_why(lms, folder):
    misspelt(folder)
    answer = lms.get("/assignments/relu_der")
    assert answer.status_code == 503
    assert "line 8: unknown key 'atempts'" in answer.json["detail"]


def test_a_repaired_assignment_is_there_again(browse, world, folder):
    good = (folder / "assignment.toml").read_text()
    deleted(folder)
    assert WORDS in text(browse("alice").get(f"/courses/{world.networks}/relu_der"))
    (folder / "assignment.toml").write_text(good)
    assert WORDS not in text(browse("alice").get(f"/courses/{world.networks}/relu_der"))


def test_what_a_worker_cannot_load_is_told_until_it_grades_again(browse, world, database, worker, hand_in):
    problem = "testcases/relu_der/cases.py, line 3: ImportError: no module"
    with database.write() as db:
        outlines.report_problem(db, "relu_der", problem)
    here = f"/teach/{world.networks}"
    assert problem in text(browse("ina").get(here))
    assert problem in text(browse("ina").get(f"{here}/relu_der"))
    assert "ImportError" not in text(browse("alice").get(f"/courses/{world.networks}/relu_der"))
    worker.grade(hand_in("alice"), visible_case())
    assert problem not in text(browse("ina").get(here))
