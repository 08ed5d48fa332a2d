"""The student's side of what people add to a submission: reading comments, asking for a regrade."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from grader.store import comments
from grader.store.models import Submission
from web import access, remarks
from web.accounts.session import signed_in
from web.i18n import gettext
from web.notices.views import mark_read_by_opening, unread_notices
from web.remarks import RemarksView, remarks_view
from web.services import writing
from web.student.blueprint import blueprint


@blueprint.post("/submissions/<submission_id>/regrade-requests")
@signed_in
def request_regrade(submission_id: str) -> ResponseReturnValue:
    """Ask that a person looks at a row again."""
    row, reason = request.form.get("row", ""), request.form.get("reason", "")
    remarks.request_regrade(_own(submission_id, with_report=True), row=row, reason=reason)
    flash(gettext("Your request is sent to your instructor."), "good")
    return redirect(_page(submission_id), 303)


@blueprint.post("/submissions/<submission_id>/regrade-requests/<int:request_id>/withdraw")
@signed_in
def withdraw_request(submission_id: str, request_id: int) -> ResponseReturnValue:
    """Take an open request back."""
    remarks.withdraw_request(_own(submission_id), request_id)
    flash(gettext("Your request is withdrawn."), "good")
    return redirect(_page(submission_id), 303)


def remarks_for(db: Session, submission: Submission, visibility: access.Visibility) -> RemarksView:
    """The remarks on a submission that was read with its report. Its student sees the comments by that."""
    view = remarks_view(db, submission)
    if access.points_are_hidden(submission, visibility):
        view = replace(view, whole=None, rows={}, regrades=(), requestable=frozenset(), points=None, graded_points=None)
    is_student = visibility is access.Visibility.STUDENT and g.get("viewer") is None
    if is_student and (unread_notices() or any(comment.seen_at is None for comment in view.comments)):
        with writing() as session:
            comments.mark_seen(session, submission.id)
            mark_read_by_opening(session, submission.id)
    return view


def _own(submission_id: str, *, with_report: bool = False) -> Submission:
    submission, visibility = access.find(submission_id, with_report=with_report)
    if visibility is not access.Visibility.STUDENT:
        raise NotFound(gettext(access.NO_SUBMISSION))
    return submission


def _page(submission_id: str) -> str:
    return url_for("student.submission_page", submission_id=submission_id) + "#remarks"
