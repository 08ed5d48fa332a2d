"""People, sign-ins, tokens, courses, and what is known of somebody."""

import base64
import json
from datetime import timedelta

import pytest
from argon2 import Type
from sqlalchemy import select

from grader.assignments import public
from grader.model import Verdict
from grader.store import accounts, audit, courses, demo, privacy, schedules, submissions, tokens
from grader.store.models import (
    AuditEntry,
    Email,
    EmailKind,
    Person,
    Role,
    Submission,
    SubmissionEvent,
    WebSession,
    now,
)

#: Taken before the tests' fixtures replace it.
PRODUCTION_HASHER = accounts.HASHER


def test_passwords_are_hashed_as_rfc_9106_recommends():
    assert PRODUCTION_HASHER.type is Type.ID
    assert (PRODUCTION_HASHER.memory_cost, PRODUCTION_HASHER.time_cost, PRODUCTION_HASHER.parallelism) == (65536, 3, 4)


def test_passwords(database):
    stored = accounts.hash_password("correct horse")
    assert stored.startswith("$argon2id$")
    with database.write() as session:
        accounts.create_person(session, email=" Ada@Example.org ", name="Ada", password_hash=stored)
    with database.read() as session:
        assert accounts.verify_password(session, "ADA@example.org", "correct horse").name == "Ada"
        assert accounts.verify_password(session, "ada@example.org", "wrong") is None
        assert accounts.verify_password(session, "nobody@example.org", "correct horse") is None


def test_an_email_belongs_to_one(world):
    with pytest.raises(accounts.EmailTaken), world.database.write() as session:
        accounts.create_person(session, email="ADA@example.org", name="Other", password_hash="none")


def ada(session):
    return accounts.by_email(session, "ada@example.org")


def test_a_sign_in_lasts_until_it_ends(world):
    with world.database.write() as session:
        key = accounts.open_session(session, ada(session).id, days=1, user_agent="Browser")
        other = accounts.open_session(session, ada(session).id, days=1)
    with world.database.read() as session:
        assert accounts.find_session(session, key).person.name == "Ada"
        assert accounts.find_session(session, "forged") is None
        assert session.query(WebSession).filter_by(key_hash=key).count() == 0
    with world.database.write() as session:
        accounts.close_other_sessions(session, ada(session).id, keep=key)
    with world.database.write() as session:
        assert accounts.find_session(session, other) is None
        accounts.close_session(session, key)
    with world.database.read() as session:
        assert accounts.find_session(session, key) is None


def test_a_sign_in_runs_out(world):
    with world.database.write() as session:
        key = accounts.open_session(session, ada(session).id, days=1)
        session.query(WebSession).one().expires_at = now() - timedelta(seconds=1)
    with world.database.write() as session:
        assert accounts.find_session(session, key) is None
        assert accounts.sessions_of(session, ada(session).id) == []
        accounts.drop_expired_sessions(session)
        assert session.query(WebSession).count() == 0


def test_tokens_are_kept_as_hashes_and_can_be_revoked(world):
    with world.database.write() as session:
        token, secret = tokens.create_token(session, course_id=world.course_id, role=Role.INSTRUCTOR, name="LMS")
        assert secret not in token.token_hash
    with world.database.write() as session:
        found = tokens.find_token(session, secret)
        assert (found.role, found.course_id) == (Role.INSTRUCTOR, world.course_id)
        assert not tokens.used_recently(found)
        tokens.touch_token(session, found.id)
    with world.database.write() as session:
        assert tokens.used_recently(tokens.find_token(session, secret))
        tokens.revoke_token(session, world.course_id, token.id)
        assert tokens.tokens_of(session, world.course_id) == []
        assert tokens.find_token(session, secret) is None


