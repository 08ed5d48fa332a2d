"""Alice and Bob study networks with Ina. Charlie and his instructor Otto, in another course, must see nothing of it."""

from __future__ import annotations

from dataclasses import dataclass

from grader.store import accounts, courses, tokens
from grader.store.database import Database
from grader.store.models import Role
from tests.web.clients import password_hash


@dataclass(frozen=True, kw_only=True)
class World:
    """Who is there. People are known by first name in lower case; their email is name@example.edu."""

    networks: int
    history: int
    people: dict[str, int]
    instructor_token: str
    student_token: str
    foreign_token: str


def make_world(database: Database) -> World:
    """Store the courses, people and tokens in an empty database."""
    with database.write() as db:
        networks = courses.create_course(db, name="Neural networks", join_code="NETS2345")
        history = courses.create_course(db, name="History", join_code="HIST2345")
        people = {}
        for name, course, role in (
            ("alice", networks, Role.STUDENT),
            ("bob", networks, Role.STUDENT),
            ("ina", networks, Role.INSTRUCTOR),
            ("charlie", history, Role.STUDENT),
            ("otto", history, Role.INSTRUCTOR),
        ):
            person = accounts.create_person(
                db, email=f"{name}@example.edu", name=f"{name.title()} Example", password_hash=password_hash()
            )
            courses.enrol(db, course.id, person.id, role)
            people[name] = person.id
        for course in (networks, history):
            courses.set_assignment(db, course.id, "relu_der")
        instructor = tokens.create_token(db, course_id=networks.id, role=Role.INSTRUCTOR, name="LMS")[1]
        student = tokens.create_token(db, course_id=networks.id, role=Role.STUDENT, name="page")[1]
        foreign = tokens.create_token(db, course_id=history.id, role=Role.INSTRUCTOR, name="other LMS")[1]
    return World(
        networks=networks.id,
        history=history.id,
        people=people,
        instructor_token=instructor,
        student_token=student,
        foreign_token=foreign,
    )
