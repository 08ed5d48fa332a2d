"""Grades, as JSON and as files that gradebooks import."""

from __future__ import annotations

from typing import Any

from flask import Response

from web.api.auth import teaching_token
from web.api.base import Answer, blueprint
from web.api.convert import late_out
from web.api.grade_schemas import GradeOut, GradesOut, GradesQuery
from web.api.token_courses import course_of
from web.course_assignments import find_assignment
from web.gradebook import FileFormat
from web.grading import csv_file, current_grades
from web.services import reading

CSV_TOO: Any = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}


@blueprint.get("/v1/assignments/<slug>/grades")
@blueprint.input(GradesQuery, location="query")
@blueprint.output(GradesOut)
@blueprint.doc(responses=CSV_TOO)
def read_grades(slug: str, query_data: GradesQuery) -> Answer | Response:
    """Each student's grade

    By the attempt that counts. `format=json` (the default), `csv`, `canvas` or `moodle`; the last two have the columns
    that these systems import. For tokens with the role instructor or assistant.
    """
    token = teaching_token()
    with reading() as db:
        assignment, _ = find_assignment(db, course_of(token), slug)
    if query_data.format != "json":
        return csv_file(course_of(token), [assignment], FileFormat(query_data.format))
    with reading() as db:
        lines = current_grades(db, course_of(token), assignment)
    return GradesOut(
        assignment=slug,
        grades=[
            GradeOut(
                student=line.student,
                name=line.name,
                score=line.score,
                graded_score=line.graded_score,
                max_score=assignment.max_score,
                verdict=line.verdict,
                attempts=line.attempts,
                submitted_at=line.submitted_at,
                late=late_out(line),
                extended=line.extended,
                released=line.released,
            )
            for line in lines
        ],
    ), 200
