"""The page of a course's grades at its learning management systems."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grader.store import lti_overview
from grader.store.models import Course, ScoreState
from web import lms_grades
from web.access import Right
from web.instructor.base import blueprint, course_assignments, requires, teaching
from web.lms_grades import Result
from web.services import reading

#: Scores of a page.
SIZE = 100


@blueprint.get("/<int:course_id>/lms-grades")
@teaching
def lms_grades_page(course: Course) -> ResponseReturnValue:
    """What became of each score: sent, waiting, or refused with the words of the LMS."""
    return _page(course)


def _page(course: Course, *, tested: int | None = None, results: list[Result] | None = None) -> str:
    name = request.args.get("state", "")
    state = ScoreState(name) if name in set(ScoreState) else None
    after = request.args.get("after", 0, int) or 0
    with reading() as db:
        found = lti_overview.lines(db, course.id, state=state, after=min(max(after, 0), 2**31 - 1), size=SIZE)
        return render_template(
            "instructor/lms_grades.html",
            course=course,
            connected=lms_grades.connected(db, course),
            counts=lti_overview.counts(db, course.id),
            lines=found[:SIZE],
            following=found[SIZE - 1].id if len(found) > SIZE else None,
            state=state,
            states=lms_grades.STATES,
            titles={assignment.slug: assignment.title for assignment, _ in course_assignments(course)},
            tested=tested,
            results=results or [],
        )


@blueprint.post("/<int:course_id>/lms-grades/send")
@requires(Right.GRADE)
def send_lms_grades(course: Course) -> ResponseReturnValue:
    """Send a score, or those that are not sent, or everything, again."""
    score_id = request.form.get("score", type=int)
    number = lms_grades.send_again(course, score_id, everything=request.form.get("everything") == "yes")
    flash(f"{number} {'score is' if number == 1 else 'scores are'} sent again, in the next seconds or minutes.", "good")
    return _back(course)


@blueprint.post("/<int:course_id>/lms-grades/members")
@teaching
def fetch_lms_members(course: Course) -> ResponseReturnValue:
    """Fetch the members now."""
    if lms_grades.fetch_members(course):
        flash("The members are fetched in the next seconds. Reload this page to see the result.", "good")
    else:
        flash("No LMS of this course tells its members. Allow the tool names and roles there, and open a link.", "bad")
    return _back(course)


@blueprint.post("/<int:course_id>/lms-grades/<int:platform_id>/test")
@teaching
def test_lms(course: Course, platform_id: int) -> ResponseReturnValue:
    """Try the services of an LMS, and show which work."""
    return _page(course, tested=platform_id, results=lms_grades.test_connection(course, platform_id))


def _back(course: Course) -> ResponseReturnValue:
    return redirect(url_for("instructor.lms_grades_page", course_id=course.id), 303)
