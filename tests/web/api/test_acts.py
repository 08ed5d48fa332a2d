"""Acts of instructors that only pages had: the join code, deleted comments, files of grades, confirmed addresses."""

from __future__ import annotations

import pytest

from grader.store import accounts, audit, courses, tokens
from grader.store.models import Role
from tests.web.clients import Program, password_hash
from tests.web.grading import hidden_case, visible_case


@pytest.fixture
def course(world):
    return f"/courses/{world.networks}"


def test_the_join_code_is_replaced(lms, course, database, world):
    renewed = lms.post(f"{course}/join-code")
    assert renewed.status_code == 200
    code = renewed.json["join_code"]
    assert code != "NETS2345"
    with database.read() as db:
        assert courses.by_join_code(db, "NETS2345") is None
        assert courses.by_join_code(db, code).id == world.networks
        entry = audit.entries(db, world.networks)[0]
    assert (entry.action, entry.actor, entry.details) == (
        "join_code.renewed",
        "token LMS",
        {"join_code": ["NETS2345", code]},
    )


def test_a_program_deletes_its_own_comments_only(app, lms, world, database, hand_in):
    with database.write() as db:
        secret = tokens.create_token(db, course_id=world.networks, role=Role.ASSISTANT, name="tutor")[1]
    tutor, submission = Program(app.test_client(), secret), hand_in("alice")
    made = tutor.post(f"/submissions/{submission}/comments", json={"text": "Well done."}).json["id"]
    path = f"/submissions/{submission}/comments/{made}"
    assert lms.delete(path).status_code == 404
    assert tutor.delete(path).status_code == 204
    assert tutor.delete(path).status_code == 404
    assert lms.get(f"/submissions/{submission}/comments").json["comments"] == []


def test_grades_of_the_course_are_the_file_of_the_page(lms, browse, course, world, hand_in, worker):
    worker.grade(hand_in("alice"), visible_case(), hidden_case())
    ina = browse("ina")
    for kind in ("table", "csv", "rows", "attempts", "canvas", "moodle"):
        file = lms.get(f"{course}/gradebook?format={kind}")
        assert file.content_type.startswith("text/csv")
        assert file.text == ina.get(f"/teach/{world.networks}/grades?format={kind}").text
    assert lms.get(f"{course}/gradebook?format=csv&assignment=none").status_code == 404
    with_nothing = lms.get(f"{course}/gradebook?format=canvas&missing=leave_out").text
    assert "alice@example.edu" in with_nothing
    assert "bob@example.edu" not in with_nothing


def test_an_address_is_confirmed(lms, course, world, database):
    with database.write() as db:
        person = accounts.create_person(db, email="dora@example.edu", name="Dora", password_hash=password_hash())
        courses.enrol(db, world.networks, person.id, Role.STUDENT).confirmed = False
    path = f"/api/v1{course}/members/{person.id}"
    confirmed = lms.client.patch(path, json={"confirmed": True}, headers=lms.headers)
    assert confirmed.json["confirmed"] is True
    with database.read() as db:
        assert "address.confirmed" in [entry.action for entry in audit.entries(db, world.networks)]
