"""An assignment's page: the task, what is graded, the hand-in, and the results as they come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from grader.model import Assignment, Lifecycle
from grader.store import submissions
from grader.store.outlines import CaseOutline, outline
from web.accounts.session import me, signed_in
from web.relative_time import is_future, is_near, relative_time
from web.services import reading, services
from web.student.assignment_context import CourseAssignmentContext, find_context, stand
from web.student.blueprint import blueprint
from web.student.escaping import reveal, ticked
from web.student.feedback import Shown, first_to_read, shown
from web.student.prompt import prompt_html
from web.student.questions import earlier_answers
from web.student.results import RowView, board
from web.student.source import highlight


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A hand-in that was not taken: why, and what its form held, which comes back in the form."""

    words: str
    source: str
    #: By question; None: as in the newest submission.
    answers: Mapping[str, Any] | None
    #: Name of a chosen file, which no page can choose again; empty if there was none.
    filename: str


@blueprint.get("/courses/<int:course_id>/<slug>")
@signed_in
def assignment_page(course_id: int, slug: str) -> ResponseReturnValue:
    """The page."""
    with reading() as db:
        context = find_context(db, course_id, slug)
    return draw_page(context)


def draw_page(context: CourseAssignmentContext, refused: Refused | None = None) -> str:
    """The page of an assignment; after a hand-in that was `refused`, with what was typed."""
    slug = context.assignment.slug
    with reading() as db:
        newest = latest(db, context)
        rows = _rows(context.assignment, outline(db, slug), newest)
        fresh = board(context.assignment, outline(db, slug), {})
        standing = stand(db, context)
        asked = bool(context.assignment.questions)
        content = submissions.content_of(db, newest.submission.id) if newest and asked else None
    return render_template(
        "student/assignment.html",
        context=context,
        assignment=context.assignment,
        prompt=prompt_html(context.assignment.prompt),
        starter=highlight(context.assignment.starter),
        newest=newest,
        rows=rows,
        fresh=fresh,
        standing=standing,
        answers=earlier_answers(content) if refused is None or refused.answers is None else refused.answers,
        refused=refused,
        max_bytes=services().settings.max_upload_bytes,
    )


@blueprint.get("/courses/<int:course_id>/<slug>/starter.py")
@signed_in
def starter(course_id: int, slug: str) -> ResponseReturnValue:
    """The starter code as a file."""
    with reading() as db:
        context = find_context(db, course_id, slug)
    headers = {"Content-Disposition": f'attachment; filename="{slug}.py"'}
    return Response(context.assignment.starter, mimetype="text/x-python", headers=headers)


def _rows(assignment: Assignment, outlines: list[CaseOutline], newest: Shown | None) -> list[RowView]:
    if newest is None:
        return board(assignment, outlines, {})
    opened = None if is_live(newest) else first_to_read(newest.on_board.values())
    return board(assignment, outlines, newest.on_board, opened=opened, practice=newest.submission.practice)


def latest(db: Session, context: CourseAssignmentContext) -> Shown | None:
    """The student's newest submission, with what is known of it."""
    newest = submissions.latest(db, context.course.id, me().email, context.assignment.slug)
    full = submissions.get(db, newest.id, with_report=True) if newest else None
    return shown(db, context.assignment, full) if full else None


def live_urls(submission_id: str) -> dict[str, str]:
    """Where the script hears of a submission."""
    return {
        "id": submission_id,
        "page": url_for("student.submission_page", submission_id=submission_id),
        "events": url_for("student.events", submission_id=submission_id),
        "state": url_for("student.state", submission_id=submission_id),
        "cancel": url_for("student.cancel", submission_id=submission_id),
    }


def is_live(newest: Shown | None) -> bool:
    """Whether more is to come."""
    return newest is not None and newest.submission.status in (Lifecycle.QUEUED, Lifecycle.RUNNING)


blueprint.add_app_template_filter(relative_time, "relative_time")
blueprint.add_app_template_test(is_near, "near")
blueprint.add_app_template_test(is_future, "future")
blueprint.add_app_template_filter(reveal, "revealed")
blueprint.add_app_template_filter(ticked, "ticked")
blueprint.add_app_template_filter(prompt_html, "prose")
blueprint.add_app_template_global(live_urls, "live_urls")
blueprint.add_app_template_global(is_live, "is_live")