def test_joining_by_code(world):
    with world.database.write() as session:
        eve = accounts.create_person(session, email="eve@example.org", name="Eve", password_hash="none")
        courses.join(session, eve.id, " join 2345")
        courses.enrol(session, world.course_id, eve.id, Role.INSTRUCTOR)
        courses.join(session, eve.id, "JOIN2345")
        assert courses.enrolment(session, world.course_id, eve.id).role is Role.INSTRUCTOR
        with pytest.raises(courses.NoSuchCourse):
            courses.join(session, eve.id, "WRONG")


def test_given_assignments(world):
    soon, ago = now() + timedelta(days=1), now() - timedelta(days=1)
    with world.database.write() as session:
        courses.set_assignment(session, world.course_id, "b", position=1, due_at=soon)
        courses.set_assignment(session, world.course_id, "a", position=2, due_at=ago)
        courses.set_assignment(session, world.course_id, "c", visible=False, opens_at=soon)
    with world.database.read() as session:
        given = courses.course_assignments(session, world.course_id)
        everything = courses.course_assignments(session, world.course_id, hidden_too=True)
        assignments = dict.fromkeys("abc", public.load("relu_der"))
        found = schedules.course_schedules(session, world.course_id, assignments, assignments.__getitem__)
    assert [row.slug for row in given] == ["b", "a"]
    is_open = [(row.slug, found.of(row.slug, "ada@example.org").accepts(now())) for row in everything]
    assert is_open == [("c", False), ("b", True), ("a", False)]
    assert given[0].due_at == soon


def test_the_demo_course_can_be_seeded_again(database):
    keys = demo.DemoKeys(api_token="nng_x", instructor_password="i", student_password="s")
    for hashes in (("h1", "h2"), ("h3", "h2"), ("h3", "h2")):
        with database.write() as session:
            demo.seed_demo(session, keys, hashes, ["relu_der", "train"])
    with database.read() as session:
        # Of the new password, once; of the old ones nobody is told.
        (email,) = session.scalars(select(Email))
        assert (email.person.email, email.kind) == (demo.INSTRUCTOR[0], EmailKind.PASSWORD_CHANGED)
        course = courses.by_join_code(session, demo.JOIN_CODE)
        assert len(courses.members(session, course.id, Role.STUDENT)) == 20
        (instructor,) = courses.members(session, course.id, Role.INSTRUCTOR)
        assert instructor.person.password_hash == "h3"
        given = courses.course_assignments(session, course.id)
        assert [(row.slug, row.attempts, row.due_at) for row in given] == [("relu_der", 0, None), ("train", 0, None)]
        assert tokens.find_token(session, "nng_x").course_id == course.id


def test_export_holds_everything_but_hidden_values(world):
    world.graded(Verdict.ACCEPTED, Verdict.WRONG_ANSWER)
    assignments = {slug: public.load(slug) for slug in ("relu_der",)}
    with world.database.read() as session:
        exported = json.loads(json.dumps(privacy.export_person(session, ada(session).id, assignments)))
    assert exported["courses"][0]["course"] == "Networks"
    (submission,) = exported["submissions"]
    assert base64.b64decode(submission["content_base64"]) == b"x = 1\n"
    hidden = submission["report"]["cases"][1]
    assert (hidden["expected"], hidden["actual"]) == (None, None)
    assert "expected 3" not in json.dumps(hidden)


def test_delete_leaves_nothing_of_somebody(world):
    world.graded(Verdict.ACCEPTED)
    kept = world.graded(Verdict.ACCEPTED, student="ben@example.org")
    with world.database.write() as session:
        accounts.open_session(session, ada(session).id, days=1)
        audit.record(session, actor="ada@example.org", action="signed in", course_id=world.course_id)
    with world.database.write() as session:
        privacy.delete_person(session, ada(session).id)
    with world.database.read() as session:
        assert ada(session) is None
        assert [row.id for row in session.query(Submission)] == [kept.id]
        assert {event.submission_id for event in session.query(SubmissionEvent)} == {kept.id}
        assert session.query(WebSession).count() == 0
        assert [entry.actor for entry in session.query(AuditEntry)] == ["deleted account"]
        assert session.query(Person).count() == 1
        assert submissions.history(session, world.course_id, "ada@example.org") == []
