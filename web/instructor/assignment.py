"""One assignment: how the class does test by test, which mistakes it makes, and who handed in what."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from grader.model import Assignment, Lifecycle, Verdict
from grader.store import courses, grades, submissions
from grader.store.models import Course, CourseAssignment, Submission
from web.access import find
from web.accounts.session import me, signed_in
from web.course_assignments import problem_of
from web.handin import grade_again
from web.instructor.base import blueprint, course_assignments, is_full, record, share, taught_courses, teaching
from web.services import reading, writing

PER_PAGE = 25
MAX_ATTEMPTS = 1000
#: What the list can be narrowed to.
FILTERS = ("student", "verdict", "status", "trials")


def find_given(course: Course, slug: str) -> tuple[Assignment, CourseAssignment]:
    """The course's assignment. Raises NotFound."""
    for assignment, row in course_assignments(course):
        if assignment.slug == slug:
            return assignment, row
    raise NotFound


@blueprint.get("/<int:course_id>/<slug>")
@teaching
def assignment_page(course: Course, slug: str) -> ResponseReturnValue:
    """The class in one assignment."""
    return _page(course, slug)


def _page(course: Course, slug: str, error: str = "") -> str:
    assignment, given = find_given(course, slug)
    with reading() as db:
        lines = grades.grades(db, course.id, slug, assignment.counts)
        rates = grades.pass_rates(db, course.id, slug, assignment.counts)
        mistakes = grades.mistakes(db, course.id, slug, assignment.counts)
        page = _listed(db, course.id, slug)
        problem = problem_of(db, assignment)
    scores = [line.score for line in lines if line.score is not None]
    return render_template(
        "instructor/assignment.html",
        course=course,
        assignment=assignment,
        given=given,
        problem=problem,
        lines=lines,
        scores=scores,
        full=sum(is_full(score, assignment) for score in scores),
        rates=rates,
        mistakes=[(one, share(one.students, scores)) for one in mistakes],
        share=share,
        page=page,
        pages=max(1, -(-page.total // page.size)),
        chosen={name: request.args.get(name, "").strip() for name in FILTERS},
        page_url=_page_url,
        verdicts=list(Verdict),
        states=list(Lifecycle),
        error=error,
        as_input=_as_input,
    )


def _listed(db: Session, course_id: int, slug: str) -> submissions.Page:
    """The submissions that the address asks for; what it asks for wrongly is not narrowed down."""
    verdict, status, number = (request.args.get(name, "").strip() for name in ("verdict", "status", "page"))
    return submissions.page(
        db,
        course_id,
        number=min(int(number), 100_000) if number.isascii() and number.isdigit() and int(number) else 1,
        size=PER_PAGE,
        assignment=slug,
        student=request.args.get("student", "").strip() or None,
        verdict=Verdict(verdict) if verdict in set(Verdict) else None,
        status=Lifecycle(status) if status in set(Lifecycle) else None,
        practice_runs=request.args.get("trials") != "no",
    )


def _page_url(number: int) -> str:
    return f"?{urlencode({**request.args.to_dict(), 'page': number})}#submissions"


@blueprint.get("/<int:course_id>/<slug>/cases/<case>")
@teaching
def case_page(course: Course, slug: str, case: str) -> ResponseReturnValue:
    """Who does not pass a test case."""
    assignment, _ = find_given(course, slug)
    with reading() as db:
        rates = grades.pass_rates(db, course.id, slug, assignment.counts)
        failing = grades.students_failing(db, course.id, slug, case, assignment.counts)
        names = {line.student: line.name for line in grades.grades(db, course.id, slug, assignment.counts)}
    rate = next((one for one in rates if one.case == case), None)
    if rate is None:
        raise NotFound
    return render_template(
        "instructor/case.html", course=course, assignment=assignment, rate=rate, failing=failing, names=names
    )


@blueprint.post("/<int:course_id>/<slug>/settings")
@teaching
def save_settings(course: Course, slug: str) -> ResponseReturnValue:
    """Opening, deadline, attempts, and whether students see the assignment."""
    _, given = find_given(course, slug)
    try:
        opens_at, due_at = _moment(request.form.get("opens_at", "")), _moment(request.form.get("due_at", ""))
        attempts = _attempts(request.form.get("attempts", ""))
        if opens_at is not None and due_at is not None and due_at <= opens_at:
            raise ValueError("The deadline must come after the opening.")
    except ValueError as error:
        return _page(course, slug, error=str(error)), 422
    visible = request.form.get("visible") == "yes"
    with writing() as db:
        courses.give(
            db,
            course.id,
            slug,
            position=given.position,
            opens_at=opens_at,
            due_at=due_at,
            attempts=attempts,
            visible=visible,
        )
        record(
            db,
            course,
            "assignment.changed",
            slug,
            opens_at=opens_at and opens_at.isoformat(),
            due_at=due_at and due_at.isoformat(),
            attempts=attempts,
            visible=visible,
        )
    flash("Saved.", "good")
    return redirect(url_for("instructor.assignment_page", course_id=course.id, slug=slug), 303)


def _moment(text: str) -> datetime | None:
    """What a date and time field sends, taken as UTC; None if it is empty. Raises ValueError with words."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("That is not a date and time.") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _as_input(moment: datetime | None) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M") if moment else ""


def _attempts(text: str) -> int | None:
    """None: as the assignment says. Raises ValueError with words."""
    if not text.strip():
        return None
    if not text.isascii() or not text.isdigit() or int(text) > MAX_ATTEMPTS:
        raise ValueError(f"Attempts are a whole number up to {MAX_ATTEMPTS}; 0 means any number.")
    return int(text)


@blueprint.post("/submissions/<submission_id>/regrade")
@signed_in
def regrade(submission_id: str) -> ResponseReturnValue:
    """Grade a submission again and go back to its page, where the results come in."""
    submission = _taught_submission(submission_id)
    grade_again(submission, actor=me().email)
    flash("It is being graded again. The earlier result stands until the new one is there.")
    return redirect(url_for("student.submission_page", submission_id=submission_id), 303)


def _taught_submission(submission_id: str) -> Submission:
    submission, _ = find(submission_id)
    if submission.course_id not in {course.id for course in taught_courses()}:
        raise NotFound
    return submission
