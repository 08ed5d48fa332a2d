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

from grader.model import CaseResult, Diagnosis, Lane, Report, Verdict, overall
from grader.settings import Settings
from grader.store import accounts, courses, events, runs, submissions, tokens
from grader.store.database import Database
from grader.store.events import StoredEvent
from grader.store.models import Base, Role
from tests.web.redis_server import redis_server
from web.app import create_app
from web.services import Services

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


@dataclass(frozen=True, kw_only=True)
class Worker:
    """Grades without any student code: whatever the test says is the result."""

    app: Flask

    def claim(self, submission_id: str) -> runs.Claim:
        """Take the submission, as a worker does."""
        with self._services.database.write() as db:
            claim = runs.claim(db, submission_id, holder="test", lease_seconds=30)
        assert claim is not None
        return claim

    def tell(self, claim: runs.Claim, seq: int, result: CaseResult, *, live: bool = True) -> StoredEvent:
        """A case is known: stored, and sent to who watches."""
        event = StoredEvent(
            submission_id=claim.submission_id,
            seq=events.first_seq(claim.run) + seq,
            kind=events.EventKind.CASE,
            payload=result.to_json(),
        )
        with self._services.database.write() as db:
            runs.add_events(db, claim.submission_id, claim.run, [event])
        if live:
            self._services.publisher.publish(event)
        return event

    def finish(self, claim: runs.Claim, results: list[CaseResult]) -> StoredEvent:
        """All cases are known."""
        score, most = sum(one.score for one in results), sum(one.max_score for one in results)
        report = Report(
            assignment=claim.assignment,
            verdict=overall([one.verdict for one in results], score=score, max_score=most),
            score=score,
            max_score=most,
            duration_ms=12.5,
            cases=tuple(results),
        )
        with self._services.database.write() as db:
            done = runs.finish(
                db,
                claim,
                report,
                receipt={"suite": "abc"},
                events=[],
                seq=events.first_seq(claim.run) + len(results) + 1,
            )
        self._services.publisher.publish(done)
        return done

    def grade(self, submission_id: str, *results: CaseResult) -> None:
        """All at once."""
        claim = self.claim(submission_id)
        for number, result in enumerate(results, 1):
            self.tell(claim, number, result)
        self.finish(claim, list(results))

    @property
    def _services(self) -> Services:
        found: Services = self.app.extensions["services"]
        return found


@pytest.fixture
def worker(app: Flask, world: World) -> Worker:
    return Worker(app=app)


def visible_case(verdict: Verdict = Verdict.ACCEPTED, **changes) -> CaseResult:
    passed = verdict is Verdict.ACCEPTED
    fields = {
        "name": "handout_example",
        "title": "A 2 by 2 batch from the handout",
        "row": "gradient",
        "verdict": verdict,
        "score": 5.0 if passed else 0.0,
        "max_score": 5.0,
        "visible": True,
        "message": "As it should be." if passed else "1 of 4 entries differs.",
        "log": "printed by the student",
        "duration_ms": 1.5,
    }
    return CaseResult(**(fields | changes))


def hidden_case(verdict: Verdict = Verdict.WRONG_ANSWER, **changes) -> CaseResult:
    passed = verdict is Verdict.ACCEPTED
    fields = {
        "name": "secret_zeros",
        "title": "Inputs that are exactly zero",
        "row": "gradient",
        "verdict": verdict,
        "score": 10.0 if passed else 0.0,
        "max_score": 10.0,
        "visible": False,
        "message": "" if passed else "Entry [0, 1] is 31337, expected 0.",
        "summary": "" if passed else "1 of 4 entries differs.",
        "hint": None if passed else "Look at the comparison with zero.",
        "diagnosis": None
        if passed
        else Diagnosis(name="gradient_at_zero", title="The gradient passes at zero", explanation="Use > and not >=."),
        "expected": 0,
        "actual": 31337,
        "log": "seen 31337",
    }
    return CaseResult(**(fields | changes))


class Program:
    """A program that calls the REST API with a token."""

    def __init__(self, client: FlaskClient, token: str | None) -> None:
        self.client = client
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str, **kwargs):
        return self.client.get(f"/api/v1{path}", headers={**self.headers, **kwargs.pop("headers", {})}, **kwargs)

    def post(self, path: str, **kwargs):
        return self.client.post(f"/api/v1{path}", headers={**self.headers, **kwargs.pop("headers", {})}, **kwargs)

    def delete(self, path: str):
        return self.client.delete(f"/api/v1{path}", headers=self.headers)

    def hand_in(self, source: str = "def relu_der(dA, cache):\n    return dA\n", **fields):
        body = {"assignment": "relu_der", "source": source, **fields}
        return self.post("/submissions", json=body)


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
