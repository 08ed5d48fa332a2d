"""The examples in the OpenAPI document are valid, and the service takes them."""

from __future__ import annotations

from openapi_schema_validator import OAS31Validator

from tests.web.test_rights import calls, things
from web.api.examples import EXAMPLES
from web.api.response_examples import ANSWERS

__all__ = ["things"]
#: They name what the course does not have, or what another example has replaced.
NOT_THERE = {"check_question", "merge_member", "change_extension"}
#: The state of the things does not allow them.
NOT_NOW = {"create_regrade", "create_assignment_regrade", "apply_regrade", "apply_regrade_by_id"}


def test_each_is_valid_and_has_an_operation(nobody):
    spec = nobody.get("/openapi.json").json
    found = {}
    for methods in spec["paths"].values():
        for operation in methods.values():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            if "example" in content:
                found[operation["operationId"]] = content
    assert set(found) == set(EXAMPLES)
    for name, content in found.items():
        validator = OAS31Validator({**content["schema"], "components": spec["components"]})
        assert not list(validator.iter_errors(content["example"])), name


def test_the_answers_are_valid_and_have_every_member(nobody):
    spec = nobody.get("/openapi.json").json
    found = {}
    for methods in spec["paths"].values():
        for operation in methods.values():
            for status, response in operation["responses"].items():
                content = response.get("content", {}).get("application/json", {})
                if "example" in content:
                    found.setdefault(operation["operationId"], {})[status] = content
    assert {name: set(statuses) for name, statuses in found.items()} == {
        name: set(statuses) for name, statuses in ANSWERS.items()
    }
    for name, statuses in found.items():
        for content in statuses.values():
            validator = OAS31Validator({**content["schema"], "components": spec["components"]})
            assert not list(validator.iter_errors(content["example"])), name
            schema = spec["components"]["schemas"][content["schema"]["$ref"].rpartition("/")[2]]
            assert set(content["example"]) == set(schema["properties"]), name


def test_the_service_takes_them(app, things, lms):
    sent, refused = set(), {}
    for rule, method, path in calls(app, things):
        name = rule.endpoint.removeprefix("api.")
        if name not in EXAMPLES or method == "GET":
            continue
        answer = lms.client.open(path, method=method, json=EXAMPLES[name], headers=lms.headers)
        allowed = {404} if name in NOT_THERE else {409} if name in {*NOT_NOW, "create_regrade_request"} else set()
        if answer.status_code >= 400 and answer.status_code not in allowed:
            refused[name] = answer.text
        sent.add(name)
    assert refused == {}
    assert sent == set(EXAMPLES)
