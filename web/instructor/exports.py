"""Grades and submitted files to download."""

from __future__ import annotations

from flask import Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from grader.model import Assignment
from grader.store.models import Course
from web.archive import archive
from web.gradebook import FileFormat, Missing
from web.grading import csv_file
from web.instructor.base import blueprint, course_assignments, teaching

#: (value, name, what a line is) of each format.
FORMATS = (
    (FileFormat.TABLE, "CSV, a line for each student", "A column for each assignment, and the total."),
    (FileFormat.CSV, "CSV, a line for each student and assignment", "With verdict, attempts and time."),
    (FileFormat.ROWS, "CSV, a line for each row of the rubric", "Points before the deduction for late work."),
    (FileFormat.ATTEMPTS, "CSV, a line for each attempt", "Those that wait or failed too."),
    (FileFormat.CANVAS, "Canvas", "Students are matched by ID, SIS ID, then email: import them with the roster."),
    (FileFormat.MOODLE, "Moodle", "Students are matched by email or ID number, which is the SIS ID."),
)


@blueprint.get("/<int:course_id>/export")
@teaching
def export_page(course: Course) -> ResponseReturnValue:
    """What can be downloaded."""
    return render_template(
        "instructor/export.html",
        course=course,
        assignments=[assignment for assignment, _ in course_assignments(course)],
        chosen=request.args.get("assignment", ""),
        formats=[(kind.value, text, help_text) for kind, text, help_text in FORMATS],
    )


@blueprint.get("/<int:course_id>/grades")
@teaching
def export(course: Course) -> Response:
    """The grades of all assignments, or of one, as a file."""
    kind = request.args.get("format", FileFormat.CSV.value)
    missing = request.args.get("missing", Missing.EMPTY.value)
    if kind not in set(FileFormat) or missing not in set(Missing):
        raise NotFound
    return csv_file(course.id, _chosen(course), FileFormat(kind), Missing(missing))


@blueprint.get("/<int:course_id>/submissions.zip")
@teaching
def submitted_files(course: Course) -> Response:
    """The files of all attempts, or of those at one assignment, as a zip archive."""
    slugs = [assignment.slug for assignment in _chosen(course)]
    name = "-".join([*(slugs if len(slugs) == 1 else []), "submissions.zip"])
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(stream_with_context(archive(course.id, slugs)), content_type="application/zip", headers=headers)


def _chosen(course: Course) -> list[Assignment]:
    """All assignments, or the one of the query. Raises NotFound if there is none."""
    slug = request.args.get("assignment") or None
    chosen = [assignment for assignment, _ in course_assignments(course) if slug in (None, assignment.slug)]
    if not chosen:
        raise NotFound
    return chosen
