"""Comments, overrides and regrade requests of a submission."""

from __future__ import annotations

from grader.store import attempts, comments, overrides, regrade_requests, submissions
from grader.store.models import RegradeRequest, RequestState, ScoreOverride, Submission, SubmissionComment
from web import remarks
from web.access import Right, course_for, find, points_are_hidden
from web.api import cursors
from web.api.auth import my_token, teaching_token
from web.api.base import Answer, blueprint
from web.api.paging import paged
from web.api.remark_schemas import (
    AnswerIn,
    CommentIn,
    CommentOut,
    CommentsOut,
    CourseRequestOut,
    CourseRequestsOut,
    OverrideIn,
    OverrideOut,
    OverrideQuery,
    OverridesOut,
    RegradeRequestIn,
    RegradeRequestOut,
    RegradeRequestQuery,
    RegradeRequestsOut,
)
from web.attempt_names import counted_number
from web.services import reading
from web.student.source import line_count


@blueprint.get("/v1/submissions/<submission_id>/comments")
@blueprint.output(CommentsOut)
def read_comments(submission_id: str) -> CommentsOut:
    """The comments of instructors, those on the whole submission first"""
    find(submission_id)
    with reading() as db:
        return CommentsOut(comments=[_comment(row) for row in comments.of(db, submission_id)])


@blueprint.post("/v1/submissions/<submission_id>/comments")
@blueprint.input(CommentIn)
@blueprint.output(CommentOut, status_code=201)
def create_comment(submission_id: str, json_data: CommentIn) -> Answer:
    """Comment on a submission or on a line of its file

    The text is Markdown. For tokens with the role instructor or assistant.
    """
    submission = _for_instructor(submission_id)
    with reading() as db:
        lines = line_count(submissions.content_of(db, submission_id) or b"")
    return _comment(remarks.add_comment(submission, text=json_data.text, line=json_data.line, lines=lines)), 201


@blueprint.delete("/v1/submissions/<submission_id>/comments/<int:comment_id>")
@blueprint.output({}, status_code=204)
def delete_comment(submission_id: str, comment_id: int) -> tuple[str, int]:
    """Delete a comment that this token has made

    The student's notice of it goes too. For tokens with the role instructor or assistant.
    """
    remarks.delete_comment(_for_instructor(submission_id), comment_id)
    return "", 204


@blueprint.get("/v1/submissions/<submission_id>/overrides")
@blueprint.output(OverridesOut)
def read_overrides(submission_id: str) -> OverridesOut:
    """The overrides that hold"""
    submission, visibility = find(submission_id, with_report=True)
    withheld = points_are_hidden(submission, visibility)
    with reading() as db:
        found = [] if withheld else overrides.of(db, submission_id)
    return OverridesOut(
        score=None if withheld else submission.points,
        graded_score=None if withheld else submission.score,
        overrides=[_override(row, submission) for row in found],
    )


@blueprint.post("/v1/submissions/<submission_id>/overrides")
@blueprint.input(OverrideIn)
@blueprint.output(OverrideOut, status_code=201)
@blueprint.doc(responses={409: "It is not graded yet."})
def create_override(submission_id: str, json_data: OverrideIn) -> Answer:
    """Set the points of a row, or of the whole submission

    The graded points stay in the report; the override holds through regrades and replaces an earlier one of the same
    row. Webhooks are told of the new score. For tokens with the role instructor or assistant.
    """
    submission = _for_instructor(submission_id, with_report=True)
    row = remarks.set_override(submission, row=json_data.row, score=json_data.score, reason=json_data.reason)
    return _override(row, submission), 201


@blueprint.delete("/v1/submissions/<submission_id>/overrides")
@blueprint.input(OverrideQuery, location="query")
@blueprint.output({}, status_code=204)
def delete_override(submission_id: str, query_data: OverrideQuery) -> tuple[str, int]:
    """Take an override back

    That of the row `?row=`, without it that of the whole submission. For tokens with the role instructor or assistant.
    """
    remarks.take_back_override(_for_instructor(submission_id), row=query_data.row)
    return "", 204


@blueprint.get("/v1/submissions/<submission_id>/regrade-requests")
@blueprint.output(RegradeRequestsOut)
def read_regrade_requests(submission_id: str) -> RegradeRequestsOut:
    """The student's requests for a regrade, oldest first"""
    find(submission_id)
    with reading() as db:
        return RegradeRequestsOut(regrade_requests=[_request(row) for row in regrade_requests.of(db, submission_id)])


