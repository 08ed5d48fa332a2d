"""What people add to a submission, for the pages and the REST API: comments, overrides, regrade requests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import g
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from grader.store import audit, comments, overrides, regrade_requests, regrade_results, saved_comments
from grader.store.comments import Author
from grader.store.models import (
    Course,
    Person,
    RegradeRequest,
    RequestState,
    SavedComment,
    ScoreOverride,
    Submission,
    SubmissionComment,
)
from grader.store.regrade_results import AppliedRegrade
from web.access import actor, course_token
from web.i18n import N_, gettext
from web.problems import Problem
from web.services import reading, writing

NO_ATTEMPT = N_("Only a graded attempt can be regraded.")
ALREADY = N_("There is an open request for this row.")


@dataclass(frozen=True, kw_only=True)
class RemarksView:
    """What people have added to a submission."""

    #: On the whole submission.
    general: Sequence[SubmissionComment]
    #: On lines of the file.
    by_line: Mapping[int, Sequence[SubmissionComment]]
    #: The override of the whole, if there is one.
    whole: ScoreOverride | None
    #: Rubric row -> its override.
    rows: Mapping[str, ScoreOverride]
    #: Rubric row -> its requests, oldest first.
    requests: Mapping[str, Sequence[RegradeRequest]]
    #: Rows that a regrade may be requested for now.
    requestable: frozenset[str]
    #: Regrades of the assignment that have changed this submission, newest first.
    regrades: Sequence[AppliedRegrade]
    #: What counts, and what the tests gave.
    points: float | None
    graded_points: float | None
    #: Rubric row -> the points that the tests gave.
    graded_by_row: Mapping[str, float]

    @property
    def comments(self) -> list[SubmissionComment]:
        """All comments, those on the whole submission first."""
        return [*self.general, *(comment for line in sorted(self.by_line) for comment in self.by_line[line])]


def remarks_view(db: Session, submission: Submission) -> RemarksView:
    """The remarks on `submission`, which was read with its report."""
    by_line: dict[int, list[SubmissionComment]] = {}
    general = []
    for comment in comments.of(db, submission.id):
        if comment.line is None:
            general.append(comment)
        else:
            by_line.setdefault(comment.line, []).append(comment)
    holding = overrides.of(db, submission.id)
    requests: dict[str, list[RegradeRequest]] = {}
    for request in regrade_requests.of(db, submission.id):
        requests.setdefault(request.row, []).append(request)
    waiting = {row for row, found in requests.items() if any(request.state is RequestState.OPEN for request in found)}
    return RemarksView(
        general=general,
        by_line=by_line,
        whole=next((override for override in holding if override.row is None), None),
        rows={override.row: override for override in holding if override.row is not None},
        requests=requests,
        requestable=frozenset(_rows(submission) - waiting),
        regrades=regrade_results.applied_to(db, submission.id),
        points=submission.points,
        graded_points=submission.score,
        graded_by_row={row: overrides.graded_points(submission.report or {}, row)[0] for row in _rows(submission)},
    )


def _rows(submission: Submission) -> set[str]:
    """The rows of a graded attempt; none of a practice run, which has no grade."""
    if submission.practice or submission.report is None:
        return set()
    return {case["row"] for case in submission.report["cases"]}


def author() -> Author:
    """Who makes this request."""
    token = course_token()
    if token is not None:
        return Author(person_id=None, name=f"token {token.name}")
    person: Person = g.person
    return Author(person_id=person.id, name=person.name)


def _record(db: Session, submission: Submission, action: str, **details: Any) -> None:
    subject, course_id = submission.id, submission.course_id
    audit.record(db, actor=actor(), action=action, subject=subject, course_id=course_id, details=details or None)


def _text(text: str, most: int, empty: str) -> str:
    """`text` without surrounding space. Raises Problem 422 if it is empty or too long."""
    text = text.strip().replace("\r\n", "\n")
    if not text:
        raise Problem(422, empty)
    if len(text) > most:
        raise Problem(422, gettext("At most %(number)s characters are possible here.", number=most))
    return text


def add_comment(submission: Submission, *, text: str, line: int | None, lines: int) -> SubmissionComment:
    """Add a comment; the file has `lines` lines. Raises Problem 422 for an empty text or a line that is not there."""
    text = _text(text, comments.MAX_TEXT, "Write a comment first.")
    if line is not None and not 1 <= line <= lines:
        raise Problem(422, f"The file has no line {line}.")
    with writing() as db:
        comment = comments.add(db, submission.id, text=text, line=line, author=author())
        _record(db, submission, "comment.added", line=line)
    return comment


def save_comment(course: Course, *, title: str, text: str) -> SavedComment:
    """Save a comment for the course's list. Raises Problem 422 for an empty title or text, 409 for a title twice."""
    title = " ".join(_text(title, saved_comments.MAX_TITLE, "Give it a title.").split())
    text = _text(text, comments.MAX_TEXT, "Write a comment first.")
    try:
        with writing() as db:
            saved = saved_comments.add(db, course.id, title=title, text=text)
            audit.record(db, actor=actor(), action="saved_comment.added", subject=title, course_id=course.id)
    except (saved_comments.TitleTaken, saved_comments.TooMany) as error:
        raise Problem(409, error.message) from error
    return saved


