"""The list of a student's attempts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from grader.store import attempts, grades, submissions
from grader.store.models import Submission
from web.accounts.session import me, signed_in
from web.attempt_names import attempt_names
from web.i18n import gettext, in_sentence
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
        names = submission_names(db, mine)
    numbers = {row.submission.id: row.number for row in rows if row.number is not None}
    submitted = [row for row in rows if not row.submission.practice]
    chosen = ([row.submission for row in submitted] or mine)[:2] if len(mine) > 1 else []
    if len(chosen) == 1:
        chosen = mine[:2]
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
        compare_label=_label(chosen[::-1], names, numbers),
        numbers=numbers,
    )


def submission_names(db: Session, rows: list[Submission]) -> dict[str, str]:
    """The names of one student's submissions, which are newest first, by id."""
    runs = [row.id for row in reversed(rows) if row.practice]
    names = attempt_names(db, rows)
    return {
        row.id: gettext("Practice run %(number)s", number=runs.index(row.id) + 1) if row.practice else names[row.id]
        for row in rows
    }


def _label(chosen: Sequence[Submission], names: Mapping[str, str], numbers: Mapping[str, int]) -> str:
    """ "Compare attempts 3 and 4", or both names in full; empty unless there are two."""
    if len(chosen) != 2:
        return ""
    earlier, later = chosen
    if earlier.id in numbers and later.id in numbers:
        both = {"earlier": numbers[earlier.id], "later": numbers[later.id]}
        return gettext("Compare attempts %(earlier)s and %(later)s", **both)
    words = {"earlier": in_sentence(names[earlier.id]), "later": in_sentence(names[later.id])}
    return gettext("Compare %(earlier)s and %(later)s", **words)
