"""The repairs of a submission: they come a moment after the results."""

from __future__ import annotations

from typing import Any

from flask import get_template_attribute, jsonify, url_for
from flask.typing import ResponseReturnValue

from grader.store.models import Submission
from web import access
from web.accounts.session import signed_in
from web.repairs import RepairStatus, repairs_of
from web.student.blueprint import blueprint


@blueprint.get("/submissions/<submission_id>/repairs")
@signed_in
def submission_repairs(submission_id: str) -> ResponseReturnValue:
    """The status of the search, and the repairs as HTML."""
    submission, visibility = access.find(submission_id)
    view = repairs_of(submission, visibility)
    html = str(get_template_attribute("student/repairs.html", "repairs")(view.repairs))
    return jsonify(status=view.status.value, html=html)


def repairs_box(submission: Submission, visibility: access.Visibility) -> dict[str, Any]:
    """What a page shows of the repairs, and the address to ask while the search has not ended."""
    view = repairs_of(submission, visibility)
    pending = view.status is RepairStatus.PENDING
    url = url_for("student.submission_repairs", submission_id=submission.id) if pending else ""
    return {"found": view.repairs, "url": url}
