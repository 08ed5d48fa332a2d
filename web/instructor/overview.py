"""A course at a glance: students and their scores."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from grader.model import Assignment
from grader.store import grades
from grader.store.grades import Grade
from grader.store.models import Course, CourseAssignment
from web.accounts.session import signed_in
from web.course_assignments import problem_of
from web.gradebook import FileFormat
from web.grading import course_grades, csv_file
from web.instructor.base import blueprint, course_assignments, is_full, share, taught_courses, teaching
from web.services import reading


@dataclass(frozen=True, kw_only=True)
class Square:
    """Where one student stands in one assignment."""

    assignment: Assignment
    grade: Grade | None
    #: A submission waits or runs.
    in_flight: bool

    @property
    def tone(self) -> str:
        """For the looks; the words beside it say the same."""
        if self.grade is None or self.grade.score is None:
            return ""
        return "good" if is_full(self.grade.score, self.assignment) else "warn" if self.grade.score > 0 else "bad"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One student."""

    student: str
    name: str
    squares: tuple[Square, ...]
    total: float


@dataclass(frozen=True, kw_only=True)
class Column:
    """How the class stands in one assignment."""

    assignment: Assignment
    given: CourseAssignment
    handed_in: int
    full_marks: int
    #: Mean score of those who handed in.
    mean: float | None
    students: int
    #: Why it cannot be graded; empty when it can.
    problem: str

    @property
    def percent(self) -> int:
        """Of the class, how many have full marks."""
        return share(self.full_marks, self.students)


@blueprint.get("/")
@signed_in
def home() -> ResponseReturnValue:
    """The courses that I teach."""
    mine = taught_courses()
    if not mine:
        raise NotFound
    if len(mine) == 1:
        return redirect(url_for("instructor.course_page", course_id=mine[0].id))
    return render_template("instructor/courses.html", courses=mine)


@blueprint.get("/<int:course_id>")
@teaching
def course_page(course: Course) -> ResponseReturnValue:
    """Students by assignments."""
    given = course_assignments(course)
    assignments = [assignment for assignment, _ in given]
    table = course_grades(course.id, assignments)
    with reading() as db:
        running = grades.in_flight(db, course.id)
        problems = {assignment.slug: problem_of(db, assignment) for assignment in assignments}
    lines = [_line(student, found, assignments, running) for student, found in table.items()]
    columns = [
        _column(assignment, row, lines, number, problems[assignment.slug])
        for number, (assignment, row) in enumerate(given)
    ]
    return render_template(
        "instructor/course.html",
        course=course,
        lines=lines,
        columns=columns,
        running=sum(running.values()),
        max_total=sum(one.max_score for one in assignments),
    )


def _line(
    student: str, found: dict[str, Grade], assignments: list[Assignment], running: dict[tuple[str, str], int]
) -> Line:
    squares = tuple(
        Square(assignment=one, grade=found.get(one.slug), in_flight=(student, one.slug) in running)
        for one in assignments
    )
    total = sum(grade.score or 0.0 for grade in found.values())
    return Line(student=student, name=next(iter(found.values())).name, squares=squares, total=total)


def _column(assignment: Assignment, given: CourseAssignment, lines: list[Line], number: int, problem: str) -> Column:
    here = [line.squares[number].grade for line in lines]
    scores = [grade.score for grade in here if grade is not None and grade.score is not None]
    return Column(
        assignment=assignment,
        given=given,
        handed_in=len(scores),
        full_marks=sum(is_full(score, assignment) for score in scores),
        mean=sum(scores) / len(scores) if scores else None,
        students=len(lines),
        problem=problem,
    )


@blueprint.get("/<int:course_id>/grades")
@teaching
def export(course: Course) -> Response:
    """The grades of all assignments, or of one, as a file."""
    kind = request.args.get("format", FileFormat.CSV.value)
    slug = request.args.get("assignment")
    chosen = [assignment for assignment, _ in course_assignments(course) if slug in (None, assignment.slug)]
    if kind not in set(FileFormat) or not chosen:
        raise NotFound
    return csv_file(course.id, chosen, FileFormat(kind))
