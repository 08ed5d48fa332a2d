"""Merging two accounts moves everything and loses nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from grader.model import Verdict
from grader.store import accounts, audit, comments, courses, merging, submissions
from grader.store.comments import Author
from grader.store.models import Base, Draft, Enrolment, Submission, SubmissionComment


@pytest.fixture
def people(database, course):
    with database.read() as session:
        return tuple(accounts.by_email(session, f"{name}@example.org") for name in ("ada", "ben"))


def merged(database, course, people):
    keep, gone = people
    with database.write() as session:
        people = (accounts.get_person(session, keep.id), accounts.get_person(session, gone.id))
        return merging.merge(session, *people, actor="ina@example.org", course_id=course.id)


def test_attempts_are_numbered_by_their_time(database, course, world, people):
    order = [world.hand_in(f"{name}@example.org").id for name in ("ada", "ben", "ada", "ben", "ben")]
    practice = world.hand_in("ben@example.org", practice=True).id
    made = merged(database, course, people)
    assert made.attempts == {(course.id, "relu_der"): (2, 3)}
    assert made.submissions == 4
    with database.read() as session:
        rows = {row.id: row for row in session.scalars(select(Submission))}
        assert accounts.by_email(session, "ben@example.org") is None
    assert [rows[name].attempt for name in order] == [1, 2, 3, 4, 5]
    assert rows[practice].attempt == 0
    assert {(row.student, row.person_id) for row in rows.values()} == {("ada@example.org", people[0].id)}


def test_scores_comments_and_other_assignments_come_along(database, course, world, people):
    graded = world.graded(Verdict.ACCEPTED, student="ben@example.org")
    world.hand_in("ben@example.org", assignment="mlp")
    with database.write() as session:
        author = Author(person_id=people[1].id, name="Ben")
        comments.add(session, graded.id, text="Well done.", line=None, author=author)
    merged(database, course, people)
    with database.read() as session:
        row = submissions.get(session, graded.id)
        assert (row.score, row.student) == (graded.score, "ada@example.org")
        (comment,) = session.scalars(select(SubmissionComment))
        assert comment.author_id == people[0].id
        assert len(submissions.history(session, course.id, "ada@example.org", "mlp")) == 1


def test_the_newer_draft_stays_with_the_other_to_undo_to(database, course, people):
    with database.write() as session:
        for person, code in zip(people, ("old", "new"), strict=True):
            content = {"code": code}
            session.add(
                Draft(person_id=person.id, course_id=course.id, assignment="relu_der", revision=1, content=content)
            )
            session.flush()
    merged(database, course, people)
    with database.read() as session:
        (draft,) = session.scalars(select(Draft))
    assert (draft.content["code"], draft.previous["code"], draft.revision) == ("new", "old", 2)


def test_memberships_complete_each_other(database, course, people):
    with database.write() as session:
        other = courses.create_course(session, name="Other")
        courses.enrol_from_roster(session, other.id, session.merge(people[1]), courses.Role.STUDENT)
        courses.enrolment(session, course.id, people[1].id).sis_id = "s2"
    assert merged(database, course, people).new_courses == ("Other",)
    with database.read() as session:
        mine = list(session.scalars(select(Enrolment).where(Enrolment.person_id == people[0].id)))
        assert {(row.course.name, row.sis_id) for row in mine} == {("Networks", "s2"), ("Other", None)}
        (entry,) = audit.entries(session, course.id)
    assert entry.details["email"] == ["ben@example.org", "ada@example.org"]


def test_an_account_is_not_merged_with_itself(database, people):
    with database.read() as session, pytest.raises(merging.SameAccount):
        merging.preview(session, people[0], people[0])


def test_nothing_names_the_account_that_is_gone(database, course, world, people):
    world.hand_in("ben@example.org")
    merged(database, course, people)
    with database.read() as session:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                if any(key.column.table.name == "person" for key in column.foreign_keys):
                    assert session.scalar(select(column).where(column == people[1].id)) is None, column
                if column.name == "student":
                    assert session.scalar(select(column).where(column == "ben@example.org")) is None, column
