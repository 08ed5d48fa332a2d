"""The operations page: lanes, workers, failures, pauses, versions."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grader.model import Lane
from grader.store import courses
from grader.store.queue_state import AGES
from web import pauses
from web.operations import acts
from web.operations.base import administrating, blueprint
from web.operations.state import service_state
from web.problems import Problem
from web.relative_time import relative_time
from web.services import current_time, reading, services


@blueprint.get("/")
@administrating
def overview_page() -> ResponseReturnValue:
    """The page."""
    return _page()


@blueprint.get("/state")
@administrating
def state_fragment() -> ResponseReturnValue:
    """The part of the page that changes by itself, for the script, which asks for it every few seconds."""
    return render_template("operations/state.html", **_context())


@blueprint.post("/pauses")
@administrating
def pause() -> ResponseReturnValue:
    """Pause a lane or an assignment."""
    kind, _, name = request.form.get("what", "").partition(":")
    try:
        made = pauses.pause(
            **{kind: name} if kind in ("lane", "assignment") else {}, reason=request.form.get("reason", "")
        )
    except Problem as problem:
        return _page(error=problem.description or "", typed=request.form), problem.code or 422
    waits = f"the {made.lane.value} lane" if made.lane is not None else made.assignment
    flash(f"Paused. Submissions to {waits} are accepted and wait; runs under way are finished.", "good")
    return _back()


@blueprint.get("/pauses")
@administrating
def after_pause() -> ResponseReturnValue:
    """The page, for a browser that loads the address of the form again."""
    return _page()


@blueprint.post("/pauses/<int:pause_id>/resume")
@administrating
def resume(pause_id: int) -> ResponseReturnValue:
    """End a pause."""
    pauses.resume(pause_id)
    flash("Grading continues. What has waited is graded in its order.", "good")
    return _back()


@blueprint.post("/workers")
@administrating
def drain() -> ResponseReturnValue:
    """Drain the workers of a lane on a host, or start them again."""
    wanted = request.form.get("request", "")
    acts.drain(request.form.get("host", ""), request.form.get("queue", ""), wanted)
    flash(
        "The host starts the workers within seconds." if wanted == "start" else "The workers finish their work.", "good"
    )
    return _back()


@blueprint.post("/failures/retry")
@administrating
def retry_all() -> ResponseReturnValue:
    """Grade all submissions again that the grader failed."""
    number = acts.retry()
    flash(f"{number} submission{'' if number == 1 else 's'} will be graded again.", "good")
    return _back()


@blueprint.post("/failures/<submission_id>/retry")
@administrating
def retry_one(submission_id: str) -> ResponseReturnValue:
    """Grade one of them again."""
    acts.retry_one(submission_id)
    flash("The submission will be graded again.", "good")
    return _back()


def _page(*, error: str = "", typed: object = None) -> str:
    slugs = sorted(services().catalogue.all())
    context = _context()
    return render_template("operations/overview.html", slugs=slugs, error=error, typed=typed or {}, **context)


def _context() -> dict[str, object]:
    state = service_state()
    with reading() as db:
        names = {course.id: course.name for course in courses.all_courses(db)}
    return {
        "state": state,
        "courses": names,
        "lanes": list(Lane),
        "ages": AGES,
        "now": current_time(),
        "relative_time": relative_time,
    }


def _back() -> ResponseReturnValue:
    return redirect(url_for("operations.overview_page"), 303)
