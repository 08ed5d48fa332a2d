"""The signed-in person, found by the session cookie.

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
from grader.store.models import Course, Enrolment, Person, Role, WebSession, now
from web.i18n import gettext
from web.services import reading, services, writing

P = ParamSpec("P")

#: Updating "last seen" at most this often saves a write on each request.
SEEN_EVERY = timedelta(minutes=5)
#: Endpoints that do not need the person.
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
        web_session = accounts.find_session(db, key)
    if web_session is None:
        session.clear()
        return
    g.web_session, g.person = web_session, web_session.person
    if now() - web_session.seen_at > SEEN_EVERY:
        with writing() as db:
            accounts.touch_session(db, web_session.id)


def begin(person_id: int) -> None:
    """Sign this browser in as somebody."""
    with writing() as db:
        accounts.drop_expired_sessions(db)
        days = services().settings.session_days
        key = accounts.open_session(db, person_id, days=days, user_agent=request.headers.get("User-Agent", ""))
    # A new cookie with a new CSRF token prevents session fixation.
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
    """The signed-in person. Raises Unauthorized, whose page links to the sign-in, when nobody is signed in."""
    if g.person is None:
        raise Unauthorized(gettext("You are not signed in, or your session has expired."))
    return cast(Person, g.person)


def my_session() -> WebSession:
    """The session of this browser."""
    me()
    return cast(WebSession, g.web_session)


def my_enrolments() -> list[Enrolment]:
    """The signed-in person's courses: address confirmed, approved, not removed."""
    return [enrolment for enrolment in _all_enrolments() if enrolment.active]


def my_unconfirmed_courses() -> list[Course]:
    """The courses in which the signed-in person's address must be confirmed first."""
    return [each.course for each in _all_enrolments() if not each.confirmed and each.removed_at is None]


def my_waiting_courses() -> list[Course]:
    """The courses that an instructor has yet to let the signed-in person into."""
    waiting = [each for each in _all_enrolments() if each.confirmed and not each.approved]
    return [each.course for each in waiting if each.removed_at is None]


def _all_enrolments() -> list[Enrolment]:
    """All enrolments of the signed-in person; read once per request."""
    if "enrolments" not in g:
        with reading() as db:
            g.enrolments = courses.enrolments_of(db, me().id)
    return cast(list[Enrolment], g.enrolments)


def my_role(course_id: int) -> Role | None:
    """The signed-in person's role in a course; None if they are not in it, or nobody is signed in.

    An administrator is an instructor of every course.
    """
    if g.person is None:
        return None
    if g.person.administrator and g.get("viewer") is None:
        return Role.INSTRUCTOR
    return next((enrolment.role for enrolment in my_enrolments() if enrolment.course_id == course_id), None)


def signed_in(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Require a sign-in. GET requests are redirected to the sign-in page, which leads back."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if g.person is None and request.method == "GET":
            return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
        me()
        return view(*args, **kwargs)

    return guarded
