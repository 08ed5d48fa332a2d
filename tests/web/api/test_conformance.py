"""Every route answers as the OpenAPI document says, whatever it is sent.

schemathesis makes valid and invalid requests from the document and checks the answers against it: no error of the
server, and no status, content type, header or body that is not documented. Each request is sent with the token that may
make it, as it was made and with the names of things that exist, and those with another token too. With
`--hypothesis-profile=thorough` there are many more requests, others each time, and each is sent with all tokens.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import cycle

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks

from grader.settings import Settings
from grader.store import courses, deliveries, service_tokens
from grader.store.models import Person
from tests.databases import copy_into
from tests.sampling import is_thorough
from tests.web.clients import Program
from tests.web.grading import Worker, hidden_case, visible_case
from tests.web.world import World, make_world
from web.api.openapi import document
from web.app import create_app

#: schemathesis searches the application's modules for constants, once for each process.
pytestmark = pytest.mark.xdist_group("conformance")
#: The examples of a run without the profile, for each operation and mode of generation.
FEW = 4
CHECKS = (
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
)


def operations() -> list[str]:
    """Method and path of every operation in the document."""
    app = create_app(Settings.from_env({"GRADER_SECRET_KEY": "-", "GRADER_REDIS_URL": "redis://127.0.0.1:1"}))
    with app.app_context():
        paths = document(app)["paths"]
    app.extensions["services"].close()
    return [f"{method.upper()} {path}" for path, methods in paths.items() for method in methods]


OPERATIONS = operations()


@dataclass
class Site:
    """The real application, with a graded, a queued and a failed submission, and a webhook."""

    app: Flask
    world: World
    #: A token of an administrator.
    operator: str = ""
    #: Operation -> the parts of its address that name something.
    parts: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        lms = Program(self.app.test_client(), self.world.instructor_token)
        worker = Worker(app=self.app)
        self.schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", self.app)
        ids = [lms.hand_in(student=f"{name}@example.edu").json["id"] for name in ("alice", "bob", "alice", "bob")]
        for graded in ids[:3]:
            worker.grade(graded, visible_case(), hidden_case())
        with self.app.extensions["services"].database.write() as db:
            hook = deliveries.create_webhook(db, course_id=self.world.networks, url="https://lms.example.edu/").id
            courses.set_assignment(db, self.world.networks, "backprop_homework")
            db.get_one(Person, self.world.people["ina"]).administrator = True
            self.operator = service_tokens.create(db, person_id=self.world.people["ina"], name="monitor")[1]
        # A stream of an unfinished submission would not end, so what is regraded is not watched.
        for operation in OPERATIONS:
            submission = {"regrade": ids[1], "cancel": ids[3]}.get(operation.rpartition("/")[2], ids[0])
            self.parts[operation] = {"slug": "relu_der", "submission_id": submission, "webhook_id": hook}


@pytest.fixture(scope="module")
def site(tmp_path_factory, redis_url, database_template):
    folder = tmp_path_factory.mktemp("conformance")
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
    yield Site(app=app, world=make_world(database))
    app.extensions["services"].close()


def examples() -> settings:
    """The settings of the profile, if one was chosen; else few examples, the same in every run."""
    chosen = {} if is_thorough() else {"max_examples": FEW, "derandomize": True, "database": None}
    return settings(deadline=None, suppress_health_check=list(HealthCheck), **chosen)


def with_real_names(case, parts: dict[str, str]) -> None:
    """Let the request name things that exist."""
    case.path_parameters = {name: parts.get(name, value) for name, value in (case.path_parameters or {}).items()}
    if isinstance(case.body, dict) and "assignment" in case.body:
        case.body = {**case.body, "assignment": "relu_der"}


def send(case, *tokens: str) -> None:
    """Send the request with each token, and check the answers."""
    for token in tokens:
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {token}"}
        case.call_and_validate(checks=list(CHECKS))


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_answers_are_as_documented(site, operation, mode):
    method, path = operation.split()
    usual = site.operator if path.startswith("/api/v1/operations") else site.world.instructor_token
    others = (site.world.student_token, site.world.foreign_token, "wrong", site.world.instructor_token)
    turns = cycle([others]) if is_thorough() else cycle([(token,) for token in others])

    @examples()
    @given(case=site.schema[path][method].as_strategy(generation_mode=mode))
    def answers(case) -> None:
        others = next(turns)
        send(case, usual, *(others if is_thorough() else ()))
        with_real_names(case, site.parts[operation])
        send(case, usual, *others)

    answers()
