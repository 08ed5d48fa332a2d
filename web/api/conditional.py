"""Conditional requests (RFC 9110, section 13): ETag and If-None-Match of what is read, If-Match of what is changed."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Response, current_app, request
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from web.problems import Problem
from web.services import before_first_write

CHANGES = frozenset({"PUT", "PATCH", "DELETE"})
NOTHING_TO_MATCH = "If-Match: this address cannot be read, so there is nothing to compare with."
CHANGED = "It has changed since you read it. Read it again, then repeat the change."


def check_if_match() -> None:
    """Check `If-Match` in the transaction of the change, so that no other change comes in between.

    The ETag is that of a GET of the same address. Raises Problem 412.
    """
    if request.method not in CHANGES or not request.if_match:
        return
    reader = _reader()
    if reader is None:
        raise Problem(412, NOTHING_TO_MATCH)
    before_first_write(lambda db: _compare(db, *reader))


def _reader() -> tuple[str, dict[str, Any]] | None:
    """The endpoint that a GET of this address has, and its arguments."""
    adapter = current_app.create_url_adapter(request)
    try:
        found = adapter.match(method="GET") if adapter is not None else None
    except (HTTPException, RequestRedirect):
        return None
    return (str(found[0]), dict(found[1])) if found is not None else None


def _compare(db: Session, endpoint: str, arguments: dict[str, Any]) -> None:
    if db.get_bind().dialect.name == "postgresql":
        # SQLite has a single writer. Here other conditional changes of this address wait until this one is committed.
        db.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"if-match {request.path}", 0))))
    view: Any = current_app.view_functions[endpoint]
    current = current_app.make_response(view(**arguments))
    etag = etag_of(current)
    if not request.if_match.contains(etag):
        raise Problem(412, CHANGED, headers={"ETag": f'"{etag}"'})


def etag_of(response: Response) -> str:
    """The ETag of a body: a digest of it, since what a caller may see of a thing differs from caller to caller."""
    return hashlib.blake2b(response.get_data(), digest_size=16).hexdigest()


def add_etag(response: Response) -> Response:
    """Give a JSON answer its ETag; of what the client has already, 304 without a body."""
    has_etag = request.method in ("GET", "HEAD", "PUT", "PATCH") and response.status_code == 200
    if not has_etag or response.is_streamed or response.mimetype != "application/json":
        return response
    response.set_etag(etag_of(response))
    if request.method in ("GET", "HEAD"):
        response.make_conditional(request)
    return response
