"""Alice and Bob study networks with Ina. Charlie and his instructor Otto, in another course, must see nothing of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from grader.settings import Settings
from grader.store import accounts, courses, tokens
from grader.store.database import Database
from grader.store.models import Base, Role
from tests.web.redis_server import redis_server
from web.app import create_app

PASSWORD = "three long words"


@lru_cache(maxsize=1)
def password_hash() -> str:
    return accounts.hash_password(PASSWORD)


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


class Browser:
    """A browser without script: follows forms, keeps the cookie and sends the CSRF token that the page held."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **kwargs):
        return self.client.get(path, **kwargs)

    def csrf(self, page: str = "/sign-in") -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.client.get(page).text)
        assert found, f"no form on {page}"
        return found[1]

    def post(self, path: str, data: dict | None = None, *, page: str | None = None, **kwargs):
        fields = {"csrf_token": self.csrf(page or path), **(data or {})}
        return self.client.post(path, data=fields, **kwargs)

    def sign_in(self, name: str, password: str = PASSWORD):
        return self.post("/sign-in", {"email": f"{name}@example.edu", "password": password})


@pytest.fixture
def browse(app: Flask, world: World) -> Callable[..., Browser]:
    """`browse("alice")` is a browser in which Alice is signed in; `browse()` one in which nobody is."""

    def open_browser(name: str | None = None) -> Browser:
        browser = Browser(app.test_client())
        if name:
            assert browser.sign_in(name).status_code == 303
        return browser

    return open_browser
