"""The gradebook of a course: a page of students by assignments, and how the total is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from flask import Request, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from grader.model import Assignment
from grader.store import gradebooks, lti_overview, lti_platforms, outcomes, outlines
from grader.store.gradebooks import InvalidRule, Rule
from grader.store.models import Course, ScoreState
from web.access import Right
from web.instructor.base import blueprint, course_assignments, record, requires, teaching
from web.services import reading, writing
from web.statistics import course_table
from web.statistics.course_table import Cell, Line
from web.statistics.selection import PER_PAGE, Filter, Selection, choose

#: What the filters are called.
LABELS = {
    Filter.ALL: "All",
    Filter.LATE: "Late",
    Filter.RUNNING: "Running",
    Filter.OVERRIDDEN: "Overridden",
    Filter.MISSING: "Missing",
    Filter.BELOW: "Below 50 %",
}


#: What the states of scores are called.
LMS_TEXTS = {
    ScoreState.SENT: "sent to the LMS",
    ScoreState.WAITING: "waits to be sent to the LMS",
    ScoreState.REFUSED: "refused by the LMS",
}


class CellView(NamedTuple):
    """A cell as the page shows it. A page has hundreds: what needs no template is decided here."""

    #: Of the style sheet.
    classes: str
    #: Names of the signs before the number.
    signs: tuple[str, ...]
    #: The points; empty without a result.
    points: str
    #: Id of the attempt.
    attempt: str
    is_overridden: bool


@dataclass(frozen=True, kw_only=True)
class Head:
    """The head of a column."""

    text: str
    #: Name in the address: "name", "total" or a slug.
    key: str
    url: str
    #: Value of aria-sort; empty where the table is sorted by another column.
    sorted: str
    max_score: float | None = None


@blueprint.get("/<int:course_id>/gradebook")
@teaching
def gradebook_page(course: Course) -> ResponseReturnValue:
    """Students by assignments: searched, filtered, sorted, 50 to a page."""
    return _page(course)


def _page(course: Course, error: str = "") -> str:
    assignments = [assignment for assignment, _ in course_assignments(course)]
    slugs = [assignment.slug for assignment in assignments]
    wanted = selection_of(request)
    with reading() as db:
        rule = gradebooks.rule(db, course.id)
        table = course_table.line_summaries(db, course.id, assignments)
        chosen = choose(table, wanted, slugs)
        lines = course_table.lines(db, course.id, assignments, students=[line.student for line in chosen.lines])
        stale = _stale(db, lines, slugs)
        in_lms = bool(lti_platforms.of_course(db, course.id))
        people = [line.student.person_id for line in lines if line.student.person_id is not None]
        sent = lti_overview.states(db, course.id, people) if in_lms else {}
    return render_template(
        "instructor/gradebook.html",
        course=course,
        assignments=assignments,
        students=len(table),
        points_in_all=sum(assignment.max_score for assignment in assignments),
        chosen=chosen,
        lines=[(line, [_cell(line, cell, stale, sent) for cell in line.cells]) for line in lines],
        # An id stands at the end.
        submission_url=url_for("student.submission_page", submission_id="0").removesuffix("0"),
        wanted=wanted,
        median=course_table.median(table),
        heads=_heads(assignments, wanted, rule),
        in_lms=in_lms,
        lms_texts=LMS_TEXTS,
        rule=rule,
        filters=[(each, LABELS[each], chosen.numbers[each]) for each in LABELS],
        address=lambda **changes: _address(wanted, **changes),
        first=(chosen.page - 1) * wanted.size + 1,
        error=error,
    )


def _cell(line: Line, cell: Cell, stale: set[str], sent: Mapping[tuple[int, str], ScoreState]) -> CellView:
    attempt, points = cell.attempt, cell.points
    kinds = {"none": points is None, "full": cell.is_full, "zero": points == 0 and not cell.is_full}
    signs = {
        "extended": cell.is_extended,
        "late": cell.is_late,
        "running": cell.is_running,
        "stale": attempt is not None and attempt.id in stale,
    }
    state = sent.get((line.student.person_id or 0, cell.slug))
    return CellView(
        classes=" ".join(name for name, holds in {**kinds, "edited": cell.is_overridden}.items() if holds),
        signs=(*(name for name, holds in signs.items() if holds), *((state.value,) if state is not None else ())),
        points="" if points is None else f"{round(points, 2):g}",
        attempt=attempt.id if attempt is not None else "",
        is_overridden=cell.is_overridden,
    )


def selection_of(asked: Request) -> Selection:
    """The selection that the query parameters describe; invalid ones are ignored."""
    given = {name: asked.args.get(name, "").strip() for name in ("q", "show", "sort", "page")}
    sort = given["sort"] or "name"
    page = given["page"]
    return Selection(
        search=given["q"],
        filter=Filter(given["show"]) if given["show"] in set(Filter) else Filter.ALL,
        sort=sort.removeprefix("-"),
        descending=sort.startswith("-"),
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
        size=PER_PAGE,
    )


def _address(wanted: Selection, **changes: str | int) -> str:
    """The query of the same table with some changes; without the page, unless it is given."""
    sort = ("-" if wanted.descending else "") + wanted.sort
    given = {"q": wanted.search, "show": wanted.filter.value, "sort": sort, **changes}
    plain = {"q": "", "show": "all", "sort": "name", "page": 1}
    return "?" + urlencode({name: value for name, value in given.items() if value != plain[name]})


def _heads(assignments: list[Assignment], wanted: Selection, rule: Rule) -> list[Head]:
    total = sum(assignment.max_score for assignment in assignments)
    columns = [("name", "Student", None), ("total", "Total", total if rule.is_plain else 100.0)]
    columns += [(assignment.slug, assignment.title, assignment.max_score) for assignment in assignments]
    return [
        Head(
            text=text,
            key=key,
            # Names from A to Z first, points from the highest.
            url=_address(wanted, sort=_next_sort(key, wanted)),
            sorted=("descending" if wanted.descending else "ascending") if key == wanted.sort else "",
            max_score=most,
        )
        for key, text, most in columns
    ]


def _next_sort(key: str, wanted: Selection) -> str:
    if key != wanted.sort:
        return key if key == "name" else f"-{key}"
    return key if wanted.descending else f"-{key}"


def _stale(db: Session, lines: list[Line], slugs: list[str]) -> set[str]:
    """The ids of the attempts on the page that another version of the tests graded."""
    shown = [cell.attempt for line in lines for cell in line.cells if cell.attempt is not None]
    versions = {row.slug: row.suite_version for row in outlines.load(db, slugs)}
    graded_by = outcomes.suites(db, [attempt.id for attempt in shown])
    return {
        attempt.id
        for attempt in shown
        if versions.get(attempt.assignment) and graded_by.get(attempt.id, "") not in ("", versions[attempt.assignment])
    }


@blueprint.post("/<int:course_id>/gradebook/total")
@requires(Right.SETTINGS)
def save_total(course: Course) -> ResponseReturnValue:
    """Save the weights, and how many of the lowest results are left out."""
    try:
        rule = _rule_of_form([assignment for assignment, _ in course_assignments(course)])
        with writing() as db:
            before = gradebooks.rule(db, course.id)
            gradebooks.set_rule(db, course.id, rule)
            record(db, course, "gradebook.changed", before=_as_json(before), after=_as_json(rule))
    except InvalidRule as error:
        return _page(course, error=str(error)), 422
    flash("Saved.", "good")
    return redirect(url_for("instructor.gradebook_page", course_id=course.id), 303)


def _as_json(rule: Rule) -> dict[str, object]:
    return {"drop_lowest": rule.drop_lowest, "weights": dict(rule.weights)}


def _rule_of_form(assignments: list[Assignment]) -> Rule:
    """Empty weights are the assignments' points. Raises `InvalidRule`."""
    dropped = request.form.get("drop_lowest", "").strip() or "0"
    if not dropped.isascii() or not dropped.isdigit() or len(dropped) > 3:
        raise InvalidRule(f"The number of results to leave out is between 0 and {gradebooks.MOST_DROPPED}.")
    weights = {}
    for assignment in assignments:
        text = request.form.get(f"weight-{assignment.slug}", "").strip().replace(",", ".")
        if text:
            try:
                weights[assignment.slug] = float(text)
            except ValueError:
                raise InvalidRule(f"The weight of {assignment.title} is not a number.") from None
    return Rule(drop_lowest=int(dropped), weights=weights)
