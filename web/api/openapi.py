"""The OpenAPI document: what APIFlask collects from the routes, completed by hand."""

from __future__ import annotations

import json
import re
from typing import Any, cast

from apiflask import APIFlask
from flask import Flask, current_app

from web.api.examples import add_examples
from web.api.openapi_headers import add_shared
from web.api.schemas import ProblemOut, SubmissionForm, SubmissionIn
from web.problems import PROBLEM_TYPE

DESCRIPTION = (
    "Submit code and read the results. A token belongs to a course and has a role. An instructor's token may do "
    "everything in its course. A student's token submits, and reads its own submissions, without the values of hidden "
    "tests. Instructors create tokens on their course's page."
)
REF = "#/components/schemas/"
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
    spec["paths"] = dict(sorted(spec["paths"].items()))
    schemas = spec.setdefault("components", {}).setdefault("schemas", {})
    for unused in ("HTTPError", "ValidationError"):
        schemas.pop(unused, None)
    for model in (ProblemOut, SubmissionIn, SubmissionForm):
        schemas[model.__name__] = model.model_json_schema(ref_template=f"{REF}{{model}}")
    _name_operations(spec)
    form = schemas["SubmissionForm"]
    form["properties"]["file"] = {"type": "string", "format": "binary", "description": "A .py file or a notebook."}
    form["required"].append("file")
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
    add_examples(spec)
    return spec


def _name_operations(spec: Any) -> None:
    """Give each operation the name of its view as operationId, by which generated clients name their functions."""
    for rule in current_app.url_map.iter_rules():
        path = PARAMETER.sub(r"{\1}", rule.rule)
        for method, operation in spec["paths"].get(path, {}).items():
            if method.upper() in (rule.methods or ()):
                operation["operationId"] = rule.endpoint.removeprefix("api.")


def _flatten_names(spec: Any) -> Any:
    """APIFlask names nested objects "Outer.Inner", once for each outer one: name each "Inner", once."""
    text = json.dumps(spec)
    schemas = spec["components"]["schemas"]
    for name in [name for name in schemas if "." in name]:
        text = text.replace(f'"{REF}{name}"', f'"{REF}{name.rsplit(".", 1)[1]}"')
    spec = json.loads(text)
    spec["components"]["schemas"] = {
        name.rsplit(".", 1)[-1]: schema for name, schema in spec["components"]["schemas"].items()
    }
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
