"""Grades and members at the learning management systems of a course."""

from __future__ import annotations

from grader.store import lti_overview
from grader.store.lti_overview import ScoreLine
from web import lms_grades
from web.access import Right, course_for
from web.api import cursors
from web.api.base import Answer, blueprint
from web.api.lms_schemas import (
    LmsCheckOut,
    LmsContextOut,
    LmsCounts,
    LmsListOut,
    LmsMembersOut,
    LmsOut,
    LmsScoreOut,
    LmsScoresOut,
    LmsScoresQuery,
    LmsSendIn,
    LmsSendOut,
    LmsTestOut,
)
from web.lms_grades import Connected
from web.services import reading

PATH = "/v1/courses/<int:course_id>/lms"


@blueprint.get(PATH)
@blueprint.output(LmsListOut)
def list_lms(course_id: int) -> LmsListOut:
    """The learning management systems of a course, and how many scores they have"""
    course = course_for(course_id, Right.VIEW)
    with reading() as db:
        systems = [_system(each) for each in lms_grades.connected(db, course)]
        numbers = {state.value: number for state, number in lti_overview.counts(db, course.id).items()}
    return LmsListOut(systems=systems, scores=LmsCounts(**numbers))


@blueprint.get(f"{PATH}/scores")
@blueprint.input(LmsScoresQuery, location="query")
@blueprint.output(LmsScoresOut)
def list_lms_scores(course_id: int, query_data: LmsScoresQuery) -> Answer:
    """What became of each score: sent, waiting, or refused with the words of the learning management system

    The `Link` header names the next page.
    """
    course = course_for(course_id, Right.VIEW)
    place = cursors.decode("lms-scores", query_data.cursor, (int,))
    size = query_data.per_page
    with reading() as db:
        found = lti_overview.lines(
            db,
            course.id,
            state=query_data.state,
            slug=query_data.assignment,
            after=place[0] if place else 0,
            size=size,
        )
    following = cursors.encode("lms-scores", [found[size - 1].id]) if len(found) > size else None
    body = LmsScoresOut(scores=[_score(line) for line in found[:size]], next_cursor=following)
    return body, 200, {"Link": cursors.cursor_links(following)}


@blueprint.post(f"{PATH}/scores/send")
@blueprint.input(LmsSendIn)
@blueprint.output(LmsSendOut, status_code=202)
def send_lms_scores(course_id: int, json_data: LmsSendIn) -> tuple[LmsSendOut, int]:
    """Send scores again: one, all that wait or were refused, or everything"""
    course = course_for(course_id, Right.GRADE)
    return LmsSendOut(scores=lms_grades.send_again(course, json_data.score, everything=json_data.everything)), 202


@blueprint.post(f"{PATH}/members")
@blueprint.output(LmsMembersOut, status_code=202)
def fetch_lms_members(course_id: int) -> tuple[LmsMembersOut, int]:
    """Fetch the members of the course from its learning management systems

    For tokens with the role instructor.
    """
    return LmsMembersOut(lists=lms_grades.fetch_members(course_for(course_id, Right.MANAGE))), 202


@blueprint.post(f"{PATH}/<int:platform_id>/test")
@blueprint.output(LmsTestOut)
def test_lms(course_id: int, platform_id: int) -> LmsTestOut:
    """Try the services of a learning management system; nothing is changed there

    For tokens with the role instructor.
    """
    found = lms_grades.test_connection(course_for(course_id, Right.MANAGE), platform_id)
    return LmsTestOut(checks=[LmsCheckOut(**vars(result)) for result in found])


def _system(each: Connected) -> LmsOut:
    service = each.service
    contexts = []
    for context, roster in each.contexts:
        result = (roster.result if roster is not None else None) or {}
        contexts.append(
            LmsContextOut(
                title=context.title,
                offers_members=context.nrps is not None,
                synced_at=roster.synced_at if roster is not None else None,
                added=result.get("added"),
                changed=result.get("changed"),
                removed=result.get("removed"),
                error=roster.last_error if roster is not None else None,
            )
        )
    return LmsOut(
        id=each.platform.id,
        name=each.platform.name,
        issuer=each.platform.issuer,
        working=service is None or service.failing_since is None,
        failing_since=service.failing_since if service is not None else None,
        waits_until=each.waits_until,
        error=service.last_error if service is not None else None,
        contexts=contexts,
    )


def _score(line: ScoreLine) -> LmsScoreOut:
    return LmsScoreOut(
        id=line.id,
        student=line.student,
        assignment=line.assignment,
        lms=line.platform_id,
        state=line.state,
        score=line.given,
        max_score=line.maximum,
        sent_at=line.sent_at,
        due_at=line.due_at,
        error=line.error,
    )
