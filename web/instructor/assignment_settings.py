"""The settings of an assignment: dates, late work, attempts, results, history, release of the grades."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from grader.model import HiddenFeedback
from grader.model.deadlines import Dates, schedule
from grader.store import assignment_settings, extensions, sections
from grader.store import pauses as stored_pauses
from grader.store.models import Course, CourseAssignment
from grader.store.schedules import dates_by_section
from web import pauses
from web.access import Right, actor
from web.assignment_rules import Rules, change_settings, class_rules, find_given, problems, undo
from web.course_admin import pause_among
from web.instructor.base import blueprint, requires, teaching
from web.instructor.section_form import has_rules
from web.instructor.settings_form import FLAGS, ReadForm, stored_form
from web.problems import Problem
from web.rules_text import FIELD_NAMES, class_summary, shown_value
from web.services import reading, writing

FEEDBACK_TEXTS = {
    HiddenFeedback.NOTHING: "Nothing: points are pending",
    HiddenFeedback.VERDICT: "Passed or failed, and the points",
    HiddenFeedback.SUMMARY: "Also the kind of difference",
    HiddenFeedback.DIAGNOSIS: "Also the known mistake",
    HiddenFeedback.NUMBERS: "Also counts and positions",
}


@blueprint.get("/<int:course_id>/<slug>/settings")
@teaching
def assignment_settings_page(course: Course, slug: str) -> ResponseReturnValue:
    """The page."""
    with reading() as db:
        return _page(db, course, slug)


def _page(
    db: Session,
    course: Course,
    slug: str,
    form: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    **pausing: str,
) -> str:
    given = find_given(db, course, slug)
    rules = class_rules(course, given)
    groups = sections.sections(db, course.id)
    form = stored_form(rules, groups, dates_by_section(db, given.id)) if form is None else form
    return render_template(
        "instructor/assignment_settings.html",
        course=course,
        rules=rules,
        given=given,
        assignment=rules.assignment,
        sections=groups,
        form=form,
        sections_with_rules={section.id for section in groups if has_rules(form, section.id)},
        errors=errors or {},
        summary=class_summary(rules),
        pause=pause_among(stored_pauses.of_course(db, course.id), rules.assignment),
        own_pause=stored_pauses.own(db, course.id, slug),
        **pausing,
        extensions=extensions.of_assignment(db, given.id),
        history=assignment_settings.history(db, given, limit=50),
        feedback=[(kind.value, text) for kind, text in FEEDBACK_TEXTS.items()],
        section_errors=any(name.startswith("section-") for name in errors or {}),
        field_names=FIELD_NAMES,
        shown_value=lambda name, value: shown_value(name, value, course.time_zone),
    )


@blueprint.post("/<int:course_id>/<slug>/settings")
@requires(Right.SETTINGS)
def save_settings(course: Course, slug: str) -> ResponseReturnValue:
    """Save the form. What is wrong is said at its field, and the form keeps what was typed."""
    with writing() as db:
        given = find_given(db, course, slug)
        typed, read, errors = _read(db, course, given)
        if errors:
            return _page(db, course, slug, typed, errors), 422
        changed = change_settings(db, course, given, read.values, read.unset)
    flash("Settings saved." if changed else "Nothing has changed.", "good")
    return _back(course, slug)


@blueprint.post("/<int:course_id>/<slug>/settings/preview")
@requires(Right.SETTINGS)
def preview_settings(course: Course, slug: str) -> ResponseReturnValue:
    """What students would read after saving the form, as JSON."""
    with reading() as db:
        given = find_given(db, course, slug)
        _, read, errors = _read(db, course, given)
    return jsonify(summary="" if errors else class_summary(_previewed(class_rules(course, given), read)))


def _read(db: Session, course: Course, given: CourseAssignment) -> tuple[dict[str, str], ReadForm, dict[str, str]]:
    """The form as it was typed, what it means, and what is wrong by field. A field that is not sent stays."""
    rules, groups = class_rules(course, given), sections.sections(db, course.id)
    stored = stored_form(rules, groups, dates_by_section(db, given.id))
    typed = {**stored, **dict.fromkeys(FLAGS, ""), **request.form.to_dict()}
    read = ReadForm(typed, rules, groups)
    return typed, read, {**problems(db, course, given, read.values), **read.errors}


def _previewed(rules: Rules, read: ReadForm) -> Rules:
    values = read.values
    policy = rules.assignment.defaults.replaced(values)
    opens_at, due_at, closes_at = (_moment(values[name]) for name in assignment_settings.MOMENTS)
    dates = Dates(opens_at=opens_at, due_at=due_at, closes_at=closes_at)
    row = CourseAssignment(
        slug=rules.given.slug,
        attempts=values["attempts"],
        visible=values["visible"],
        manual_release=values["manual_release"],
        released_at=rules.given.released_at,
    )
    found = schedule(dates, policy, zone=rules.course.time_zone)
    return replace(rules, given=row, policy=policy, schedule=found)


def _moment(text: Any) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


@blueprint.post("/<int:course_id>/<slug>/settings/history/<int:entry_id>/undo")
@requires(Right.SETTINGS)
def undo_settings(course: Course, slug: str, entry_id: int) -> ResponseReturnValue:
    """Undo a change of the history."""
    with writing() as db:
        changed = undo(db, course, find_given(db, course, slug), entry_id)
    flash("The change is undone." if changed else "These values hold already.", "good")
    return _back(course, slug)


@blueprint.post("/<int:course_id>/<slug>/settings/release")
@requires(Right.SETTINGS)
def release_grades(course: Course, slug: str) -> ResponseReturnValue:
    """Show students their points, or withhold them again."""
    released = request.form.get("released") == "yes"
    with writing() as db:
        assignment_settings.release(db, find_given(db, course, slug), released=released, actor=actor())
    flash("Students see their points now." if released else "Students see “pending” again.", "good")
    return _back(course, slug)


@blueprint.post("/<int:course_id>/<slug>/settings/pause")
@requires(Right.SETTINGS)
def pause_grading(course: Course, slug: str) -> ResponseReturnValue:
    """Pause grading in this course."""
    reason = request.form.get("reason", "")
    try:
        pauses.pause_in(course, slug, reason=reason)
    except Problem as problem:
        with reading() as db:
            page = _page(db, course, slug, pause_reason=reason, pause_error=problem.description or "")
        return page, problem.code or 422
    flash("Grading is paused. Submissions are accepted and wait; current runs are finished.", "good")
    return _back(course, slug)


@blueprint.post("/<int:course_id>/<slug>/settings/resume")
@requires(Right.SETTINGS)
def resume_grading(course: Course, slug: str) -> ResponseReturnValue:
    """End the pause in this course."""
    pauses.resume_in(course, slug)
    flash("Grading continues. What has waited is graded in its order.", "good")
    return _back(course, slug)


def _back(course: Course, slug: str) -> ResponseReturnValue:
    return redirect(url_for("instructor.assignment_settings_page", course_id=course.id, slug=slug), 303)
