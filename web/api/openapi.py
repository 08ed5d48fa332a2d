"""The OpenAPI document: what APIFlask collects from the routes, completed by hand."""

from __future__ import annotations

import json
import re
from typing import Any, cast

from apiflask import APIFlask
from flask import Flask, current_app
from pydantic import BaseModel

from web.api.device_schemas import DeviceIn, DeviceTokenIn, OAuthErrorOut
from web.api.examples import add_examples
from web.api.openapi_headers import add_shared
from web.api.openapi_links import add_links
from web.api.schemas import ProblemOut, SubmissionForm, SubmissionIn
from web.problems import PROBLEM_TYPE

DESCRIPTION = (
    "Submit code and read the results. A token belongs to a course and has a role. An instructor's token may do "
    "everything in its course. A student's token submits, and reads its own submissions, without the values of hidden "
    "tests. Instructors create tokens on their course's page. A person's token, which a program gets by a sign-in with "
    "a code, submits and reads for that person."
)
REF = "#/components/schemas/"
#: The sign-in of programs: forms without a token, whose errors are those of OAuth.
OAUTH: dict[str, type[BaseModel]] = {"/api/v1/device": DeviceIn, "/api/v1/device/token": DeviceTokenIn}
#: A parameter of a rule, with or without a converter.
PARAMETER = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")


def configure(app: APIFlask) -> None:
    """Configure the general part of the OpenAPI document."""
    app.config.update(
        OPENAPI_VERSION="3.1.0",
        DESCRIPTION=DESCRIPTION,
        AUTO_SERVERS=False,
        AUTO_200_RESPONSE=False,
        SECURITY_SCHEMES={"bearer": {"type": "http", "scheme": "bearer", "description": "An API token."}},
        VALIDATION_ERROR_DESCRIPTION="The request is invalid; the document says why.",
        NOT_FOUND_DESCRIPTION="Nothing of this name exists, or the token may not see it.",
    )
    app.spec_processor(_complete)


def document(app: Flask) -> dict[str, Any]:
    """The document; built once per application."""
    cached = app.extensions.get("openapi_document")
    if cached is None:
        cached = app.extensions["openapi_document"] = cast(APIFlask, app).spec
    return cast(dict[str, Any], cached)


def _complete(spec: Any) -> Any:
    spec = _flatten_names(spec)
    spec["security"] = [{"bearer": []}]
    schemas = spec.setdefault("components", {}).setdefault("schemas", {})
    for unused in ("HTTPError", "ValidationError"):
        schemas.pop(unused, None)
    models: list[type[BaseModel]] = [ProblemOut, SubmissionIn, SubmissionForm, OAuthErrorOut, *OAUTH.values()]
    for model in models:
        schemas[model.__name__] = model.model_json_schema(ref_template=f"{REF}{{model}}")
    _name_operations(spec)
    form = schemas["SubmissionForm"]
    form["properties"]["file"] = {"type": "string", "format": "binary", "description": "A .py file or a notebook."}
    form["required"].append("file")
    oauth = {path: spec["paths"].pop(path) for path in OAUTH}
    add_shared(spec, _problem)
    for path, methods in spec["paths"].items():
        for operation in methods.values():
            _use_problem_documents(operation["responses"])
            operation["responses"].setdefault("401", _problem("No valid token."))
            operation["responses"].setdefault("403", _problem("The token's role may not do this."))
            operation["responses"].setdefault("503", _problem("The database is unavailable; see Retry-After."))
        if path == "/api/v1/submissions":
            methods["post"]["requestBody"] = _bodies()
        for operation in methods.values():
            if "requestBody" in operation:
                operation["responses"].setdefault("400", _problem("The body is not valid JSON."))
                operation["responses"].setdefault("413", _problem("The body is larger than the service accepts."))
    for path, methods in oauth.items():
        _complete_oauth(methods["post"], OAUTH[path].__name__)
    spec["paths"] = dict(sorted({**spec["paths"], **oauth}.items()))
    add_examples(spec)
    add_links(spec)
    return spec


def _complete_oauth(operation: Any, form: str) -> None:
    """Document a route of the sign-in of programs."""
    operation["security"] = []
    operation["requestBody"] = {
        "required": True,
        "content": {"application/x-www-form-urlencoded": {"schema": {"$ref": f"{REF}{form}"}}},
    }
    operation["responses"] = {name: each for name, each in operation["responses"].items() if name in ("200", "400")}
    operation["responses"]["400"]["content"] = {"application/json": {"schema": {"$ref": f"{REF}OAuthErrorOut"}}}
    operation["responses"]["429"] = _problem("Too many sign-ins from this address; see Retry-After.")
    operation["responses"]["503"] = _problem("The database is unavailable; see Retry-After.")


def _name_operations(spec: Any) -> None:
    """Give each operation the name of its view as operationId, by which generated clients name their functions."""
    for rule in current_app.url_map.iter_rules():
        path = PARAMETER.sub(r"{\1}", rule.rule)
        for method, operation in spec["paths"].get(path, {}).items():
            if method.upper() in (rule.methods or ()):
                operation["operationId"] = rule.endpoint.removeprefix("api.")


def _flatten_names(spec: Any) -> Any:
    """APIFlask names nested objects "Outer.Inner", once for each outer one: name each "Inner", once.

    Raises ValueError if two different objects have the same name, as one of them would be documented as the other.
    """
    text = json.dumps(spec)
    schemas = spec["components"]["schemas"]
    for name in [name for name in schemas if "." in name]:
        text = text.replace(f'"{REF}{name}"', f'"{REF}{name.rsplit(".", 1)[1]}"')
    spec = json.loads(text)
    flat: dict[str, Any] = {}
    for name, schema in spec["components"]["schemas"].items():
        inner = name.rsplit(".", 1)[-1]
        if flat.setdefault(inner, schema) != schema:
            raise ValueError(f"Two different schemas are named {inner}.")
    spec["components"]["schemas"] = flat
    return spec


def _use_problem_documents(responses: dict[str, Any]) -> None:
    for status, response in responses.items():
        if status[0] in "45":
            response["content"] = _problem("")["content"]


def _problem(description: str) -> dict[str, Any]:
    content = {PROBLEM_TYPE: {"schema": {"$ref": f"{REF}ProblemOut"}}}
    return {"description": description, "content": content}


def _bodies() -> dict[str, Any]:
    return {
        "required": True,
        "content": {
            "multipart/form-data": {"schema": {"$ref": f"{REF}SubmissionForm"}},
            "application/json": {"schema": {"$ref": f"{REF}SubmissionIn"}},
        },
    }