@blueprint.post("/v1/submissions/<submission_id>/regrade-requests")
@blueprint.input(RegradeRequestIn)
@blueprint.output(RegradeRequestOut, status_code=201)
@blueprint.doc(responses={409: "A request for this row is open, or the submission is no graded attempt."})
def create_regrade_request(submission_id: str, json_data: RegradeRequestIn) -> Answer:
    """Ask that a person looks at a row again, for the student"""
    my_token()
    submission, _ = find(submission_id, with_report=True)
    return _request(remarks.request_regrade(submission, row=json_data.row, reason=json_data.reason)), 201


@blueprint.patch("/v1/submissions/<submission_id>/regrade-requests/<int:request_id>")
@blueprint.input(AnswerIn)
@blueprint.output(RegradeRequestOut)
@blueprint.doc(responses={409: "It is not open any more."})
def answer_regrade_request(submission_id: str, request_id: int, json_data: AnswerIn) -> RegradeRequestOut:
    """Answer a request

    For tokens with the role instructor or assistant.
    """
    return _request(remarks.answer_request(_for_instructor(submission_id), request_id, text=json_data.answer))


@blueprint.delete("/v1/submissions/<submission_id>/regrade-requests/<int:request_id>")
@blueprint.output({}, status_code=204)
@blueprint.doc(responses={409: "It is not open any more."})
def withdraw_regrade_request(submission_id: str, request_id: int) -> tuple[str, int]:
    """Withdraw a request, for the student"""
    my_token()
    submission, _ = find(submission_id)
    remarks.withdraw_request(submission, request_id)
    return "", 204


@blueprint.get("/v1/courses/<int:course_id>/regrade-requests")
@blueprint.input(RegradeRequestQuery, location="query")
@blueprint.output(CourseRequestsOut)
def list_regrade_requests(course_id: int, query_data: RegradeRequestQuery) -> Answer:
    """The requests of a course's students: open ones oldest first, others newest first

    The `Link` header names the first, previous, next and last page.
    """
    course = course_for(course_id, Right.VIEW)
    state = None if query_data.state == "all" else RequestState(query_data.state)
    place = cursors.decode("regrade requests", query_data.cursor, (int,))
    with reading() as db:
        found = regrade_requests.of_course(
            db,
            course.id,
            state=state,
            number=query_data.page,
            size=query_data.per_page,
            after=place[0] if place else None,
        )
        numbers = attempts.numbers(db, [row.submission.id for row in found.items])
    fields, headers = paged(
        "regrade requests",
        [found.end] if found.end is not None else None,
        cursor=query_data.cursor,
        page=found.number,
        per_page=found.size,
        total=found.total,
    )
    body = CourseRequestsOut(
        regrade_requests=[
            CourseRequestOut(
                **_request(row.request).model_dump(),
                submission=row.submission.id,
                assignment=row.submission.assignment,
                student=row.submission.student,
                attempt=counted_number(numbers.get(row.submission.id)),
            )
            for row in found.items
        ],
        **fields,
    )
    return body, 200, headers


def _for_instructor(submission_id: str, *, with_report: bool = False) -> Submission:
    """A submission that an instructor's token writes to. Raises NotFound before Forbidden."""
    my_token()
    submission, _ = find(submission_id, with_report=with_report)
    teaching_token()
    return submission


def _comment(row: SubmissionComment) -> CommentOut:
    return CommentOut(
        id=row.id, line=row.line, text=row.text, author=row.author, created_at=row.created_at, seen_at=row.seen_at
    )


def _override(row: ScoreOverride, submission: Submission) -> OverrideOut:
    graded: float | None = None
    if submission.report is not None:
        graded = overrides.graded_points_or_none(submission.report, row.row)
    return OverrideOut(
        id=row.id,
        row=row.row,
        score=row.score,
        graded_score=graded,
        reason=row.reason,
        author=row.author,
        created_at=row.created_at,
    )


def _request(row: RegradeRequest) -> RegradeRequestOut:
    return RegradeRequestOut(
        id=row.id,
        row=row.row,
        reason=row.reason,
        state=row.state.value,
        created_at=row.created_at,
        answer=row.answer or None,
        answered_by=row.answered_by or None,
        closed_at=row.closed_at,
    )
