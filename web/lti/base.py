"""Shared parts of the LTI pages.

Platforms post to these addresses from other sites, and in a frame there may be no cookie. So no request here relies on
the session: what changes something needs a key that works once, or comes from a page of this origin.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, g, make_response, render_template, request, url_for
from werkzeug.exceptions import BadRequest

from grader.store import lti_platforms
from grader.store.lti_platforms import origin
from grader.store.models import LtiPlatform
from web.i18n import N_, gettext
from web.services import reading

blueprint = Blueprint("lti", __name__, url_prefix="/lti", template_folder="templates")

REFUSED = N_("Open it again from your course. If that does not help, tell your instructor.")


def refusal(reason: str, status: int = 400, *, message: str = "") -> Response:
    """A page that says what a person can do, and to the instructor why. It opens no session and uses none.

    It may be shown in the frames of every platform that is connected, since a refused launch has shown none to be its.
    """
    with reading() as db:
        origins = {each for row in lti_platforms.all_platforms(db) for each in lti_platforms.frame_origins(row)}
    g.frame_ancestors = " ".join(sorted(origins))
    current_app.logger.warning("An LTI launch was refused: %s", "".join(c for c in reason if c.isprintable())[:500])
    page = render_template("lti/refused.html", reason=reason, message=message or gettext(REFUSED))
    return make_response(page, status)


def allow_frames(platform: LtiPlatform, *more: str) -> str:
    """Let the platform's pages, and those of the origins `more`, show this response in a frame; returns the origins."""
    origins = {*lti_platforms.frame_origins(platform), *(each for each in more if each)}
    g.frame_ancestors = " ".join(sorted(origins))
    return str(g.frame_ancestors)


def own_url(endpoint: str) -> str:
    """The full address of a page, outside any frame's addresses."""
    path = url_for(endpoint).removeprefix(frame_prefix())
    return request.host_url.rstrip("/") + path


def frame_prefix() -> str:
    """What stands before the addresses of a frame whose key stands in them; "" elsewhere."""
    return str(request.environ.get("grader.frame_prefix", ""))


def is_own(url: str) -> bool:
    """Whether a launch to this address is one to us."""
    path = urlsplit(url).path if origin(url) else ""
    return bool(path) and origin(url) == origin(request.host_url) and path.startswith("/lti/")


def require_own_origin() -> None:
    """Refuse a form that no page of ours has sent. Raises BadRequest."""
    if request.headers.get("Origin") != origin(request.host_url):
        raise BadRequest(gettext("This form must be sent from a page of the grader."))
