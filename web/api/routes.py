"""The REST API. The modules of this folder add their routes to `blueprint`."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, json, render_template
from flask.typing import ResponseReturnValue

from web.api import (
    assignments,
    course_assignments,
    courses,
    device,
    docs,
    events,
    grades,
    lms,
    lms_connections,
    members,
    messages,
    notices,
    operations,
    questions,
    regrades,
    remarks,
    repairs,
    saved_comments,
    sections,
    settings,
    statistics,
    submissions,
    tokens,
    webhook_deliveries,
    webhooks,
)
from web.api.auth import authenticate
from web.api.base import blueprint
from web.api.conditional import add_etag, check_if_match
from web.api.idempotency import keep_answer, replay_or_reserve
from web.api.openapi import document
from web.api.rate_limits import add_headers, count_request

__all__ = [
    "CSRF_EXEMPT",
    "assignments",
    "blueprint",
    "course_assignments",
    "courses",
    "device",
    "events",
    "grades",
    "lms",
    "lms_connections",
    "members",
    "messages",
    "notices",
    "operations",
    "questions",
    "regrades",
    "remarks",
    "repairs",
    "saved_comments",
    "sections",
    "settings",
    "statistics",
    "submissions",
    "tokens",
    "webhook_deliveries",
    "webhooks",
]

#: Changes need a bearer token, which no other site can make a browser send.
CSRF_EXEMPT = True

blueprint.before_request(authenticate)
blueprint.before_request(count_request)
blueprint.before_request(replay_or_reserve)
blueprint.before_request(check_if_match)
# These run in reverse order.
blueprint.after_request(add_headers)
blueprint.after_request(add_etag)
blueprint.after_request(keep_answer)


@blueprint.get("/v1/openapi.json")
@blueprint.doc(hide=True)
def openapi() -> ResponseReturnValue:
    """The OpenAPI document."""
    return Response(json.dumps(_spec()), content_type="application/json")


@blueprint.get("/docs")
@blueprint.doc(hide=True)
def docs_page() -> ResponseReturnValue:
    """The documentation page."""
    spec = _spec()
    return render_template(
        "api/docs.html",
        spec=spec,
        operations=list(docs.operations(spec)),
        objects=list(docs.objects(spec)),
    )


def _spec() -> dict[str, Any]:
    return document(current_app)
