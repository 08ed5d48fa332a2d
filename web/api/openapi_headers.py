"""What every route of the API shares, for the OpenAPI document: headers of requests and answers, and their statuses."""

from __future__ import annotations

from typing import Any

from web.api.conditional import NOTHING_TO_MATCH
from web.api.idempotency import HEADER, MAX_LENGTH, REPLAYED

COMPONENTS = "#/components/"
TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
#: Headers of answers, by the name of the component.
HEADERS: dict[str, dict[str, Any]] = {
    "RateLimit": {"description": "Requests left and seconds until the window ends.", "schema": TEXT},
    "RateLimit-Policy": {"description": "Requests that are allowed and seconds of the window.", "schema": TEXT},
    "RateLimit-Limit": {"description": "Requests that are allowed in a window.", "schema": NUMBER},
    "RateLimit-Remaining": {"description": "Requests left in this window.", "schema": NUMBER},
    "RateLimit-Reset": {"description": "Seconds until the window ends.", "schema": NUMBER},
    "Retry-After": {"description": "Seconds to wait before another try.", "schema": NUMBER},
    "ETag": {"description": "Names this state, for If-None-Match and If-Match.", "schema": TEXT},
    "Link": {"description": "Addresses of other pages (RFC 8288).", "schema": TEXT},
    "Location": {"description": "Address of what was made.", "schema": TEXT},
    "WWW-Authenticate": {"description": "What is wrong with the token (RFC 6750).", "schema": TEXT},
    REPLAYED: {"description": "true: the answer to an earlier request with this key.", "schema": TEXT},
}
LIMITS = [name for name in HEADERS if name.startswith("RateLimit")]
#: Headers of requests, by the name of the component.
PARAMETERS: dict[str, dict[str, Any]] = {
    "IdempotencyKey": {
        "name": HEADER,
        "in": "header",
        "description": "A repeated request with this key gets the first answer and changes nothing, for 24 hours.",
        "schema": {"type": "string", "minLength": 1, "maxLength": MAX_LENGTH, "pattern": "^[!-~]+$"},
    },
    "IfNoneMatch": {
        "name": "If-None-Match",
        "in": "header",
        "description": "ETag of what the client has; 304 if it is still so.",
        "schema": TEXT,
    },
    "IfMatch": {
        "name": "If-Match",
        "in": "header",
        "description": "ETag of a GET of this address; 412 if it has changed since.",
        "schema": TEXT,
    },
    "LastEventId": {
        "name": "Last-Event-ID",
        "in": "header",
        "description": "Number of the last event received.",
        "schema": TEXT,
    },
}


def add_shared(spec: dict[str, Any], problem: Any) -> None:
    """Document the shared headers and statuses of every operation. `problem` makes the response of an error."""
    components = spec["components"]
    components["headers"] = HEADERS
    components["parameters"] = PARAMETERS
    for methods in spec["paths"].values():
        for method, operation in methods.items():
            _add_to(operation, method, problem, readable="get" in methods)


def _add_to(operation: dict[str, Any], method: str, problem: Any, *, readable: bool) -> None:
    responses = operation["responses"]
    responses.setdefault("429", problem("The token calls too often; see Retry-After."))
    streams = "text/event-stream" in responses.get("200", {}).get("content", {})
    if method == "get" and "application/json" in responses.get("200", {}).get("content", {}):
        _take(operation, "LastEventId" if streams else "IfNoneMatch")
        responses.setdefault("304", {"description": "It is as the client has it: If-None-Match."})
        _give(responses["200"], "ETag")
    if method == "post":
        _take(operation, "IdempotencyKey")
        responses.setdefault("409", problem("The Idempotency-Key is in use, or its answer is not kept."))
        responses.setdefault("422", problem("The Idempotency-Key was used for another request."))
    if method in ("put", "patch", "delete"):
        about = "It has changed since: If-Match." if readable else NOTHING_TO_MATCH
        responses.setdefault("412", problem(about))
        if readable:
            _take(operation, "IfMatch")
    for status, response in responses.items():
        _give(response, *_headers_of(status, response, operation, method))


def _headers_of(status: str, response: dict[str, Any], operation: dict[str, Any], method: str) -> list[str]:
    names = [*LIMITS] if status != "401" else ["WWW-Authenticate"]
    if status in ("429", "503"):
        names.append("Retry-After")
    if status[0] == "2" and method == "post":
        names += ["Location", REPLAYED]
    if status == "200" and any(each.get("name") == "cursor" for each in operation.get("parameters", ())):
        names.append("Link")
    return names


def _take(operation: dict[str, Any], name: str) -> None:
    operation.setdefault("parameters", []).append({"$ref": f"{COMPONENTS}parameters/{name}"})


def _give(response: dict[str, Any], *names: str) -> None:
    response.setdefault("headers", {}).update({name: {"$ref": f"{COMPONENTS}headers/{name}"} for name in names})
