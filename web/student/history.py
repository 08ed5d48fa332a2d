"""The list of a student's attempts."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from grader.store import attempts, grades, submissions
from grader.store.models import Submission
from web.accounts.session import me, signed_in
from web.services import reading
from web.student.assignment_context import find_context
from web.student.attempts import attempt_rows, plot
from web.student.blueprint import blueprint


@blueprint.get("/courses/<int:course_id>/<slug>/history")
@signed_in
def history(course_id: int, slug: str) -> ResponseReturnValue:
    """Every attempt and practice run, the newest first, and which one counts."""
    with reading() as db:
        context = find_context(db, course_id, slug)
        mine = submissions.history(db, course_id, me().email, slug)
        counting = grades.counting_submission(db, course_id, me().email, slug, context.assignment.counts)
        rows = attempt_rows(db, context.assignment, mine)
        used = attempts.attempts_used(db, course_id, me().email, slug)
    submitted = [row for row in rows if not row.submission.practice]
    chosen = ([row.submission for row in submitted] or mine)[:2] if len(mine) > 1 else []
    if len(chosen) == 1:
        chosen = mine[:2]
    names = submission_names(mine)
    return render_template(
        "student/history.html",
        context=context,
        assignment=context.assignment,
        submitted=submitted,
        practice=[row for row in rows if row.submission.practice],
        names=names,
        counting=counting,
        used=used,
        attempts_allowed=context.attempts_allowed,
        plot=None if context.standing.pending else plot(rows, context.assignment.max_score),
        pending=context.standing.pending,
        comparable=len(mine) > 1,
        chosen={row.id for row in chosen},
        compare_label=_label([names[row.id] for row in reversed(chosen)]),
    )


def submission_names(rows: list[Submission]) -> dict[str, str]:
    """The names of one student's submissions, which are newest first, by id."""
    runs = [row.id for row in reversed(rows) if row.practice]
    return {
        row.id: f"Practice run {runs.index(row.id) + 1}" if row.practice else f"Attempt {row.attempt}" for row in rows
    }


def _label(names: list[str]) -> str:
    """ "attempts 3 and 4", or both names in full."""
    if len(names) == 2 and all(name.startswith("Attempt ") for name in names):
        return f"attempts {names[0].removeprefix('Attempt ')} and {names[1].removeprefix('Attempt ')}"
    return " and ".join(name.lower() for name in names)
