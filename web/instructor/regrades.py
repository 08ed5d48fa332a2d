"""Regrades of assignments: start, progress, preview, apply, discard, cancel."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from grader.store import regrade_requests, regrade_results, regrades
from grader.store.models import Course, RegradeState
from grader.store.regrade_results import Show
from grader.store.regrades import Which
from web import regrades as acts
from web.access import Right
from web.attempt_names import attempt_names
from web.instructor.base import blueprint, course_assignments, page_number, requires, teaching
from web.instructor.regrade_chart import bars
from web.problems import Problem
from web.services import reading

PER_PAGE = 50
#: Value of the form's field "which" for the attempts that are ticked.
SELECTED = "selected"


@blueprint.get("/<int:course_id>/regrades")
@teaching
def regrades_page(course: Course) -> ResponseReturnValue:
    """The regrades of a course, and the assignments with their stale attempts."""
    pairs = course_assignments(course)
    with reading() as db:
        found = [(regrade, regrades.counts(db, regrade)) for regrade in regrades.of_course(db, course.id, limit=50)]
        stale = regrades.stale_counts(db, course.id)
        requests = regrade_requests.number_in(db, course.id)
    titles = {assignment.slug: assignment.title for assignment, _ in pairs}
    held = {regrade.assignment: regrade.id for regrade, _ in found if regrade.state in regrades.OPEN}
    return render_template(
        "instructor/regrades.html",
        course=course,
        found=found,
        stale=stale,
        titles=titles,
        held=held,
        requests=requests,
        chosen=request.args.get("assignment", ""),
    )


@blueprint.post("/<int:course_id>/regrades")
@requires(Right.GRADE)
def start_regrade(course: Course) -> ResponseReturnValue:
    """Start a regrade and show its progress."""
    try:
        regrade = acts.start(
            course, request.form.get("assignment", ""), stale_only=request.form.get("attempts") == "stale"
        )
    except Problem as problem:
        flash(problem.description or "", "bad")
        return redirect(url_for("instructor.regrades_page", course_id=course.id), 303)
    return redirect(url_for("instructor.regrade_page", course_id=course.id, regrade_id=regrade.id), 303)


@blueprint.get("/<int:course_id>/regrades/<int:regrade_id>")
@teaching
def regrade_page(course: Course, regrade_id: int) -> ResponseReturnValue:
    """Progress, then the preview with the decision, then what was decided."""
    show, number = _show(request.args.get("show", "")), page_number(request.args.get("page", ""))
    with reading() as db:
        regrade = acts.find_regrade(db, course, regrade_id)
        counts = regrades.counts(db, regrade)
        page = regrade_results.page(db, regrade.id, show=show, number=number, size=PER_PAGE)
        changes = regrade_results.changes(db, regrade.id)
        tests = regrade_results.changed_tests(db, regrade.id)
        names = attempt_names(db, [row.submission for row in page.items])
    return render_template(
        "instructor/regrade.html",
        course=course,
        regrade=regrade,
        title=_title(course, regrade.assignment),
        counts=counts,
        working=regrade.state in (RegradeState.RUNNING, RegradeState.APPLYING),
        bars=bars(changes),
        tests=tests,
        page=page,
        names=names,
        pages=max(1, -(-page.total // page.size)),
        show=show,
        page_url=lambda number: f"?{urlencode({'show': show.value, 'page': number})}#changes",
    )


@blueprint.get("/<int:course_id>/regrades/<int:regrade_id>/progress")
@teaching
def regrade_progress(course: Course, regrade_id: int) -> ResponseReturnValue:
    """How far it is, for the page's script."""
    with reading() as db:
        regrade = acts.find_regrade(db, course, regrade_id)
        counts = regrades.counts(db, regrade)
    applying = regrade.state is RegradeState.APPLYING
    done = counts.total - counts.chosen if applying else counts.done
    return jsonify(state=regrade.state.value, done=done, of=counts.total)


@blueprint.get("/<int:course_id>/regrades/<int:regrade_id>/results/<int:result_id>")
@teaching
def regrade_result_page(course: Course, regrade_id: int, result_id: int) -> ResponseReturnValue:
    """Both results of an attempt side by side."""
    with reading() as db:
        regrade = acts.find_regrade(db, course, regrade_id)
        row = regrade_results.get(db, regrade.id, result_id)
        if row is None:
            raise NotFound
        name = attempt_names(db, [row.submission])[row.submission.id]
    return render_template(
        "instructor/regrade_result.html",
        course=course,
        regrade=regrade,
        title=_title(course, regrade.assignment),
        row=row,
        name=name,
    )


@blueprint.post("/<int:course_id>/regrades/<int:regrade_id>/apply")
@requires(Right.GRADE)
def apply_regrade(course: Course, regrade_id: int) -> ResponseReturnValue:
    """Let the chosen results count."""
    which, chosen = request.form.get("which", Which.GAINS.value), request.form.getlist("submission")
    try:
        if which == SELECTED and not chosen:
            raise Problem(422, "Choose at least one attempt in the list.")
        wanted = chosen if which == SELECTED else Which.ALL if which == Which.ALL.value else Which.GAINS
        acts.apply(course, regrade_id, wanted, explanation=request.form.get("explanation", ""))
    except Problem as problem:
        flash(problem.description or "", "bad")
    return _back(course, regrade_id)


@blueprint.post("/<int:course_id>/regrades/<int:regrade_id>/discard")
@requires(Right.GRADE)
def discard_regrade(course: Course, regrade_id: int) -> ResponseReturnValue:
    """Use no result."""
    try:
        acts.discard(course, regrade_id)
        flash("The preview is discarded. No points have changed.", "good")
    except Problem as problem:
        flash(problem.description or "", "bad")
    return _back(course, regrade_id)


@blueprint.post("/<int:course_id>/regrades/<int:regrade_id>/cancel")
@requires(Right.GRADE)
def cancel_regrade(course: Course, regrade_id: int) -> ResponseReturnValue:
    """Stop before all results are there."""
    try:
        acts.cancel(course, regrade_id)
        flash("The regrade is cancelled. No points have changed.", "good")
    except Problem as problem:
        flash(problem.description or "", "bad")
    return _back(course, regrade_id)


def _back(course: Course, regrade_id: int) -> ResponseReturnValue:
    return redirect(url_for("instructor.regrade_page", course_id=course.id, regrade_id=regrade_id), 303)


def _title(course: Course, slug: str) -> str:
    return next((assignment.title for assignment, _ in course_assignments(course) if assignment.slug == slug), slug)


def _show(text: str) -> Show:
    return Show(text) if text in set(Show) else Show.CHANGED
