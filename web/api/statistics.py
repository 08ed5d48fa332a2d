"""Grades and statistics of a course."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, stream_with_context
from sqlalchemy.orm import Session

from grader.model import Assignment
from grader.store import audit, courses, gradebooks, known_outcomes, lti_overview, results
from grader.store.gradebooks import InvalidRule, Rule
from grader.store.models import Course, CourseAssignment
from web.access import Right, actor, course_for
from web.api import cursors
from web.api.base import Answer, blueprint
from web.api.paging import paged
from web.api.statistics_convert import analysis_out, gradebook_line, mistake_out, statistics_out
from web.api.statistics_schemas import (
    AnalysisOut,
    AnalysisQuery,
    GradebookColumn,
    GradebookOut,
    GradebookQuery,
    GradebookTotal,
    MistakesOut,
    MistakesQuery,
    StatisticsOut,
)
from web.archive import archive
from web.course_assignments import assignment_of, find_assignment
from web.gradebook import FileFormat
from web.grading import csv_file
from web.problems import Problem
from web.services import current_time, reading, writing
from web.statistics import course_table
from web.statistics.analysis import analysis
from web.statistics.attention import attention
from web.statistics.mistakes import mistakes
from web.statistics.selection import Selection, choose, matches

CSV_TOO: Any = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}
ZIP: Any = {
    200: {
        "description": "The archive.",
        "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
    }
}


def _pairs(db: Session, course: Course, slug: str | None = None) -> list[tuple[Assignment, CourseAssignment]]:
    """The assignments, or the one of this slug. Raises NotFound if the course does not have it."""
    if slug is not None:
        return [find_assignment(db, course.id, slug)]
    return [(assignment_of(db, row), row) for row in courses.course_assignments(db, course.id, hidden_too=True)]


@blueprint.get("/v1/courses/<int:course_id>/gradebook")
@blueprint.input(GradebookQuery, location="query")
@blueprint.output(GradebookOut)
@blueprint.doc(responses=CSV_TOO)
def read_gradebook(course_id: int, query_data: GradebookQuery) -> Answer | Response:
    """Students by assignments

    `format=json` (the default) gives a page; the other formats give a CSV file of all students: a line for each student
    and assignment (`csv`), for each student (`table`), each row of the rubric (`rows`), each attempt (`attempts`), or
    what `canvas` and `moodle` import. For tokens that may see grades.
    """
    course = course_for(course_id, Right.VIEW)
    with reading() as db:
        assignments = [assignment for assignment, _ in _pairs(db, course, query_data.assignment)]
    if query_data.format != "json":
        return csv_file(course.id, assignments, FileFormat(query_data.format), query_data.missing)
    kind = f"gradebook by {query_data.sort} {query_data.order}"
    place = cursors.decode(kind, query_data.cursor, (str, int))
    wanted = Selection(
        search=query_data.q,
        filter=query_data.show,
        sort=query_data.sort,
        descending=query_data.order == "desc",
        page=query_data.page,
        size=query_data.per_page,
        after=(place[0], max(0, place[1])) if place else None,
    )
    with reading() as db:
        rule = gradebooks.rule(db, course.id)
        page = _chosen(db, course.id, assignments, wanted)
        people = [line.student.person_id for line in page.lines if line.student.person_id is not None]
        sent = lti_overview.states(db, course.id, people)
    fields, headers = paged(
        kind,
        page.end,
        cursor=query_data.cursor,
        page=query_data.page,
        per_page=query_data.per_page,
        total=page.total,
    )
    body = GradebookOut(
        columns=[
            GradebookColumn(assignment=assignment.slug, title=assignment.title, max_score=assignment.max_score)
            for assignment in assignments
        ],
        rule=GradebookTotal(drop_lowest=rule.drop_lowest, weights=dict(rule.weights)),
        students=[gradebook_line(line, sent) for line in page.lines],
        **fields,
    )
    return body, 200, headers


@dataclass(frozen=True, kw_only=True)
class _Page:
    lines: list[course_table.Line]
    #: Number of lines on all pages.
    total: int
    #: The last student and the index behind, if others follow.
    end: tuple[str, int] | None


def _chosen(db: Session, course_id: int, assignments: list[Assignment], wanted: Selection) -> _Page:
    """The lines of the page; a page after the last one is empty."""
    if wanted.is_by_name:
        found = [student for student in results.students(db, course_id) if matches(student, wanted.search)]
        ordered, total = (found[::-1] if wanted.descending else found), len(found)
        start = wanted.start([student.student for student in ordered])
        shown = ordered[start : start + wanted.size]
    else:
        table = course_table.line_summaries(db, course_id, assignments)
        chosen = choose(table, wanted, [assignment.slug for assignment in assignments])
        is_there = wanted.after is not None or chosen.page == wanted.page
        shown = [line.student for line in chosen.lines] if is_there else []
        start, total = chosen.start, chosen.total
    after = start + len(shown)
    end = (shown[-1].student, after) if shown and after < total else None
    return _Page(lines=course_table.lines(db, course_id, assignments, students=shown), total=total, end=end)


@blueprint.put("/v1/courses/<int:course_id>/gradebook/total")
@blueprint.input(GradebookTotal)
@blueprint.output(GradebookTotal)
def set_gradebook_total(course_id: int, json_data: GradebookTotal) -> GradebookTotal:
    """Set weights, and how many results are left out

    For tokens that may change settings.
    """
    course = course_for(course_id, Right.SETTINGS)
    rule = Rule(drop_lowest=json_data.drop_lowest, weights=json_data.weights)
    with writing() as db:
        known = {row.slug for row in courses.course_assignments(db, course.id, hidden_too=True)}
        unknown = sorted(set(rule.weights) - known)
        if unknown:
            raise Problem(422, f"weights: there is no assignment {unknown[0]!r} in this course")
        before = gradebooks.rule(db, course.id)
        try:
            gradebooks.set_rule(db, course.id, rule)
        except InvalidRule as error:
            raise Problem(422, str(error)) from None
        details = {
            name: {"drop_lowest": it.drop_lowest, "weights": dict(it.weights)}
            for name, it in (("before", before), ("after", rule))
        }
        audit.record(db, actor=actor(), action="gradebook.changed", course_id=course.id, details=details)
    return json_data


@blueprint.get("/v1/courses/<int:course_id>/misconceptions")
@blueprint.input(MistakesQuery, location="query")
@blueprint.output(MistakesOut)
def list_misconceptions(course_id: int, query_data: MistakesQuery) -> MistakesOut:
    """Known mistakes, by students who still make them

    For tokens that may see grades.
    """
    course = course_for(course_id, Right.VIEW)
    with reading() as db:
        pairs = _pairs(db, course, query_data.assignment)
        counts = {assignment.slug: assignment.counts for assignment, _ in pairs}
        students = {student.student for student in results.students(db, course.id)}
        attempts = [each for each in results.attempts(db, course.id, counts) if each.student in students]
        found = mistakes(attempts, known_outcomes.outcomes(db, attempts), current_time())
    return MistakesOut(misconceptions=[mistake_out(each) for each in found])


@blueprint.get("/v1/courses/<int:course_id>/statistics")
@blueprint.output(StatisticsOut)
def read_statistics(course_id: int) -> StatisticsOut:
    """What needs a person now, and each assignment in short

    For tokens that may see grades.
    """
    course = course_for(course_id, Right.VIEW)
    with reading() as db:
        return statistics_out(attention(db, course.id, _pairs(db, course), current_time()))


@blueprint.get("/v1/courses/<int:course_id>/assignments/<slug>/statistics")
@blueprint.input(AnalysisQuery, location="query")
@blueprint.output(AnalysisOut)
def read_assignment_statistics(course_id: int, slug: str, query_data: AnalysisQuery) -> AnalysisOut:
    """Scores, attempts and tests of an assignment

    For tokens that may see grades.
    """
    course = course_for(course_id, Right.VIEW)
    with reading() as db:
        assignment, given = find_assignment(db, course.id, slug)
        found = analysis(db, course.id, assignment, due_at=given.due_at, now=current_time(), section=query_data.section)
    return analysis_out(slug, found)


@blueprint.get("/v1/courses/<int:course_id>/submissions.zip")
@blueprint.input(MistakesQuery, location="query")
@blueprint.doc(responses=ZIP)
def download_submissions(course_id: int, query_data: MistakesQuery) -> Response:
    """The files of all attempts as a zip archive

    For tokens that may see grades.
    """
    course = course_for(course_id, Right.VIEW)
    with reading() as db:
        slugs = [assignment.slug for assignment, _ in _pairs(db, course, query_data.assignment)]
    headers = {"Content-Disposition": 'attachment; filename="submissions.zip"'}
    return Response(stream_with_context(archive(course.id, slugs)), content_type="application/zip", headers=headers)
