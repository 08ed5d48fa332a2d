"""The first page of a course: what needs its instructors now."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from grader.store import pauses
from grader.store.models import Course
from web.instructor.base import blueprint, course_assignments, share, teaching
from web.services import current_time, reading
from web.statistics.attention import attention
from web.statistics.charts import mini_bars, spark


@blueprint.get("/<int:course_id>")
@teaching
def course_page(course: Course) -> ResponseReturnValue:
    """The overview. Its length does not grow with the class."""
    pairs = course_assignments(course)
    now = current_time()
    with reading() as db:
        found = attention(db, course.id, pairs, now)
        paused = pauses.of_course(db, course.id)
    titles = {assignment.slug: assignment.title for assignment, _ in pairs}
    return render_template(
        "instructor/course.html",
        course=course,
        found=found,
        titles=titles,
        pauses=[pause for pause in paused if pause.lane is not None or pause.assignment in titles],
        now=now,
        share=share,
        spark=spark,
        mini_bars=mini_bars,
    )
