"""Regrading a submission."""

from __future__ import annotations

from flask import flash, redirect
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from grader.store.models import Submission
from web.access import NO_SUBMISSION, Visibility, find
from web.accounts.session import me, signed_in
from web.handin import regrade as regrade_submission
from web.instructor.base import blueprint
from web.instructor.review import review_address


@blueprint.post("/submissions/<submission_id>/regrade")
@signed_in
def regrade(submission_id: str) -> ResponseReturnValue:
    """Regrade a submission and return to its page, which shows the new results live."""
    submission = _taught_submission(submission_id)
    regrade_submission(submission, actor=me().email)
    flash("Regrading. The earlier result counts until the new one is ready.")
    return redirect(review_address(submission_id), 303)


def _taught_submission(submission_id: str) -> Submission:
    submission, visibility = find(submission_id)
    if visibility is not Visibility.INSTRUCTOR:
        raise NotFound(NO_SUBMISSION)
    return submission
