"""Alice and Bob study networks with Ina. Charlie and his instructor Otto, in another course, must see nothing of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from grader.model import Lane
from grader.settings import Settings
from grader.store import accounts, courses, submissions, tokens
from grader.store.database import Database
from grader.store.models import Base, Role
from tests.web.clients import Browser, Program, password_hash
from tests.web.grading import Worker
from tests.web.redis_server import redis_server
from web.app import create_app


@dataclass(frozen=True, kw_only=True)
class World:
    """Who is there. People are known by first name in lower case; their email is name@example.edu."""

    networks: int
    history: int
    people: dict[str, int]
    instructor_token: str
    student_token: str
    foreign_token: str


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    with redis_server() as url:
        yield url


@pytest.fixture
def settings(tmp_path: Path, redis_url: str) -> Settings:
    return Settings.from_env(
        {
            "GRADER_DATA_DIR": str(tmp_path),
            "GRADER_SECRET_KEY": "not secret in tests",
            "GRADER_REDIS_URL": redis_url,
            # Each test has the Redis to itself.
            "GRADER_REDIS_PREFIX": f"{tmp_path.name}:",
        }
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    application = create_app(settings)
    application.testing = True
    yield application
    application.extensions["services"].close()


@pytest.fixture
def database(app: Flask) -> Database:
    found: Database = app.extensions["services"].database
    Base.metadata.create_all(found.engine)
    return found


@pytest.fixture
def world(database: Database) -> World:
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
            courses.give(db, course.id, "relu_der")
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


@pytest.fixture
def browse(app: Flask, world: World, database: Database) -> Callable[..., Browser]:
    """`browse("alice")` is a browser in which Alice is signed in; `browse()` one in which nobody is."""

    def open_browser(name: str | None = None) -> Browser:
        browser = Browser(app.test_client())
        if name:
            # As signing in does, without its deliberately slow check of the password.
            with database.write() as db:
                key = accounts.open_session(db, world.people[name], days=1)
            with browser.client.session_transaction() as cookie:
                cookie["key"] = key
        return browser

    return open_browser


@pytest.fixture
def worker(app: Flask, world: World) -> Worker:
    return Worker(app=app)


@pytest.fixture
def lms(app: Flask, world: World) -> Program:
    """The course's own program, with an instructor's token."""
    return Program(app.test_client(), world.instructor_token)


@pytest.fixture
def tool(app: Flask, world: World) -> Program:
    """A program with a student's token."""
    return Program(app.test_client(), world.student_token)


@pytest.fixture
def foreigner(app: Flask, world: World) -> Program:
    """Another course's program, with an instructor's token there."""
    return Program(app.test_client(), world.foreign_token)


@pytest.fixture
def nobody(app: Flask, world: World) -> Program:
    """A program without a token."""
    return Program(app.test_client(), None)


@pytest.fixture
def hand_in(app: Flask, world: World):
    """`hand_in("alice")` stores a submission of hers as the page does, and gives its id."""

    def store(name: str, course_id: int | None = None, *, trial: bool = False) -> str:
        new = submissions.NewSubmission(
            course_id=course_id or world.networks,
            assignment="relu_der",
            lane=Lane.INTERACTIVE,
            student=f"{name}@example.edu",
            person_id=world.people[name],
            filename="mine.py",
            content=b"print('the code of " + name.encode() + b"')\n",
            trial=trial,
        )
        with app.extensions["services"].database.write() as db:
            return submissions.create(db, new).id

    return store
