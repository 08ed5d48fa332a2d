"""Error responses: a page for people, an RFC 9457 problem document for programs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from apiflask.exceptions import HTTPError
from flask import Flask, Response, current_app, json, render_template, request
from sqlalchemy.exc import DataError, SQLAlchemyError
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed, NotFound, ServiceUnavailable

from grader.store.database import is_unavailable
from grader.uploads import readable_size
from web.i18n import N_, gettext
from web.relative_time import wait
from web.services import services

API_PREFIX = "/api/"
PROBLEM_TYPE = "application/problem+json"
#: Bytes of a request that is too large that are still read, and in which steps; see `_drain`.
MAX_DRAIN, DRAIN_STEP = 32 * 1024 * 1024, 64 * 1024
#: pydantic's messages in plain words.
FIELD_MESSAGES = {
    "Field required": "it is missing",
    "Extra inputs are not permitted": "there is no such field",
}
NO_OBJECT = "Input should be a valid dictionary"
BOUND = re.compile(r"Input should be (greater|less) than or equal to (\S+)")

#: Headline of the page; other statuses use their standard phrase.
HEADLINES = {
    400: N_("Invalid request"),
    401: N_("Sign in to continue"),
    403: N_("That is not allowed"),
    404: N_("Page not found"),
    405: N_("This address can't be opened directly"),
    413: N_("That file is too large"),
    415: N_("This type of file cannot be graded"),
    422: N_("The form has errors"),
    429: N_("Too many requests"),
    500: N_("Grader error"),
    503: N_("The service is busy"),
}

DETAILS = {
    403: N_("Your account has no access to this page."),
    404: N_("The address may be mistyped, or the page may have been removed."),
    413: N_("A submission may hold at most {limit}. Leave out data, pictures and printed output, then submit again."),
    500: N_("Grader error. No attempt was used, and the error is logged. Try again in a minute."),
}


#: Requests that are too large and hand nothing in, such as a roster.
TOO_LARGE = N_("A request may hold at most {limit}. Leave something out, or send it in parts.")
ZERO_CHARACTER = N_("A text in this request holds a zero character, which cannot be stored. Type the text again.")
UNAVAILABLE = N_("The database does not answer at the moment, so nothing was stored.")
#: Seconds after which a client is told to try again when the database is unavailable.
RETRY_DATABASE_SECONDS = 5


class Problem(HTTPException):
    """An HTTP error with a detail for the reader and, in the problem document, further members."""

    def __init__(self, status: int, detail: str, *, headers: dict[str, str] | None = None, **members: Any) -> None:
        super().__init__(description=detail)
        self.code = status
        self.members = members
        self.extra_headers = headers or {}

    def get_headers(self, *args: Any, **kwargs: Any) -> list[tuple[str, str]]:
        return [*super().get_headers(*args, **kwargs), *self.extra_headers.items()]


def error_text(error: HTTPException) -> str:
    """The description of `error`, with the time to wait if it has a Retry-After."""
    seconds = getattr(error, "retry_after", None)
    if not isinstance(seconds, int):
        return error.description or ""
    if getattr(error, "action", "try") == "submit":
        again = gettext("You can submit again %(when)s.", when=wait(seconds))
    else:
        again = gettext("You can try again %(when)s.", when=wait(seconds))
    return f"{error.description or ''} {again}".strip()


def retry_header(error: HTTPException) -> dict[str, str]:
    """The Retry-After header of `error`, if it has one, for responses that are rendered elsewhere."""
    return {name: value for name, value in error.get_headers() if name == "Retry-After"}


def wants_problem() -> bool:
    """Whether the client is a program, which gets a problem document instead of a page."""
    return request.path.startswith(API_PREFIX)


def problem_document(status: int, detail: str, **members: Any) -> Response:
    """An RFC 9457 document as a response."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **members}
    return Response(json.dumps(body), status=status, content_type=PROBLEM_TYPE)


