"""The results of an assignment: scores, attempts, tests, mistakes, activity; also as files."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from grader.model.text import spreadsheet_text
from grader.store import failures, outcomes, outlines, pauses, regrades, repairs
from grader.store.models import Course
from web.attempt_names import attempt_names
from web.course_assignments import attempts_allowed, find_assignment, problem_of
from web.instructor.base import blueprint, share, teaching
from web.services import current_time, reading
from web.statistics.analysis import Analysis, analysis
from web.statistics.charts import Chart, bar_chart
from web.statistics.numbers import Bar

#: Kinds of repairs that are listed.
REPAIRS = 20
#: Stale and failed submissions that are named.
SAMPLES = 5


@blueprint.get("/<int:course_id>/<slug>")
@teaching
def assignment_page(course: Course, slug: str) -> ResponseReturnValue:
    """The page."""
    with reading() as db:
        assignment, given = find_assignment(db, course.id, slug)
        section = request.args.get("section", "")
        found = analysis(db, course.id, assignment, due_at=given.due_at, now=current_time(), section=section)
        version = outlines.suite_version(db, slug)
        stale = outcomes.newest_stale(db, course.id, slug, version, limit=SAMPLES)
        failed = failures.unresolved(db, course.id, slug, limit=SAMPLES)
        return render_template(
            "instructor/assignment.html",
            course=course,
            assignment=assignment,
            course_assignment=given,
            allowed=attempts_allowed(assignment, given),
            problem=problem_of(db, assignment),
            pause=pauses.pause_of(db, assignment.lane, course.id, slug),
            stale=stale,
            stale_number=regrades.stale_counts(db, course.id).get(slug, 0),
            failed=failed,
            failed_number=failures.unresolved_by_assignment(db, course.id).get(slug, 0),
            names=attempt_names(db, [*stale, *failed]),
            found=found,
            section=section,
            first=request.args.get("scores") == "first",
            scores=_scores(found.first_scores if request.args.get("scores") == "first" else found.scores),
            needed=_needed(found),
            activity=_activity(found),
            repairs=repairs.frequent(db, course.id, slug)[:REPAIRS],
            share=share,
        )


def _range(bar: Bar) -> str:
    """ "15" for full marks, "3" for whole points, "5 to 10" for ranges, the upper end left out."""
    if bar.low == bar.high or bar.high - bar.low <= 1:
        return f"{bar.low:g}"
    return f"{bar.low:g} to {bar.high:g}"


def _scores(bars: tuple[Bar, ...]) -> Chart:
    numbers = [bar.number for bar in bars]
    tones = ["zero" if n == 0 else "full" if n == len(bars) - 1 else "" for n in range(len(bars))]
    texts = [f"{_range(bar)}: {bar.number} student{'' if bar.number == 1 else 's'}" for bar in bars]
    return bar_chart(numbers, [f"{bar.low:g}" for bar in bars], texts, tones=tones)


def _needed(found: Analysis) -> Chart:
    most = max((attempts for attempts, _ in found.attempts_to_full), default=0)
    numbers = [dict(found.attempts_to_full).get(attempts, 0) for attempts in range(1, most + 1)]
    labels = [str(attempts) for attempts in range(1, most + 1)]
    texts = [f"{label}: {number}" for label, number in zip(labels, numbers, strict=True)]
    return bar_chart(numbers, labels, texts, height=140, numbered=8)


def _activity(found: Analysis) -> Chart:
    numbers = [number for _, number in found.activity]
    last = len(numbers) - 1
    labels = [f"−{last - n} d" if n < last else "0" for n in range(len(numbers))]
    texts = [f"{start:%Y-%m-%d %H:%M} UTC: {number}" for start, number in found.activity]
    return bar_chart(numbers, labels, texts, height=140)


@blueprint.get("/<int:course_id>/<slug>/statistics.csv")
@teaching
def statistics_file(course: Course, slug: str) -> Response:
    """A table behind a chart, as CSV: `table` is tests, mistakes, scores, attempts or activity."""
    with reading() as db:
        assignment, given = find_assignment(db, course.id, slug)
        section = request.args.get("section", "")
        found = analysis(db, course.id, assignment, due_at=given.due_at, now=current_time(), section=section)
    kind = request.args.get("table", "tests")
    if kind not in _TABLES:
        raise NotFound
    out = io.StringIO()
    csv.writer(out).writerows(_TABLES[kind](found))
    headers = {"Content-Disposition": f'attachment; filename="{slug}-{kind}.csv"'}
    return Response(out.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def _tests(found: Analysis) -> list[list[object]]:
    head = ["test", "title", "row", "points", "visible", "passed", "students", "first_passed", "first_attempts"]
    rows: list[list[object]] = [[*head, "attempts_to_pass", "discrimination"]]
    for line in found.tests:
        it = line.numbers
        rows.append(
            [
                *(it.name, spreadsheet_text(line.title), line.row, line.points, "yes" if line.visible else "no"),
                *(it.passed, it.total, it.first, it.first_total, it.attempts_to_pass, it.discrimination),
            ]
        )
    return rows


def _mistakes(found: Analysis) -> list[list[object]]:
    rows: list[list[object]] = [["mistake", "title", "now", "ever", "direction"]]
    return rows + [[it.name, spreadsheet_text(it.title), it.now, it.ever, it.direction] for it in found.mistakes]


def _score_rows(found: Analysis) -> list[list[object]]:
    rows: list[list[object]] = [["from", "to", "students", "students_first_attempt"]]
    pairs = zip(found.scores, found.first_scores, strict=True)
    return rows + [[bar.low, bar.high, bar.number, first.number] for bar, first in pairs]


def _attempt_rows(found: Analysis) -> list[list[object]]:
    rows: list[list[object]] = [["attempts", "students"]]
    return rows + [[attempts, number] for attempts, number in found.attempts_to_full]


def _activity_rows(found: Analysis) -> list[list[object]]:
    rows: list[list[object]] = [["from", "attempts"]]
    return rows + [[start.isoformat(), number] for start, number in found.activity]


_TABLES: dict[str, Callable[[Analysis], list[list[object]]]] = {
    "tests": _tests,
    "mistakes": _mistakes,
    "scores": _score_rows,
    "attempts": _attempt_rows,
    "activity": _activity_rows,
}
