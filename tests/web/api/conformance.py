"""A site for schemathesis: one of each thing that the addresses of the REST API name, put back before each change."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import redis
import schemathesis
from flask import Flask
from schemathesis.specs.openapi import checks

from grader.settings import Settings
from grader.store import Database, accounts, courses, service_tokens, tokens
from grader.store.models import Person
from tests.databases import copy_into
from tests.web.clients import Program
from tests.web.grading import Worker, hidden_case, visible_case
from tests.web.things import make_things
from tests.web.world import World, make_world
from web.api.openapi import document
from web.app import create_app

CHECKS = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
#: Of operations whose last part of the address is this, the submission is one that waits.
ON_WAITING = {"regrade", "cancel"}
COURSE_STREAM = "/api/v1/courses/{course_id}/events"


def operations() -> list[str]:
    """Method and path of every operation in the document."""
    app = create_app(Settings.from_env({"GRADER_SECRET_KEY": "-", "GRADER_REDIS_URL": "redis://127.0.0.1:1"}))
    with app.app_context():
        paths = document(app)["paths"]
    app.extensions["services"].close()
    return [f"{method.upper()} {path}" for path, methods in paths.items() for method in methods]


@dataclass
class Site:
    """The real application with its data, and the tokens that may use it."""

    app: Flask
    world: World
    template: Path
    #: Tokens: of an administrator, and of Alice herself.
    operator: str = ""
    person: str = ""
    #: Parts of addresses.
    things: dict[str, object] = field(default_factory=dict)
    #: A submission that waits.
    waiting: str = ""

    def __post_init__(self) -> None:
        self.schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", self.app)
        self._redis = redis.Redis.from_url(self.app.extensions["services"].settings.redis_url)
        lms, worker = Program(self.app.test_client(), self.world.instructor_token), Worker(app=self.app)
        names = ("alice", "bob", "alice", "bob")
        ids = [lms.hand_in(student=f"{name}@example.edu").json["id"] for name in names]
        for graded in ids[:3]:
            worker.grade(graded, visible_case(), hidden_case())
        self.waiting = ids[3]
        self.things = make_things(self._database, self.world, ids[0])
        with self._database.write() as db:
            courses.set_assignment(db, self.world.networks, "backprop_homework")
            db.get_one(Person, self.world.people["ina"]).administrator = True
            self.operator = service_tokens.create(db, person_id=self.world.people["ina"], name="monitor")[1]
            alice = accounts.get_person(db, self.world.people["alice"])
            assert alice is not None
            self.person = tokens.create_for_person(db, alice, name="notebook", scopes=tokens.LEAST_SCOPES)[1]
        course = f"/courses/{self.world.networks}"
        comment = lms.post(f"{course}/saved-comments", json={"title": "Zero", "text": "Look at zero."})
        self.things["saved_comment_id"] = comment.json["id"]
        change = lms.client.patch(
            f"/api/v1{course}/assignments/relu_der/settings", json={"attempts": 5}, headers=lms.headers
        )
        assert change.status_code == 200, change.text
        pause = Program(lms.client, self.operator).post("/operations/pauses", json={"lane": "training"})
        self.things["pause_id"] = pause.json["id"]
        with closing(sqlite3.connect(str(self._database.engine.url.database))) as source:
            source.execute("VACUUM INTO ?", (str(self.template),))

    @property
    def _database(self) -> Database:
        found: Database = self.app.extensions["services"].database
        return found

    def put_back(self) -> None:
        """Undo what requests have changed, and forget how often they were sent."""
        copy_into(self._database, self.template)
        self.forget_rates()

    def forget_rates(self) -> None:
        """Let the next requests be the first ones."""
        self._redis.flushdb()

    def parts(self, path: str) -> dict[str, object]:
        """The parts of such an address that name something."""
        changed: dict[str, object] = {}
        if path.rpartition("/")[2] in ON_WAITING:
            changed["submission_id"] = self.waiting
        if "/saved-comments/" in path:
            changed["comment_id"] = self.things["saved_comment_id"]
        return {**self.things, **changed}

    def token(self, path: str) -> str:
        """The token that may use such an address."""
        if path.startswith("/api/v1/operations"):
            return self.operator
        return self.person if path.startswith("/api/v1/notices") else self.world.instructor_token

    def others(self, path: str) -> list[str]:
        """Tokens that may not, or that see less; one is none."""
        every = (self.world.student_token, self.world.foreign_token, self.person, "wrong", self.world.instructor_token)
        return [token for token in every if token != self.token(path)]


def make_site(folder: Path, redis_url: str, database_template: Path) -> Site:
    """The site, with its files in a folder."""
    app = create_app(
        Settings.from_env(
            {
                "GRADER_DATA_DIR": str(folder),
                "GRADER_SECRET_KEY": "not secret in tests",
                "GRADER_REDIS_URL": redis_url,
                "GRADER_REDIS_PREFIX": f"{folder.name}:",
            }
        )
    )
    database = app.extensions["services"].database
    copy_into(database, database_template)
    return Site(app=app, world=make_world(database), template=folder / "template.sqlite3")
