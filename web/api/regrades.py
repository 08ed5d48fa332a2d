"""Regrades of an assignment: start, read, apply, discard, cancel."""

from __future__ import annotations

from typing import cast

from flask import url_for
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from grader.store import attempts, regrade_results, regrades
from grader.store.attempts import AttemptNumber
from grader.store.models import Course, Regrade, RegradeState
from grader.store.regrade_results import ResultRow
from grader.store.regrades import Which
from web import regrades as acts
from web.access import Right, course_for
from web.api import cursors
from web.api.base import Answer, blueprint
from web.api.paging import paged
from web.api.regrade_schemas import (
    ApplyIn,
    RegradeChangeOut,
    RegradeDetail,
    RegradeIn,
    RegradeOut,
    RegradeQuery,
    RegradesOut,
    ShadowIn,
    Status,
    TestChangeOut,
)
from web.attempt_names import counted_number
from web.services import reading

OPEN_OR_EMPTY = {409: "A regrade of this assignment is open, or it has no graded attempts."}
NOT_READY = {409: "It is not ready for this; `detail` says why."}


@blueprint.get("/v1/courses/<int:course_id>/regrades")
@blueprint.output(RegradesOut)
def list_regrades(course_id: int) -> RegradesOut:
    """The last 100 regrades, newest first, and the number of stale attempts"""
    course = course_for(course_id, Right.VIEW)
    with reading() as db:
        found = [regrade_out(db, regrade) for regrade in regrades.of_course(db, course.id)]
        return RegradesOut(regrades=found, stale=regrades.stale_counts(db, course.id))


@blueprint.post("/v1/courses/<int:course_id>/regrades")
@blueprint.input(RegradeIn)
@blueprint.output(RegradeOut, status_code=202)
@blueprint.doc(responses=OPEN_OR_EMPTY)
def create_regrade(course_id: int, json_data: RegradeIn) -> Answer:
    """Grade the attempts at an assignment again, beside the results that count

    Nothing changes for students until it is applied. For tokens with the role instructor or assistant.
    """
    course = course_for(course_id, Right.GRADE)
    return _accepted(acts.start(course, json_data.assignment, stale_only=json_data.stale_only))


@blueprint.post("/v1/courses/<int:course_id>/assignments/<slug>/regrades")
@blueprint.input(ShadowIn)
@blueprint.output(RegradeOut, status_code=202)
@blueprint.doc(responses=OPEN_OR_EMPTY)
def create_assignment_regrade(course_id: int, slug: str, json_data: ShadowIn) -> Answer:
    """The same, with the assignment in the address

    For tokens with the role instructor or assistant.
    """
    return _accepted(acts.start(course_for(course_id, Right.GRADE), slug, stale_only=json_data.stale_only))


@blueprint.get("/v1/courses/<int:course_id>/regrades/<int:regrade_id>")
@blueprint.input(RegradeQuery, location="query")
@blueprint.output(RegradeDetail)
def read_regrade(course_id: int, regrade_id: int, query_data: RegradeQuery) -> Answer:
    """A regrade with a page of its results

    Without `show`, the results that differ. The `Link` header names the first, previous, next and last page.
    """
    return _detail(course_for(course_id, Right.VIEW), regrade_id, query_data)


@blueprint.get("/v1/regrades/<int:regrade_id>")
@blueprint.input(RegradeQuery, location="query")
@blueprint.output(RegradeDetail)
def read_regrade_by_id(regrade_id: int, query_data: RegradeQuery) -> Answer:
    """The same, without the course in the address"""
    return _detail(_course_of(regrade_id, Right.VIEW), regrade_id, query_data)


@blueprint.post("/v1/courses/<int:course_id>/regrades/<int:regrade_id>/apply")
@blueprint.input(ApplyIn)
@blueprint.output(RegradeOut, status_code=202)
@blueprint.doc(responses=NOT_READY)
def apply_regrade(course_id: int, regrade_id: int, json_data: ApplyIn) -> Answer:
    """Let results count: all, those with more points, or those of the submissions in a list

    Equal results are applied in any case. Overrides hold. Attempts that were graded since keep their newer result. For
    tokens with the role instructor or assistant.
    """
    return _apply(course_for(course_id, Right.GRADE), regrade_id, json_data)


@blueprint.post("/v1/regrades/<int:regrade_id>/apply")
@blueprint.input(ApplyIn)
@blueprint.output(RegradeOut, status_code=202)
@blueprint.doc(responses=NOT_READY)
def apply_regrade_by_id(regrade_id: int, json_data: ApplyIn) -> Answer:
    """The same, without the course in the address"""
    return _apply(_course_of(regrade_id, Right.GRADE), regrade_id, json_data)


