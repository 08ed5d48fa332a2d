"""Settings and extensions of an assignment in a course."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy.orm import Session

from grader.model import LateUnit
from grader.store import assignment_settings, extensions, sections
from grader.store.extensions import NewExtension
from grader.store.models import AuditEntry, Course, CourseAssignment, Extension, SectionDates
from grader.store.schedules import dates_by_section
from web import assignment_rules
from web.access import Right, actor, course_for
from web.api.base import Answer, blueprint
from web.api.setting_schemas import (
    ChangeEntryOut,
    ExtensionFields,
    ExtensionIn,
    ExtensionOut,
    ExtensionsOut,
    LateRules,
    SectionRulesModel,
    SettingsChange,
    SettingsHistoryOut,
    SettingsOut,
)
from web.assignment_rules import InvalidSettings, class_rules, find_given
from web.rules_text import class_summary
from web.services import reading, writing

PATH = "/v1/courses/<int:course_id>/assignments/<slug>"
#: Fields of a change that are settings of their own; those of `late` and the sections are translated.
PLAIN = (
    *("opens_at", "due_at", "closes_at", "attempts", "cooldown_minutes", "counts", "hidden_before", "hidden_after"),
    *("hints", "visible", "load_errors_count", "manual_release", "student_late_days"),
)
#: Rules of sections beside the dates and those of late work.
SECTION_FIELDS = ("attempts", "cooldown_minutes", "hidden_before", "hidden_after", "hints")
#: Fields that may be null.
NULLABLE = ("opens_at", "due_at", "closes_at", "attempts", "counts", "hidden_before", "hidden_after")
NOT_NULL = "It must not be null. Name it in `reset` for the assignment's own."


@blueprint.get(f"{PATH}/settings")
@blueprint.output(SettingsOut)
def read_assignment_settings(course_id: int, slug: str) -> SettingsOut:
    """The settings of an assignment in a course

    What holds for students without dates of a section and without an extension.
    """
    course = course_for(course_id, Right.VIEW)
    with reading() as db:
        return _settings(db, course, find_given(db, course, slug))


@blueprint.patch(f"{PATH}/settings")
@blueprint.input(SettingsChange)
@blueprint.output(SettingsOut)
def change_assignment_settings(course_id: int, slug: str, json_data: SettingsChange) -> SettingsOut:
    """Change settings of an assignment in a course

    What is left out stays. Scores follow at once, and webhooks are told of those that change. For tokens with the role
    instructor, or assistant where the course allows it.
    """
    course = course_for(course_id, Right.SETTINGS)
    with writing() as db:
        given = find_given(db, course, slug)
        values = _values(db, course, json_data)
        assignment_rules.change_settings(db, course, given, values, frozenset(json_data.reset))
        if json_data.released is not None:
            assignment_settings.release(db, given, released=json_data.released, actor=actor())
        db.flush()
        return _settings(db, db.get_one(Course, course.id), given)


@blueprint.get(f"{PATH}/settings/history")
@blueprint.output(SettingsHistoryOut)
def read_settings_history(course_id: int, slug: str) -> SettingsHistoryOut:
    """The changes of settings, extensions and release, newest first"""
    course = course_for(course_id, Right.VIEW)
    with reading() as db:
        entries = assignment_settings.history(db, find_given(db, course, slug))
        return SettingsHistoryOut(changes=[_entry(entry) for entry in entries])


@blueprint.post(f"{PATH}/settings/history/<int:entry_id>/undo")
@blueprint.output(SettingsOut)
def undo_settings_change(course_id: int, slug: str, entry_id: int) -> SettingsOut:
    """Set what a change has changed back to its old values

    For tokens with the role instructor, or assistant where the course allows it.
    """
    course = course_for(course_id, Right.SETTINGS)
    with writing() as db:
        given = find_given(db, course, slug)
        assignment_rules.undo(db, course, given, entry_id)
        return _settings(db, db.get_one(Course, course.id), given)


@blueprint.get(f"{PATH}/extensions")
@blueprint.output(ExtensionsOut)
def list_extensions(course_id: int, slug: str) -> ExtensionsOut:
    """The extensions of an assignment that hold, by student"""
    course = course_for(course_id, Right.VIEW)
    with reading() as db:
        rows = extensions.of_assignment(db, find_given(db, course, slug).id)
        return ExtensionsOut(extensions=[_extension(row) for row in rows])


@blueprint.post(f"{PATH}/extensions")
@blueprint.input(ExtensionIn)
@blueprint.output(ExtensionsOut, status_code=201)
def create_extensions(course_id: int, slug: str, json_data: ExtensionIn) -> Answer:
    """Give an extension to one or many students

    All of them or none. One that a student has already is replaced. For tokens with the role instructor, or assistant
    where the course allows it.
    """
    course = course_for(course_id, Right.SETTINGS)
    with writing() as db:
        given = find_given(db, course, slug)
        made = assignment_rules.extend(db, course, given, json_data.students, _new(json_data))
        return ExtensionsOut(extensions=[_extension(row) for row in made]), 201


@blueprint.patch(f"{PATH}/extensions/<int:extension_id>")
@blueprint.input(ExtensionFields)
@blueprint.output(ExtensionOut)
def change_extension(course_id: int, slug: str, extension_id: int, json_data: ExtensionFields) -> ExtensionOut:
    """Replace an extension; the answer has a new id

    For tokens with the role instructor, or assistant where the course allows it.
    """
    course = course_for(course_id, Right.SETTINGS)
    with writing() as db:
        given = find_given(db, course, slug)
        return _extension(assignment_rules.change_extension(db, course, given, extension_id, _new(json_data)))


@blueprint.delete(f"{PATH}/extensions/<int:extension_id>")
@blueprint.output({}, status_code=204)
def revoke_extension(course_id: int, slug: str, extension_id: int) -> tuple[str, int]:
    """Revoke an extension

    For tokens with the role instructor, or assistant where the course allows it.
    """
    course = course_for(course_id, Right.SETTINGS)
    with writing() as db:
        assignment_rules.revoke_extension(db, course, find_given(db, course, slug), extension_id)
    return "", 204


def _values(db: Session, course: Course, change: SettingsChange) -> dict[str, Any]:
    """The settings of a change, as `assignment_settings.change` takes them. Raises `InvalidSettings`."""
    sent = change.model_fields_set
    values: dict[str, Any] = {name: _plain(getattr(change, name)) for name in PLAIN if name in sent}
    values |= _late(change.late) if change.late is not None else {}
    errors = {
        name: NOT_NULL for name, value in values.items() if value is None and name not in (*NULLABLE, "days_accepted")
    }
    if change.sections is not None:
        found = {row.section: sections.by_name(db, course.id, row.section) for row in change.sections}
        if unknown := [name for name, section in found.items() if section is None]:
            errors["sections"] = f"There is no section {unknown[0]!r}."
        values["sections"] = {
            str(section.id): _section_values(row)
            for row in change.sections
            if (section := found[row.section]) is not None
        }
    if errors:
        raise InvalidSettings(errors)
    return values


def _section_values(row: SectionRulesModel) -> dict[str, Any]:
    values = {name: _plain(getattr(row, name)) for name in assignment_settings.MOMENTS}
    rules = {name: getattr(row, name) for name in SECTION_FIELDS}
    return values | {name: value for name, value in rules.items() if value is not None} | _late(row.late or LateRules())


def _section_out(name: str, row: SectionDates) -> SectionRulesModel:
    policy = row.policy or {}
    late: dict[str, Any] = {name: policy[name] for name in ("grace_minutes", "floor_percent") if name in policy}
    if "days_accepted" in policy:
        late["days"] = policy["days_accepted"]
    if "percent" in policy:
        late[f"percent_per_{policy.get('per', LateUnit.DAY.value)}"] = policy["percent"]
    return SectionRulesModel(
        section=name,
        **{moment: getattr(row, moment) for moment in assignment_settings.MOMENTS},
        attempts=row.attempts,
        **{field: policy.get(field) for field in SECTION_FIELDS if field != "attempts"},
        late=LateRules(**late) if late else None,
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _late(rules: LateRules) -> dict[str, Any]:
    sent = rules.model_fields_set
    values: dict[str, Any] = {name: getattr(rules, name) for name in ("grace_minutes", "floor_percent") if name in sent}
    if "days" in sent:
        values["days_accepted"] = rules.days
    if rules.percent_per_hour:
        if rules.percent_per_day:
            raise InvalidSettings({"late": "Deduct for each hour or for each day, not for both."})
        return {**values, "percent": rules.percent_per_hour, "per": LateUnit.HOUR.value}
    if "percent_per_day" in sent or "percent_per_hour" in sent:
        values |= {"percent": rules.percent_per_day or 0.0, "per": LateUnit.DAY.value}
    return values


def _settings(db: Session, course: Course, given: CourseAssignment) -> SettingsOut:
    rules = class_rules(course, given)
    names = {section.id: section.name for section in sections.sections(db, course.id)}
    hourly = rules.policy.per is LateUnit.HOUR
    return SettingsOut(
        opens_at=given.opens_at,
        due_at=given.due_at,
        closes_at=given.closes_at,
        late=LateRules(
            grace_minutes=rules.policy.grace_minutes,
            days=rules.policy.days_accepted,
            percent_per_day=0.0 if hourly else rules.policy.percent,
            percent_per_hour=rules.policy.percent if hourly else 0.0,
            floor_percent=rules.policy.floor_percent,
        ),
        attempts=rules.attempts,
        cooldown_minutes=rules.policy.cooldown_minutes,
        counts=rules.counts.value,
        hidden_before=(rules.policy.hidden_before or rules.assignment.hidden_feedback).value,
        hidden_after=(rules.policy.hidden_after or rules.assignment.hidden_feedback).value,
        hints=rules.policy.hints,
        visible=given.visible,
        load_errors_count=given.load_errors_count,
        manual_release=given.manual_release,
        released_at=given.released_at,
        student_late_days=course.late_days,
        sections=[
            _section_out(names[key], row) for key, row in sorted(dates_by_section(db, given.id).items()) if key in names
        ],
        time_zone=course.time_zone,
        ends_at=rules.schedule.closes_at,
        overridden=cast(Any, sorted(given.policy or {})),
        summary=class_summary(rules),
    )


def _entry(entry: AuditEntry) -> ChangeEntryOut:
    details = entry.details or {}
    return ChangeEntryOut(
        id=entry.id,
        at=entry.at,
        actor=entry.actor,
        action=entry.action,
        old=details.get("old"),
        new=details.get("new"),
        student=details.get("student"),
    )


def _new(fields: ExtensionFields) -> NewExtension:
    return NewExtension(due_at=fields.due_at, attempts=fields.attempts, reason=fields.reason)


def _extension(row: Extension) -> ExtensionOut:
    return ExtensionOut(
        id=row.id,
        student=row.student,
        due_at=row.due_at,
        attempts=row.attempts,
        reason=row.reason,
        author=row.author,
        created_at=row.created_at,
    )
