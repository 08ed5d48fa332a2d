"""What goes wrong is said in the asker's language: a page for people, an RFC 9457 problem document for programs."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from apiflask.exceptions import HTTPError
from flask import Flask, Response, current_app, json, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed

from grader.uploads import readable_size
from web.relative_time import wait
from web.services import services

API_PREFIX = "/api/"
PROBLEM_TYPE = "application/problem+json"
#: Of a request that is too large so much is still read, so that its sender comes to read the answer.
TAKEN_IN, PIECE = 32 * 1024 * 1024, 64 * 1024
#: What the checks of fields say, in fewer words.
FIELD_WORDS = {
    "Field required": "it is missing",
    "Extra inputs are not permitted": "there is no such field",
}
NO_OBJECT = "Input should be a valid dictionary"

#: What the page says; anything else gets the name of its status.
HEADLINES = {
    400: "That request could not be read",
    401: "Please sign in",
    403: "That is not allowed",
    404: "There is nothing here",
    405: "That cannot be done here",
    413: "That file is too large",
    415: "That is not a kind of file we can grade",
    422: "Something in that form is not right",
    429: "One moment, please",
    500: "That was our fault",
    503: "Too busy just now",
}

KIND_WORDS = {
    403: "Your account has no right to this page.",
    404: "The address may be mistyped, or what was here is gone.",
    413: "A submission may hold at most {limit}. Leave out data, pictures and printed output, and try again.",
    500: "The grader stumbled, and nobody's attempt was spent. It has been noted down; please try again in a minute.",
}


class Problem(HTTPException):
    """An HTTP error with a detail for the reader and, in the problem document, further members."""

    def __init__(self, status: int, detail: str, *, headers: dict[str, str] | None = None, **members: Any) -> None:
        super().__init__(description=detail)
        self.code = status
        self.members = members
        self.extra_headers = headers or {}

    def get_headers(self, *args: Any, **kwargs: Any) -> list[tuple[str, str]]:
        return [*super().get_headers(*args, **kwargs), *self.extra_headers.items()]


def told(error: HTTPException) -> str:
    """What `error` says, and when to try again if its Retry-After tells."""
    seconds = getattr(error, "retry_after", None)
    again = f" You can try again {wait(seconds)}." if isinstance(seconds, int) else ""
    return f"{error.description or ''}{again}"


def retry_header(error: HTTPException) -> dict[str, str]:
    """The Retry-After of `error`, if it has one, for an answer that is drawn elsewhere."""
    return {name: value for name, value in error.get_headers() if name == "Retry-After"}


def wants_problem() -> bool:
    """Whether a program asked: then it gets a problem document instead of a page."""
    return request.path.startswith(API_PREFIX)


def problem_document(status: int, detail: str, **members: Any) -> Response:
    """An RFC 9457 document as a response."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **members}
    return Response(json.dumps(body), status=status, content_type=PROBLEM_TYPE)


def _answer(status: int, detail: str, again: str = "", /, **members: Any) -> Response:
    if wants_problem():
        return problem_document(status, detail, **members)
    headline = HEADLINES.get(status, HTTPStatus(status).phrase)
    page = render_template("error.html", status=status, headline=headline, detail=detail, again=again)
    return Response(page, status=status)


def _again() -> str:
    """Where to try again: the same page or, after a form, the nearest one above its address, which holds the form."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    path, pages = request.path, current_app.create_url_adapter(request)
    while pages is not None and path and not pages.test(path, "GET"):
        path = path.rpartition("/")[0]
    return path or "/"


def _on_http(error: HTTPException) -> Response:
    if error.response is not None and error.code is None:
        return error.get_response()  # type: ignore[return-value]
    status = error.code or 500
    if 300 <= status < 400:
        return error.get_response()  # type: ignore[return-value]
    plain = type(error).description if not isinstance(error, Problem) else None
    detail, retry = told(error), retry_header(error)
    if error.description == plain:
        detail = KIND_WORDS.get(status, detail).replace("{limit}", _limit())
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            detail = f"{request.method} cannot be done here, only {', '.join(sorted(error.valid_methods))}."
    if status == 413:
        _take_in()
    response = _answer(status, detail, _again() if retry else "", **getattr(error, "members", {}))
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    return response


def _limit() -> str:
    return readable_size(services().settings.max_upload_bytes)


def _take_in() -> None:
    """Read what is still under way. A connection that is closed before that tells the sender nothing but its end."""
    body = request.environ["wsgi.input"]
    left = TAKEN_IN
    while left > 0 and (piece := body.read(PIECE)):
        left -= len(piece)


def field_words(message: str) -> str:
    """What is wrong with a field of a request, for whoever wrote the program that sent it."""
    return "it must be an object" if message.startswith(NO_OBJECT) else FIELD_WORDS.get(message, message)


def _on_validation(error: HTTPError) -> Response:
    fields = error.detail if isinstance(error.detail, dict) else {}
    errors = [
        {"location": location, "field": "body" if field == "_schema" else field, "message": field_words(message)}
        for location, by_field in fields.items()
        for field, messages in by_field.items()
        for message in messages
    ]
    detail = "; ".join(f"{one['field']}: {one['message']}" for one in errors) or error.message or ""
    return _answer(error.status_code, detail, **({"errors": errors} if errors else {}))


def _on_crash(error: InternalServerError) -> Response:
    return _answer(500, KIND_WORDS[500])


def install(app: Flask) -> None:
    """Register the handlers on `app`."""
    app.register_error_handler(HTTPException, _on_http)
    app.register_error_handler(HTTPError, _on_validation)
    app.register_error_handler(InternalServerError, _on_crash)
