"""The student that a program submits for: known, misspelt, enrolled, or registered by somebody later."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest

from grader.store import accounts, courses
from grader.store.models import Role, now
from tests.web.clients import PASSWORD, password_hash
from tests.web.grading import visible_case

DORA = {"code": "NETS2345", "name": "Dora", "email": "dora@example.edu", "password": PASSWORD}


def test_an_unknown_student_is_refused_with_the_likely_spelling(lms, database):
    answer = lms.hand_in(student="alcie@example.edu")
    assert answer.status_code == 422
    assert "Did you mean 'alice@example.edu'?" in answer.json["detail"]
    assert answer.json["errors"][0]["field"] == "student"
    assert lms.get("/submissions").json["total"] == 0


def test_nothing_is_suggested_for_a_name_unlike_any_other(lms):
    assert "Did you mean" not in lms.hand_in(student="zzz").json["detail"]


def test_a_students_token_learns_no_names(tool):
    answer = tool.hand_in(student="alcie@example.edu")
    assert answer.status_code == 422
    assert "alice" not in answer.text


@pytest.mark.parametrize("name", ["Team 7", " New@Example.edu "])
def test_an_enrolled_student_is_known_from_then_on(lms, name):
    assert lms.hand_in(student=name, enrol=True).status_code == 202
    assert lms.hand_in(student=name).status_code == 202
    assert {row["student"] for row in lms.get("/submissions").json["submissions"]} <= {"Team 7", "new@example.edu"}


def test_a_student_of_another_course_is_unknown(lms):
    assert lms.hand_in(student="charlie@example.edu").status_code == 422


def test_a_form_enrols_too(lms):
    def form():
        return {"assignment": "relu_der", "student": "dora", "file": (io.BytesIO(b"x = 1\n"), "x.py")}

    assert lms.post("/submissions", data=form()).status_code == 422
    assert lms.post("/submissions", data={**form(), "enrol": "true"}).status_code == 202


@pytest.fixture
def before_registration(lms, worker) -> str:
    """A submission that a program makes for Dora, who has no account."""
    submission = lms.hand_in(student="Dora@example.edu", enrol=True).json["id"]
    worker.grade(submission, visible_case())
    return submission


def test_a_registered_address_gives_nothing_before_it_is_confirmed(before_registration, browse, lms, world, database):
    dora, ina = browse(), browse("ina")
    assert dora.post("/register", DORA).status_code == 303
    home = dora.get("/").text
    assert "must confirm your email address" in home
    course = f"/courses/{world.networks}/relu_der"
    for path in (f"/submissions/{before_registration}", course, f"{course}/history"):
        assert dora.get(path).status_code == 404
    assert before_registration not in dora.get("/account/data.json").text
    # A later submission by the program does not go to the account either.
    later = lms.hand_in(student="dora@example.edu").json["id"]
    assert dora.get(f"/submissions/{later}").status_code == 404
    assert {line["name"] for line in lms.get("/assignments/relu_der/grades").json["grades"]}.isdisjoint({"Dora"})

    with database.read() as db:
        person = accounts.by_email(db, "dora@example.edu")
    member = f"/teach/{world.networks}/members/{person.id}"
    assert "unconfirmed" in ina.get(f"/teach/{world.networks}/members?state=waiting").text
    assert ina.post(f"{member}/confirm", page=member).status_code == 303
    assert "address confirmed" in ina.get(f"/teach/{world.networks}/settings").text
    for submission in (before_registration, later):
        assert dora.get(f"/submissions/{submission}").status_code == 200
    assert "must confirm" not in dora.get("/").text


def test_only_an_instructor_of_the_course_confirms(before_registration, browse, world, database):
    dora = browse()
    dora.post("/register", DORA)
    with database.read() as db:
        person = accounts.by_email(db, "dora@example.edu")
    for somebody in (dora, browse("alice"), browse("otto")):
        answer = somebody.post(f"/teach/{world.networks}/members/{person.id}/confirm", page="/account")
        assert answer.status_code == 404
    assert dora.get(f"/submissions/{before_registration}").status_code == 404


def test_the_roster_confirms(before_registration, world, database):
    with database.write() as db:
        person = accounts.create_person(db, email="dora@example.edu", name="Dora", password_hash=password_hash())
        courses.join(db, person.id, "NETS2345")
        assert not courses.enrolment(db, world.networks, person.id).confirmed
        assert courses.enrol(db, world.networks, person.id, Role.STUDENT).confirmed


def test_who_registers_an_unused_address_takes_part_at_once(browse, world):
    dora = browse()
    dora.post("/register", DORA)
    assert dora.get(f"/courses/{world.networks}/relu_der").status_code == 200


@pytest.mark.parametrize("hidden", [{"visible": False}, {"opens_at": now() + timedelta(days=1)}])
def test_a_students_token_sees_no_hidden_or_unopened_assignment(lms, tool, database, world, hidden):
    with database.write() as db:
        courses.set_assignment(db, world.networks, "relu_der", **hidden)
    unknown = tool.get("/assignments/none").json["detail"].replace("none", "relu_der")
    for answer in (tool.get("/assignments/relu_der"), tool.hand_in()):
        assert (answer.status_code, answer.json["detail"]) == (404, unknown)
    assert tool.get("/assignments").json["assignments"] == []
    assert [assignment["slug"] for assignment in lms.get("/assignments").json["assignments"]] == ["relu_der"]
    assert lms.get("/assignments/relu_der").status_code == 200
    assert lms.hand_in().status_code == 202