@blueprint.post("/v1/courses/<int:course_id>/regrades/<int:regrade_id>/discard")
@blueprint.output(RegradeOut)
@blueprint.doc(responses=NOT_READY)
def discard_regrade(course_id: int, regrade_id: int) -> RegradeOut:
    """Use no result

    For tokens with the role instructor or assistant.
    """
    return _out(acts.discard(course_for(course_id, Right.GRADE), regrade_id))


@blueprint.post("/v1/regrades/<int:regrade_id>/discard")
@blueprint.output(RegradeOut)
@blueprint.doc(responses=NOT_READY)
def discard_regrade_by_id(regrade_id: int) -> RegradeOut:
    """The same, without the course in the address"""
    return _out(acts.discard(_course_of(regrade_id, Right.GRADE), regrade_id))


@blueprint.post("/v1/courses/<int:course_id>/regrades/<int:regrade_id>/cancel")
@blueprint.output(RegradeOut)
@blueprint.doc(responses=NOT_READY)
def cancel_regrade(course_id: int, regrade_id: int) -> RegradeOut:
    """Stop it before all results are there

    For tokens with the role instructor or assistant.
    """
    return _out(acts.cancel(course_for(course_id, Right.GRADE), regrade_id))


@blueprint.post("/v1/regrades/<int:regrade_id>/cancel")
@blueprint.output(RegradeOut)
@blueprint.doc(responses=NOT_READY)
def cancel_regrade_by_id(regrade_id: int) -> RegradeOut:
    """The same, without the course in the address"""
    return _out(acts.cancel(_course_of(regrade_id, Right.GRADE), regrade_id))


def _course_of(regrade_id: int, right: Right) -> Course:
    with reading() as db:
        regrade = regrades.get(db, regrade_id)
    if regrade is None:
        raise NotFound(acts.NO_REGRADE)
    return course_for(regrade.course_id, right)


def _accepted(regrade: Regrade) -> Answer:
    where = url_for("api.read_regrade", course_id=regrade.course_id, regrade_id=regrade.id)
    return _out(regrade), 202, {"Location": where}


def _apply(course: Course, regrade_id: int, wanted: ApplyIn) -> Answer:
    which = Which(wanted.which) if isinstance(wanted.which, str) else wanted.which
    return _out(acts.apply(course, regrade_id, which, explanation=wanted.explanation)), 202


def _out(regrade: Regrade) -> RegradeOut:
    with reading() as db:
        return regrade_out(db, regrades.get(db, regrade.id) or regrade)


def regrade_out(db: Session, regrade: Regrade) -> RegradeOut:
    """A regrade as it is answered."""
    found = regrades.counts(db, regrade)
    applying = regrade.state is RegradeState.APPLYING
    return RegradeOut(
        id=regrade.id,
        assignment=regrade.assignment,
        status="running" if applying else cast(Status, regrade.state.value),
        done=found.total - found.chosen if applying else found.done,
        of=found.total,
        gains=found.gains,
        losses=found.losses,
        same=found.same,
        failed=found.failed,
        nondeterministic=found.nondeterministic,
        applied=found.applied,
        started_by=regrade.started_by,
        created_at=regrade.created_at,
        decided_by=regrade.decided_by or None,
        decided_at=regrade.decided_at,
        explanation=regrade.explanation or None,
    )


def _detail(course: Course, regrade_id: int, query: RegradeQuery) -> Answer:
    place = cursors.decode("changes", query.cursor, (int, float, int))
    with reading() as db:
        regrade = acts.find_regrade(db, course, regrade_id)
        found = regrade_results.page(
            db,
            regrade.id,
            show=query.show,
            number=query.page,
            size=query.per_page,
            after=(place[0], place[1], place[2]) if place else None,
        )
        fields, headers = paged(
            "changes", found.end, cursor=query.cursor, page=found.number, per_page=found.size, total=found.total
        )
        numbers = attempts.numbers(db, [row.submission.id for row in found.items])
        changes = [_change(row, numbers.get(row.submission.id)) for row in found.items]
        body = RegradeDetail(**regrade_out(db, regrade).model_dump(), **fields, changes=changes)
    return body, 200, headers


def _change(row: ResultRow, number: AttemptNumber | None) -> RegradeChangeOut:
    result, submission = row.result, row.submission
    return RegradeChangeOut(
        submission=submission.id,
        student=submission.student,
        attempt=counted_number(number),
        state=result.state.value,
        before=result.old_points,
        after=result.new_points,
        max_before=result.old_max,
        max_after=result.new_max,
        change=result.change,
        verdict_before=result.old_verdict.value if result.old_verdict else None,
        verdict_after=result.new_verdict.value if result.new_verdict else None,
        nondeterministic=result.nondeterministic,
        failure=result.failure,
        tests=[
            TestChangeOut(
                name=test["name"],
                title=test["title"],
                row=test["row"],
                before=test["old_verdict"],
                after=test["new_verdict"],
                points_before=test["old_points"],
                points_after=test["new_points"],
            )
            for test in result.tests or ()
        ],
    )