def delete_saved_comment(course: Course, comment_id: int) -> None:
    """Delete a saved comment of the course. Raises NotFound."""
    with writing() as db:
        saved = saved_comments.get(db, course.id, comment_id)
        if saved is None or not saved_comments.remove(db, course.id, comment_id):
            raise NotFound("There is no such saved comment in this course.")
        audit.record(db, actor=actor(), action="saved_comment.deleted", subject=saved.title, course_id=course.id)


def delete_comment(submission: Submission, comment_id: int) -> None:
    """Delete a comment of the signed-in person, or of the token. Raises NotFound."""
    with writing() as db:
        if not comments.remove(db, submission.id, comment_id, author=author()):
            raise NotFound("There is no such comment of yours.")
        _record(db, submission, "comment.deleted")


def set_override(submission: Submission, *, row: str | None, score: float, reason: str) -> ScoreOverride:
    """Set the points of a row or of the whole. Raises Problem 409 before it is graded, 422 for points out of range."""
    reason = _text(reason, overrides.MAX_REASON, "Give a reason: the student reads it.")
    try:
        with writing() as db:
            before = _points(db, submission)
            override = overrides.set_points(db, submission.id, row=row, score=score, reason=reason, author=author())
            points = [before, _points(db, submission)]
            _record(
                db, submission, "override.set", row=row, score=override.score, graded=submission.score, points=points
            )
    except overrides.NotGraded as error:
        raise Problem(409, error.message) from error
    except overrides.InvalidOverride as error:
        raise Problem(422, error.message) from error
    return override


def take_back_override(submission: Submission, *, row: str | None) -> None:
    """Take an override back: the graded points count again. Raises NotFound if there is none."""
    with writing() as db:
        before = _points(db, submission)
        if not overrides.take_back(db, submission.id, row=row):
            raise NotFound("There is no such override.")
        _record(db, submission, "override.taken_back", row=row, points=[before, _points(db, submission)])


def _points(db: Session, submission: Submission) -> float | None:
    """What counts of a submission at this moment."""
    return db.scalar(select(Submission.points).where(Submission.id == submission.id))


def request_regrade(submission: Submission, *, row: str, reason: str) -> RegradeRequest:
    """Ask for a regrade of a row. Raises Problem 409 while one is open or it is not graded, 422 for a wrong row."""
    reason = _text(reason, regrade_requests.MAX_TEXT, gettext("Say what should be looked at again, and why."))
    if not _rows(submission):
        raise Problem(409, gettext(NO_ATTEMPT))
    if row not in _rows(submission):
        raise Problem(422, f"The report has no row {row!r}.")
    try:
        with writing() as db:
            request = regrade_requests.open_request(db, submission.id, row=row, reason=reason)
            _record(db, submission, "regrade.requested", row=row)
    except regrade_requests.AlreadyRequested as error:
        raise Problem(409, gettext(ALREADY)) from error
    return request


def withdraw_request(submission: Submission, request_id: int) -> None:
    """Take an open request back. Raises NotFound, and Problem 409 if it is not open any more."""
    _find_request(submission, request_id)
    with writing() as db:
        if not regrade_requests.withdraw(db, request_id):
            raise Problem(409, gettext("This request is not open any more."))
        _record(db, submission, "regrade.withdrawn")


def answer_request(submission: Submission, request_id: int, *, text: str) -> RegradeRequest:
    """Answer an open request. Raises NotFound, Problem 422 for an empty answer, 409 if it is not open any more."""
    text = _text(text, regrade_requests.MAX_TEXT, "Write an answer first.")
    _find_request(submission, request_id)
    with writing() as db:
        if not regrade_requests.answer(db, request_id, text=text, by=author()):
            raise Problem(409, gettext("This request is not open any more."))
        _record(db, submission, "regrade.answered")
    return _find_request(submission, request_id)


def _find_request(submission: Submission, request_id: int) -> RegradeRequest:
    with reading() as db:
        request = regrade_requests.get(db, request_id)
    if request is None or request.submission_id != submission.id:
        raise NotFound(gettext("There is no such request."))
    return request
