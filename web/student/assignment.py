"""An assignment's page: the task, the rubric, the hand-in form and live results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from grader.model import Assignment, Lifecycle
from grader.store import pauses, submissions
from grader.store.outlines import CaseOutline, outline
from web.access import Visibility
from web.accounts.session import me, signed_in
from web.i18n import gettext, ngettext
from web.relative_time import is_future, is_near, is_this_year, relative_time
from web.services import reading, services
from web.standing import late_days_left
from web.student.assignment_context import AssignmentContext, find_context, student_progress
from web.student.blueprint import blueprint
from web.student.board import board
from web.student.causes import readable
from web.student.drafts import DraftView, draft_view
from web.student.escaping import reveal, ticked
from web.student.feedback import SubmissionView, submission_view
from web.student.outcome import empty_strip
from web.student.practice import practice_state
from web.student.prompt import prompt_html
from web.student.questions import earlier_answers
from web.student.repairs import repairs_box
from web.student.source import highlight

#: The views of the left pane.
VIEWS = ("task", "results")


@dataclass(frozen=True, kw_only=True)
class RefusedHandIn:
    """A refused hand-in: why, and the content of its form, which is shown again."""

    message: str
    source: str
    #: By question; None: those of the newest submission.
    answers: Mapping[str, Any] | None
    #: Name of the chosen file, which a page cannot choose again; empty if there was none.
    filename: str


@blueprint.get("/courses/<int:course_id>/<slug>")
@signed_in
def assignment_page(course_id: int, slug: str) -> ResponseReturnValue:
    """The page."""
    with reading() as db:
        context = find_context(db, course_id, slug)
    return render_page(context)


def render_page(context: AssignmentContext, refused: RefusedHandIn | None = None) -> str:
    """The page of an assignment; with the content of the form after a `refused` hand-in."""
    slug = context.assignment.slug
    with reading() as db:
        newest = latest_view(db, context)
        cases = outline(db, slug)
        progress = student_progress(db, context)
        late_days = late_days_left(db, context.course.id, me().email, context.standing.late_days)
        has_questions = bool(context.assignment.questions)
        content = submissions.content_of(db, newest.submission.id) if newest and has_questions else None
        draft = draft_view(db, context)
        code = _code(context.assignment, draft, refused)
        practice = practice_state(db, context, code)
        pause = pauses.pause_of(db, context.assignment.lane, context.course.id, slug)
    return render_template(
        "student/assignment.html",
        context=context,
        view=_view(newest),
        tests=_test_counts(cases),
        assignment=context.assignment,
        prompt=prompt_html(context.assignment.prompt),
        starter=highlight(context.assignment.starter),
        newest=newest,
        repairs=repairs_box(newest.submission, Visibility.STUDENT) if newest else None,
        **_results(context.assignment, cases, newest),
        progress=progress,
        late_days_left=late_days,
        answers=_answers(refused, draft, newest, content),
        refused=refused,
        draft=draft,
        code=code,
        practice=practice,
        pause=pause,
        max_bytes=services().settings.max_upload_bytes,
    )


def _code(assignment: Assignment, draft: DraftView, refused: RefusedHandIn | None) -> str:
    """The text of the editor: of a refused form, of the draft, or the starter code."""
    if refused is not None:
        return refused.source
    return assignment.starter if draft.code is None else draft.code


def _answers(
    refused: RefusedHandIn | None, draft: DraftView, newest: SubmissionView | None, content: bytes | None
) -> Mapping[str, Any]:
    """The answers of the form: of a refused form, or the newer of the draft and the newest submission."""
    if refused is not None and refused.answers is not None:
        return refused.answers
    if draft.answers is None or draft.saved_at is None:
        return earlier_answers(content)
    is_older = newest is not None and draft.saved_at < newest.submission.created_at
    return earlier_answers(content) if is_older else draft.answers


@blueprint.get("/courses/<int:course_id>/<slug>/starter.py")
@signed_in
def starter(course_id: int, slug: str) -> ResponseReturnValue:
    """The starter code as a file."""
    with reading() as db:
        context = find_context(db, course_id, slug)
    headers = {"Content-Disposition": f'attachment; filename="{slug}.py"'}
    return Response(context.assignment.starter, mimetype="text/x-python", headers=headers)


def _results(assignment: Assignment, cases: list[CaseOutline], newest: SubmissionView | None) -> dict[str, Any]:
    """What the template of the results needs beside `newest`: the board, and the places before a submission."""
    initial = board(assignment, cases, {})
    visible = [case for case in cases if case.visible]
    return {
        "board_view": newest.board if newest else initial,
        "initial_board": initial,
        "initial_strip": empty_strip(initial),
        "practice_strip": empty_strip(board(assignment, visible, {}, practice=True)),
        "visible_points": sum(case.max_score for case in visible),
        "no_results": _no_results(assignment, len(visible)),
    }


def _no_results(assignment: Assignment, visible: int) -> str:
    if assignment.questions or not visible:
        return gettext("No results yet.")
    return ngettext(
        "No results yet. Run the visible test as often as you like.",
        "No results yet. Run the %(num)s visible tests as often as you like.",
        visible,
    )


def _view(newest: SubmissionView | None) -> str:
    """What the left pane shows: "task" or "results", as the address asks (?view=), else results once there are any."""
    asked = request.args.get("view")
    if asked in VIEWS:
        return asked
    return "task" if newest is None else "results"


def _test_counts(cases: list[CaseOutline]) -> dict[str, int]:
    return {"all": len(cases), "visible": sum(case.visible for case in cases)}


def latest_view(db: Session, context: AssignmentContext) -> SubmissionView | None:
    """The view of the student's running submission, else of the newest one; None if there is none."""
    mine = (context.course.id, me().email, context.assignment.slug)
    newest = submissions.latest(db, *mine, unfinished=True) or submissions.latest(db, *mine)
    full = submissions.get(db, newest.id, with_report=True) if newest else None
    return submission_view(db, context.assignment, full) if full else None


def live_urls(submission_id: str) -> dict[str, str]:
    """The addresses of a submission for the script."""
    return {
        "id": submission_id,
        "page": url_for("student.submission_page", submission_id=submission_id),
        "events": url_for("student.events", submission_id=submission_id),
        "state": url_for("student.state", submission_id=submission_id),
        "cancel": url_for("student.cancel", submission_id=submission_id),
    }


@blueprint.get("/courses/<int:course_id>/<slug>/running")
@signed_in
def running(course_id: int, slug: str) -> ResponseReturnValue:
    """The addresses of the student's unfinished submission and whether it is a practice run; null if there is none."""
    with reading() as db:
        context = find_context(db, course_id, slug)
        found = submissions.latest(db, context.course.id, me().email, slug, unfinished=True)
    return jsonify(running=None if found is None else {**live_urls(found.id), "practice": found.practice})


def is_live(newest: SubmissionView | None) -> bool:
    """Whether the submission is unfinished."""
    return newest is not None and newest.submission.status in (Lifecycle.QUEUED, Lifecycle.RUNNING)


blueprint.add_app_template_filter(relative_time, "relative_time")
blueprint.add_app_template_test(is_near, "near")
blueprint.add_app_template_test(is_future, "future")
blueprint.add_app_template_test(is_this_year, "this_year")
blueprint.add_app_template_filter(reveal, "revealed")
blueprint.add_app_template_filter(ticked, "ticked")
blueprint.add_app_template_filter(readable, "readable")
blueprint.add_app_template_filter(prompt_html, "prose")
blueprint.add_app_template_global(live_urls, "live_urls")
blueprint.add_app_template_global(is_live, "is_live")
