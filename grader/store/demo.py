"""The demo course that `grader serve` creates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from grader.store import accounts, courses, tokens
from grader.store.models import Role

COURSE = "Demo course"
JOIN_CODE = "DEMO2345"
INSTRUCTOR = ("instructor@demo.example", "Ingrid Instructor")
#: In alphabetical order.
_NAMES = (
    *("Ada", "Ben", "Chloe", "David", "Elif", "Farid", "Grace", "Hugo", "Ines", "Jonas"),
    *("Kavya", "Liam", "Mira", "Noah", "Olga", "Pablo", "Quinn", "Rosa", "Samir", "Tara"),
)
STUDENTS = tuple(
    (f"student{number:02d}@demo.example", f"{name} Student") for number, name in enumerate(_NAMES, start=1)
)


@dataclass(frozen=True, kw_only=True)
class DemoKeys:
    """Passwords and API token of the demo course."""

    api_token: str
    instructor_password: str
    #: Of every student.
    student_password: str


def seed_demo(session: Session, keys: DemoKeys, hashes: tuple[str, str], slugs: Sequence[str]) -> None:
    """Create or update the demo course: people, passwords, API token, assignments without deadlines.

    `hashes` are of the instructor's and the students' passwords. Changes by an instructor are kept.
    """
    course = courses.by_join_code(session, JOIN_CODE) or courses.create_course(
        session, name=COURSE, join_code=JOIN_CODE
    )
    for (email, name), role, password_hash in (
        (INSTRUCTOR, Role.INSTRUCTOR, hashes[0]),
        *((student, Role.STUDENT, hashes[1]) for student in STUDENTS),
    ):
        person = accounts.by_email(session, email)
        if person is None:
            person = accounts.create_person(session, email=email, name=name, password_hash=password_hash)
            courses.enrol(session, course.id, person.id, role)
        elif person.password_hash != password_hash:
            accounts.set_password(session, person.id, password_hash)
    tokens.ensure_token(session, course_id=course.id, role=Role.INSTRUCTOR, name="demo", secret=keys.api_token)
    for position, slug in enumerate(slugs):
        if courses.course_assignment(session, course.id, slug, removed_too=True) is None:
            courses.set_assignment(session, course.id, slug, position=position, attempts=0)
