"""A course's overview: students and their scores."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from grader.model import Assignment
from grader.store import failures, grades
from grader.store.grades import Grade
from grader.store.models import Course, CourseAssignment
from web.course_assignments import problem_of
from web.gradebook import FileFormat
from web.grading import course_grades, csv_file
from web.instructor.base import blueprint, course_assignments, is_full, share, teaching
from web.services import reading


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One student's grade in one assignment."""

    assignment: Assignment
    grade: Grade | None
    #: A submission is queued or running.
    in_flight: bool

    @property
    def tone(self) -> str:
        """CSS class; the text of the cell says the same."""
        if self.grade is None or self.grade.score is None:
            return ""
        return "good" if is_full(self.grade.score, self.assignment) else "warn" if self.grade.score > 0 else "bad"


@dataclass(frozen=True, kw_only=True)
class StudentRow:
    """One student."""

    student: str
    name: str
    cells: tuple[Cell, ...]
    total: float


@dataclass(frozen=True, kw_only=True)
class Column:
    """Statistics of one assignment."""

    assignment: Assignment
    course_assignment: CourseAssignment
    handed_in: int
    full_marks: int
    #: Mean score of the students with a score.
    mean: float | None
    students: int
    #: Why it cannot be graded; empty when it can.
    problem: str
    #: Number of submissions at which the grader itself failed.
    failed: int

    @property
    def percent(self) -> int:
        """Share of the students with full marks, in percent."""
        return share(self.full_marks, self.students)


@blueprint.get("/<int:course_id>")
@teaching
def course_page(course: Course) -> ResponseReturnValue:
    """Students by assignments."""
    pairs = course_assignments(course)
    assignments = [assignment for assignment, _ in pairs]
    table = course_grades(course.id, assignments)
    with reading() as db:
        running = grades.in_flight(db, course.id)
        problems = {assignment.slug: problem_of(db, assignment) for assignment in assignments}
        failed = failures.unresolved_by_assignment(db, course.id)
    rows = [_student_row(student, found, assignments, running) for student, found in table.items()]
    columns = [
        _column(
            assignment,
            course_assignment,
            rows,
            number,
            problem=problems[assignment.slug],
            failed=failed.get(assignment.slug, 0),
        )
        for number, (assignment, course_assignment) in enumerate(pairs)
    ]
    return render_template(
        "instructor/course.html",
        course=course,
        rows=rows,
        columns=columns,
        running=sum(running.values()),
        max_total=sum(assignment.max_score for assignment in assignments),
    )


def _student_row(
    student: str, found: dict[str, Grade], assignments: list[Assignment], running: dict[tuple[str, str], int]
) -> StudentRow:
    cells = tuple(
        Cell(assignment=assignment, grade=found.get(assignment.slug), in_flight=(student, assignment.slug) in running)
        for assignment in assignments
    )
    total = sum(grade.score or 0.0 for grade in found.values())
    return StudentRow(student=student, name=next(iter(found.values())).name, cells=cells, total=total)


def _column(
    assignment: Assignment,
    course_assignment: CourseAssignment,
    rows: list[StudentRow],
    number: int,
    *,
    problem: str,
    failed: int,
) -> Column:
    found = [row.cells[number].grade for row in rows]
    scores = [grade.score for grade in found if grade is not None and grade.score is not None]
    return Column(
        assignment=assignment,
        course_assignment=course_assignment,
        handed_in=len(scores),
        full_marks=sum(is_full(score, assignment) for score in scores),
        mean=sum(scores) / len(scores) if scores else None,
        students=len(rows),
        problem=problem,
        failed=failed,
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
