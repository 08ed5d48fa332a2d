"""The list of submissions for students: their own only, with what a student may see."""

from __future__ import annotations

import pytest

from grader.model import Verdict
from grader.store import courses, tokens
from grader.store.models import Person, Role, Scope
from tests.web.clients import Program
from tests.web.grading import hidden_case, visible_case


@pytest.fixture
def alice(app, database, world):
    """A program that acts as Alice."""
    with database.write() as db:
        person = db.get_one(Person, world.people["alice"])
        secret = tokens.create_for_person(db, person, name="laptop", scopes=Scope)[1]
    return Program(app.test_client(), secret)


def ids(answer):
    assert answer.status_code == 200, answer.json
    return {row["id"] for row in answer.json["submissions"]}


def test_a_person_lists_their_own_of_all_courses(alice, database, world, hand_in):
    with database.write() as db:
        courses.enrol(db, world.history, world.people["alice"], Role.STUDENT)
    mine = {hand_in("alice"), hand_in("alice", practice=True), hand_in("alice", world.history)}
    hand_in("bob")
    answer = alice.get("/submissions")
    assert ids(answer) == mine
    assert answer.json["total"] == 3
    assert ids(alice.get("/submissions", query_string={"student": " Alice@Example.edu "})) == mine
    assert len(ids(alice.get("/submissions", query_string={"trial": "false"}))) == 2
    assert alice.get("/submissions", query_string={"student": "bob@example.edu"}).status_code == 403


def test_a_former_course_is_not_listed(alice, database, world, hand_in):
    hand_in("alice")
    with database.write() as db:
        courses.enrolment(db, world.networks, world.people["alice"]).approved = False
    assert ids(alice.get("/submissions")) == set()


def test_a_students_program_lists_what_it_submitted(tool, lms, hand_in):
    mine = {tool.hand_in(student="a", enrol=True).json["id"], tool.hand_in(student="b", enrol=True).json["id"]}
    lms.hand_in(student="a")
    hand_in("alice")
    assert ids(tool.get("/submissions")) == mine
    assert len(ids(tool.get("/submissions", query_string={"student": "a"}))) == 1
    assert len(ids(lms.get("/submissions"))) == 4


@pytest.mark.parametrize("filters", [{"verdict": "accepted"}, {"section": 1}])
def test_filters_that_tell_more_than_a_student_sees_are_refused(alice, tool, filters):
    assert alice.get("/submissions", query_string=filters).status_code == 403
    assert tool.get("/submissions", query_string=filters).status_code == 403


def test_points_are_pending_until_they_are_released(alice, lms, world, hand_in, worker):
    settings = f"/api/v1/courses/{world.networks}/assignments/relu_der/settings"
    lms.client.patch(settings, headers=lms.headers, json={"manual_release": True})
    worker.grade(hand_in("alice"), visible_case(), hidden_case(Verdict.WRONG_ANSWER))
    (row,) = alice.get("/submissions").json["submissions"]
    assert (row["pending"], row["verdict"], row["score"], row["graded_score"]) == (True, None, None, None)
    assert lms.get("/submissions").json["submissions"][0]["score"] is not None
    lms.client.patch(settings, headers=lms.headers, json={"manual_release": False})
    (row,) = alice.get("/submissions").json["submissions"]
    assert (row["pending"], row["score"]) == (False, lms.get("/submissions").json["submissions"][0]["score"])