def _error_response(status: int, detail: str, retry_url: str = "", /, **members: Any) -> Response:
    if wants_problem():
        return problem_document(status, detail, **members)
    headline = gettext(HEADLINES.get(status, HTTPStatus(status).phrase))
    page = render_template("error.html", status=status, headline=headline, detail=detail, retry_url=retry_url)
    return Response(page, status=status)


def _retry_url() -> str:
    """Where to try again: the same page or, after a form, the nearest page above its address, which has the form."""
    if request.method == "GET":
        return request.script_root + request.full_path.rstrip("?")
    path, pages = request.path, current_app.create_url_adapter(request)
    while pages is not None and path and not pages.test(path, "GET"):
        path = path.rpartition("/")[0]
    return request.script_root + (path or "/")


def _on_http(error: HTTPException) -> Response:
    if error.response is not None and error.code is None:
        return error.get_response()  # type: ignore[return-value]
    status = error.code or 500
    if 300 <= status < 400:
        return error.get_response()  # type: ignore[return-value]
    default = type(error).description if not isinstance(error, Problem) else None
    detail, retry = error_text(error), retry_header(error)
    if error.description == default:
        if status == 413:
            detail = _too_large()
        elif status in DETAILS:
            detail = gettext(DETAILS[status])
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            detail = _method_message(error.valid_methods)
    if status == 413:
        _drain()
    response = _error_response(status, detail, _retry_url() if retry else "", **getattr(error, "members", {}))
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    return response


def _method_message(allowed: Iterable[str]) -> str:
    if wants_problem():
        return f"{request.method} is not allowed here; use {', '.join(sorted(allowed))}."
    return gettext("It only accepts a submitted form.")


def _too_large() -> str:
    if request.path.endswith("/submissions"):
        return gettext(DETAILS[413]).replace("{limit}", readable_size(services().settings.max_upload_bytes))
    return gettext(TOO_LARGE).replace("{limit}", readable_size(request.max_content_length or 0))


def _drain() -> None:
    """Read the rest of the request: if the connection closes earlier, the client never reads the response."""
    body = request.environ["wsgi.input"]
    left = MAX_DRAIN
    while left > 0 and (piece := body.read(DRAIN_STEP)):
        left -= len(piece)


def field_message(message: str) -> str:
    """pydantic's `message` about a field of a request, in plain words."""
    if bound := BOUND.fullmatch(message):
        return f"must be {bound[2]} or {'more' if bound[1] == 'greater' else 'less'}"
    return "it must be an object" if message.startswith(NO_OBJECT) else FIELD_MESSAGES.get(message, message)


def _on_validation(error: HTTPError) -> Response:
    fields = error.detail if isinstance(error.detail, dict) else {}
    errors = [
        {"location": location, "field": "body" if field == "_schema" else field, "message": field_message(message)}
        for location, by_field in fields.items()
        for field, messages in by_field.items()
        for message in messages
    ]
    detail = (
        "; ".join(f"{field_error['field']}: {field_error['message']}" for field_error in errors) or error.message or ""
    )
    return _error_response(error.status_code, detail, **({"errors": errors} if errors else {}))


def _on_crash(error: InternalServerError) -> Response:
    return _error_response(500, gettext(DETAILS[500]))


def _on_database(error: SQLAlchemyError) -> Response:
    """503 while the database is unavailable; whatever else is wrong with a statement is an error of ours.

    PostgreSQL stores no text with the character U+0000, so a request with one is refused, and no address has one.
    """
    if isinstance(error, DataError) and "NUL" in str(error.orig):
        return _on_http(NotFound() if "\0" in request.path else Problem(422, gettext(ZERO_CHARACTER)))
    if not is_unavailable(error):
        raise error
    current_app.logger.warning("The database is unavailable: %s", type(error.__cause__ or error).__name__)
    return _on_http(ServiceUnavailable(gettext(UNAVAILABLE), retry_after=RETRY_DATABASE_SECONDS))


def install(app: Flask) -> None:
    """Register the handlers on `app`."""
    app.register_error_handler(HTTPException, _on_http)
    app.register_error_handler(HTTPError, _on_validation)
    app.register_error_handler(SQLAlchemyError, _on_database)
    app.register_error_handler(InternalServerError, _on_crash)
