"""The submissions at an assignment: searched, filtered, in pages; and who does not pass a test."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from grader.model import Assignment, Lifecycle, Verdict
from grader.store import failures, known_outcomes, results, submission_list
from grader.store.models import Course
from web.attempt_names import attempt_names
from web.course_assignments import find_assignment
from web.instructor.base import blueprint, teaching
from web.services import current_time, reading
from web.statistics.mistakes import KnownMistake, mistakes
from web.statistics.numbers import by_student, is_stuck, tests
from web.statistics.selection import matches
from web.statistics.titles import outline

PER_PAGE = 25
#: Query parameters that filter the list.
FILTERS = ("student", "verdict", "status", "trials", "mistake", "stuck", "failed", "section")


@blueprint.get("/<int:course_id>/<slug>/submissions")
@teaching
def submissions_page(course: Course, slug: str) -> ResponseReturnValue:
    """The list, the newest first. Invalid filters are ignored."""
    chosen = {name: request.args.get(name, "").strip() for name in FILTERS}
    with reading() as db:
        assignment, _ = find_assignment(db, course.id, slug)
        students = results.students(db, course.id)
        made = known_mistakes(db, course.id, assignment, chosen, current_time())
        mistake = next((each for each in made if each.name == chosen["mistake"]), None)
        page = submission_list.page(
            db,
            [course.id],
            number=_number(request.args.get("page", "")),
            size=PER_PAGE,
            assignment=slug,
            students=searched(db, course.id, slug, students, chosen),
            ids=ids_of(db, course.id, assignment, mistake, chosen),
            verdict=Verdict(chosen["verdict"]) if chosen["verdict"] in set(Verdict) else None,
            status=Lifecycle(chosen["status"]) if chosen["status"] in set(Lifecycle) else None,
            practice_runs=chosen["trials"] != "no",
        )
        numbers = attempt_names(db, page.items)
    return render_template(
        "instructor/submissions.html",
        course=course,
        assignment=assignment,
        page=page,
        numbers=numbers,
        pages=max(1, -(-page.total // page.size)),
        chosen=chosen,
        names={student.student: student.name for student in students},
        mistake=mistake,
        list_query=urlencode(
            {**{name: text for name, text in chosen.items() if text}, "trials": chosen["trials"] or "yes"}
        ),
        page_url=lambda number: f"?{urlencode({**request.args.to_dict(), 'page': number})}",
        verdicts=list(Verdict),
        states=list(Lifecycle),
        sections=sorted({student.section for student in students if student.section}),
    )


def _number(text: str) -> int:
    return min(int(text), 100_000) if text.isascii() and text.isdigit() and int(text) else 1


def known_mistakes(
    db: Session, course_id: int, assignment: Assignment, chosen: dict[str, str], now: datetime
) -> Sequence[KnownMistake]:
    if not chosen["mistake"]:
        return ()
    attempts = results.attempts(db, course_id, {assignment.slug: assignment.counts})
    return mistakes(attempts, known_outcomes.outcomes(db, attempts), now)


def searched(
    db: Session, course_id: int, slug: str, students: Sequence[results.Student], chosen: dict[str, str]
) -> list[str] | None:
    """The names that the submissions of whom is searched for are under; None for everybody's."""
    search, section = chosen["student"], chosen["section"]
    if not search and not section:
        return None
    known = {student.student: student for student in students}
    found = [
        name
        for name, student in known.items()
        if matches(student, search) and (not section or student.section == section)
    ]
    if section:
        return found
    others = (name for name in results.names_at(db, course_id, slug) if name not in known)
    return [*found, *(name for name in others if search.casefold() in name.casefold())]


def ids_of(
    db: Session, course_id: int, assignment: Assignment, mistake: KnownMistake | None, chosen: dict[str, str]
) -> list[str] | None:
    """The ids that a filter by mistake, by stuck students or by failures of the grader leaves; None for all."""
    if chosen["mistake"]:
        return list(mistake.submissions) if mistake is not None else []
    if chosen["failed"] == "yes":
        return [row.id for row in failures.unresolved(db, course_id, assignment.slug)]
    if chosen["stuck"] == "yes":
        attempts = results.attempts(db, course_id, {assignment.slug: assignment.counts})
        return [mine[-1].id for mine in by_student(attempts).values() if is_stuck(mine)]
    return None


@blueprint.get("/<int:course_id>/<slug>/cases/<case>")
@teaching
def case_page(course: Course, slug: str, case: str) -> ResponseReturnValue:
    """The students who fail a test case."""
    with reading() as db:
        assignment, _ = find_assignment(db, course.id, slug)
        attempts = results.attempts(db, course.id, {slug: assignment.counts})
        outcomes = known_outcomes.outcomes(db, attempts)
        titles = {each.name: each.title for each in outline(db, assignment, attempts)}
        students = {student.student: student.name for student in results.students(db, course.id)}
        known = [attempt for attempt in attempts if attempt.student in students]
        found = next((each for each in tests(known, outcomes, []) if each.name == case), None)
        if found is None:
            raise NotFound
        failing = [
            (students[attempt.student], attempt)
            for attempt in known
            if attempt.counts and outcomes.get(attempt.id) and outcomes[attempt.id].passes.get(case) is False
        ]
        names = attempt_names(db, [attempt for _, attempt in failing])
    return render_template(
        "instructor/case.html",
        course=course,
        assignment=assignment,
        title=titles.get(case, case),
        found=found,
        names=names,
        failing=sorted(failing, key=lambda pair: pair[0].casefold()),
    )
