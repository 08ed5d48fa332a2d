"""Who is asking: the person behind the session cookie.

The cookie holds a random key, signed; the database holds the key's hash. `g.person` is the person or None.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import ParamSpec, cast

from flask import g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Unauthorized

from grader.store import accounts, courses
from grader.store.models import Enrolment, Person, Role, WebSession, now
from web.services import reading, services, writing

P = ParamSpec("P")

#: "Last seen" on the account page is at most this old; noting every request would be a write for each.
SEEN_EVERY = timedelta(minutes=5)
#: Endpoints that never ask who is there.
ANONYMOUS = frozenset({"static", "assets", "health"})


def identify() -> None:
    """Before each request: find the person of the session cookie."""
    g.person = g.web_session = None
    if (request.endpoint or "").split(".")[0] in ANONYMOUS or "Authorization" in request.headers:
        return
    key = session.get("key")
    if not isinstance(key, str):
        return
    with reading() as db:
        found = accounts.find_session(db, key)
    if found is None:
        session.clear()
        return
    g.web_session, g.person = found, found.person
    if now() - found.seen_at > SEEN_EVERY:
        with writing() as db:
            accounts.touch_session(db, found.id)


def begin(person_id: int) -> None:
    """Sign this browser in as somebody."""
    with writing() as db:
        accounts.drop_expired_sessions(db)
        days = services().settings.session_days
        key = accounts.open_session(db, person_id, days=days, user_agent=request.headers.get("User-Agent", ""))
    # A new cookie with a new CSRF token: nothing that was set before the sign-in lives on.
    session.clear()
    session.permanent = True
    session["key"] = key


def end() -> None:
    """Sign this browser out, here and in the database."""
    key = session.get("key")
    session.clear()
    g.person = g.web_session = None
    if isinstance(key, str):
        with writing() as db:
            accounts.close_session(db, key)


def me() -> Person:
    """The person who is asking. Raises Unauthorized (a page with a way to sign in) when nobody is signed in."""
    if g.person is None:
        raise Unauthorized("You are not signed in, or your sign-in has run out.")
    return cast(Person, g.person)


def my_session() -> WebSession:
    """The sign-in of this browser."""
    me()
    return cast(WebSession, g.web_session)


def my_enrolments() -> list[Enrolment]:
    """The courses of the person who is asking; asked of the database once per request."""
    if "enrolments" not in g:
        with reading() as db:
            g.enrolments = courses.enrolments_of(db, me().id)
    return cast(list[Enrolment], g.enrolments)


def my_role(course_id: int) -> Role | None:
    """What the person who is asking may do in a course; None: not in it, or nobody is signed in."""
    if g.person is None:
        return None
    return next((place.role for place in my_enrolments() if place.course_id == course_id), None)


def signed_in(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """A page for people with an account only: others are sent to sign in, and come back afterwards."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if g.person is None and request.method == "GET":
            return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
        me()
        return view(*args, **kwargs)

    return guarded
