"""Every route answers as the OpenAPI document says, whatever it is sent.

schemathesis makes valid and invalid requests from the document and checks the answers against it: no error of the
server, and no status, content type, header or body that is not documented. Each request is sent as it was made, then
with the names of things that exist, then so with another token. With `--hypothesis-profile=thorough` there are 2,000
cases for each route: 500 valid and 500 invalid ones, each as it was made and with the names of things.

Sequences of requests follow the links between the routes: what one answer names is used by the next request.
"""

from __future__ import annotations

from itertools import cycle

import pytest
from hypothesis import HealthCheck, given, settings
from schemathesis.generation import GenerationMode

from tests.sampling import is_thorough
from tests.web.api.conformance import CHECKS, COURSE_STREAM, make_site, operations
from web.api.examples import EXAMPLES

#: schemathesis searches the application's modules for constants, once for each process.
pytestmark = pytest.mark.xdist_group("conformance")
#: The cases of each operation and mode of generation, and the sequences: of a usual run, and of a thorough one.
CASES, SEQUENCES = (4, 500), (20, 2000)
#: The longest sequence.
STEPS = 10
MAKES_COURSES = {"/api/v1/courses", "/api/v1/courses/{course_id}/copy"}
OPERATIONS = operations()


@pytest.fixture(scope="module")
def site(tmp_path_factory, redis_url, database_template):
    made = make_site(tmp_path_factory.mktemp("conformance"), redis_url, database_template)
    yield made
    made.app.extensions["services"].close()


def limited(numbers: tuple[int, int], **options) -> settings:
    """Settings for so many examples; a usual run makes the same ones each time."""
    usual, thorough = numbers
    chosen = {"max_examples": thorough} if is_thorough() else {"max_examples": usual, "derandomize": True}
    return settings(deadline=None, database=None, suppress_health_check=list(HealthCheck), **chosen, **options)


def with_real_names(case, parts: dict[str, object]) -> None:
    """Let the request name things that exist."""
    case.path_parameters = {name: parts.get(name, value) for name, value in (case.path_parameters or {}).items()}
    if isinstance(case.body, dict) and "assignment" in case.body:
        case.body = {**case.body, "assignment": "relu_der"}


def send(case, token: str):
    """Send the request, and check the answer, which is returned."""
    # The stream of a course does not end. As JSON it is a poll.
    poll = {"Accept": "application/json"} if case.path == COURSE_STREAM else {}
    case.headers = {**(case.headers or {}), **poll, "Authorization": f"Bearer {token}"}
    return case.call_and_validate(checks=CHECKS)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_answers_are_as_documented(site, operation, mode):
    method, path = operation.split()
    others = cycle(site.others(path))
    site.put_back()

    @limited(CASES)
    @given(case=site.schema[path][method].as_strategy(generation_mode=mode))
    def answers(case) -> None:
        site.forget_rates() if method == "GET" else site.put_back()
        send(case, site.token(path))
        with_real_names(case, site.parts(path))
        send(case, site.token(path))
        send(case, next(others))

    answers()


def test_the_documented_examples_are_answered_as_documented(site):
    """tests/web/api/test_examples.py tells which are taken; here the answers are checked."""
    taken = 0
    for label in OPERATIONS:
        method, path = label.split()
        operation = site.schema[path][method]
        name = operation.definition.raw["operationId"]
        if name in EXAMPLES and method != "GET":
            site.put_back()
            parts = {each.name: site.parts(path)[each.name] for each in operation.path_parameters}
            case = operation.Case(path_parameters=parts, body=EXAMPLES[name], media_type="application/json")
            taken += send(case, site.token(path)).status_code < 300
    assert taken > 20


def test_sequences_of_requests_are_answered_as_documented(site):
    reader = site.app.test_client()

    class Sequences(site.schema.exclude(path_regex="/events$").as_state_machine()):
        def setup(self) -> None:
            site.put_back()
            #: Tokens of new courses.
            self.tokens = {}

        def call(self, case, **kwargs):
            course = (case.path_parameters or {}).get("course_id")
            self.token = self.tokens.get(course, site.token(case.path))
            case.headers = {**(case.headers or {}), "Authorization": f"Bearer {self.token}"}
            return case.call(**kwargs)

        def after_call(self, response, case) -> None:
            super().after_call(response, case)
            if 200 <= response.status_code < 300 and (made := response.headers.get("location")):
                if case.path in MAKES_COURSES:
                    self.token = self.tokens[response.json()["id"]] = response.json()["token"]
                found = reader.get(made[0], headers={"Authorization": f"Bearer {self.token}"})
                assert found.status_code == 200, (case.operation.label, made, found.text)

        def validate_response(self, response, case, **_) -> None:
            case.validate_response(response, checks=CHECKS)

    Sequences.run(settings=limited(SEQUENCES, stateful_step_count=STEPS))
