"""assignment.toml: title, rubric, limits and rules of an assignment."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field, Strict, ValidationError, ValidationInfo, field_validator

from grader.allowed_modules import ALLOWABLE_MODULES
from grader.assignments.toml import Number, Table, Text, TomlFile, Whole
from grader.errors import AssignmentError
from grader.model import (
    Assignment,
    Counts,
    HiddenFeedback,
    Isolation,
    Lane,
    LateUnit,
    Limits,
    Policy,
    RubricRow,
    Variant,
)

#: Most characters of a note that a submission's loading adds.
LONGEST_NOTE = 300


class RowTable(Table):
    """A row of the rubric."""

    name: Text
    title: Text
    points: Number

    @field_validator("points", mode="before")
    @classmethod
    def _not_negative(cls, points: object, info: ValidationInfo) -> object:
        if isinstance(points, bool) or not isinstance(points, int | float) or not points >= 0:
            row = info.data.get("name", "?")
            raise ValueError(f"row {row!r}: points must be a number of 0 or more, it is {points!r}")
        return points


def _positive(limit: object, info: ValidationInfo) -> object:
    if isinstance(limit, bool) or not isinstance(limit, int | float) or not limit > 0:
        raise ValueError(f"limit {info.field_name} must be a positive number, it is {limit!r}")
    return limit


PositiveNumber = Annotated[float, BeforeValidator(_positive)]
Count = Annotated[int, BeforeValidator(_positive)]


class LimitsTable(Table):
    """The fields of `Limits`, each a positive number."""

    noun: ClassVar[str] = "limit"
    wall_seconds: PositiveNumber = Limits.wall_seconds
    load_seconds: PositiveNumber = Limits.load_seconds
    factor: PositiveNumber = Limits.factor
    memory_bytes: Count = Limits.memory_bytes
    output_bytes: Count = Limits.output_bytes
    log_bytes: Count = Limits.log_bytes
    frame_bytes: Count = Limits.frame_bytes
    frame_values: Count = Limits.frame_values
    depth: Count = Limits.depth
    open_files: Count = Limits.open_files
    disk_bytes: Count = Limits.disk_bytes


def _rising(steps: object) -> object:
    whole = [step for step in steps if type(step) is int and step >= 1] if isinstance(steps, list) else []
    if len(whole) != 3 or steps != sorted(whole):
        raise ValueError("hints_from must be three rising attempt numbers: [name, explanation, where to look]")
    return steps


class DefaultsTable(Table):
    """What holds in a course that sets nothing else; see `Policy`."""

    grace_minutes: Annotated[int, Strict(), Field(ge=0, le=10_080)] = 0
    days_accepted: Annotated[int, Strict(), Field(ge=0, le=365)] = 0
    percent: Annotated[Number, Field(ge=0, le=100)] = 0.0
    per: LateUnit = LateUnit.DAY
    floor_percent: Annotated[Number, Field(ge=0, le=100)] = 0.0
    cooldown_minutes: Annotated[int, Strict(), Field(ge=0, le=10_080)] = 0
    hidden_before: HiddenFeedback | None = None
    hidden_after: HiddenFeedback | None = None
    hints: bool = True

    @field_validator("hidden_after")
    @classmethod
    def _told_in_the_end(cls, feedback: HiddenFeedback | None) -> HiddenFeedback | None:
        return _told(feedback, "hidden_after")


def _told(feedback: HiddenFeedback | None, key: str) -> HiddenFeedback | None:
    """The feedback, unless it withholds the results for good. Raises ValueError."""
    if feedback is HiddenFeedback.NOTHING:
        raise ValueError(f"{key} cannot be nothing: hidden results are withheld until the deadline at most")
    return feedback


class VariantTable(Table):
    """Another version of the task."""

    signs: tuple[Text, ...]
    renamed: dict[str, Text] = Field(default_factory=dict)
    note: Text

    @field_validator("signs")
    @classmethod
    def _some_signs(cls, signs: tuple[str, ...]) -> tuple[str, ...]:
        if not signs:
            raise ValueError("signs must name a function that only this version of the task has")
        return signs

    @field_validator("note")
    @classmethod
    def _short(cls, note: str) -> str:
        if len(note.strip()) > LONGEST_NOTE:
            raise ValueError(f"the note on a version of the task has more than {LONGEST_NOTE} characters: shorten it")
        return note.strip()


class AssignmentTable(Table):
    """The whole file."""

    title: Text
    course: Text
    summary: Text
    kind: Text = "code"
    entry_points: tuple[Text, ...] = ()
    provided: tuple[Text, ...] = ()
    allowed: tuple[Text, ...] = ()
    lane: Lane = Lane.INTERACTIVE
    isolation: Isolation = Isolation.GROUP
    attempts: Whole = 0
    counts: Counts = Counts.BEST
    hidden_feedback: HiddenFeedback = HiddenFeedback.DIAGNOSIS
    hints_from: Annotated[tuple[int, int, int], BeforeValidator(_rising)] = (1, 1, 1)
    repair_edits: bool = False
    defaults: DefaultsTable = Field(default_factory=DefaultsTable)
    rows: tuple[RowTable, ...]
    variants: tuple[VariantTable, ...] = ()
    limits: LimitsTable = Field(default_factory=LimitsTable)

    @field_validator("hidden_feedback")
    @classmethod
    def _told_in_the_end(cls, feedback: HiddenFeedback) -> HiddenFeedback:
        _told(feedback, "hidden_feedback")
        return feedback

    @field_validator("entry_points", "provided")
    @classmethod
    def _names(cls, names: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        for name in names:
            if not all(part.isidentifier() for part in name.split(".")):
                raise ValueError(f"{info.field_name} must be a list of Python names, {name!r} is none")
        return names

    @field_validator("allowed")
    @classmethod
    def _known_modules(cls, modules: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := set(modules) - ALLOWABLE_MODULES.keys():
            known = ", ".join(ALLOWABLE_MODULES)
            raise ValueError(f"allowed may name these modules: {known}; {min(unknown)!r} is none of them")
        return modules

    @field_validator("rows")
    @classmethod
    def _some_rows(cls, rows: tuple[RowTable, ...]) -> tuple[RowTable, ...]:
        if not rows:
            raise ValueError("there is no row: write [[rows]] with name, title and points")
        if len({row.name for row in rows}) != len(rows):
            raise ValueError("two rows have the same name: rename one of them")
        return rows

    @field_validator("variants")
    @classmethod
    def _renamed_to_entry_points(
        cls, variants: tuple[VariantTable, ...], info: ValidationInfo
    ) -> tuple[VariantTable, ...]:
        known = info.data.get("entry_points", ())
        for name in (name for variant in variants for name in variant.renamed.values()):
            if name not in known:
                raise ValueError(f"a variant renames a function to {name!r}, which is no entry point")
        return variants


#: What stands in for keys that cannot be read; students are told least.
_FALLBACK: Mapping[str, object] = {
    "course": "",
    "summary": "",
    "hidden_feedback": HiddenFeedback.VERDICT,
    "hints_from": [sys.maxsize] * 3,
}


def read_assignment(file: TomlFile, slug: str, texts: Mapping[str, str]) -> Assignment:
    """The assignment of `file`; `texts` holds prompt, starter and support. Raises `AssignmentError`."""
    return _assignment(file.read(AssignmentTable), slug, texts, file.path.parent)


def salvage_assignment(folder: Path, texts: Mapping[str, str], problem: str) -> Assignment:
    """What can be read of an assignment that cannot be loaded because of `problem`.

    Without readable rows it has none, and no points.
    """
    data: dict[str, object] = {}
    with suppress(AssignmentError):
        data = TomlFile(folder / "assignment.toml").data
    try:
        AssignmentTable.model_validate(data)
    except ValidationError as invalid:
        unreadable = {error["loc"][0] for error in invalid.errors() if error["loc"]}
        data = {key: value for key, value in data.items() if key not in unreadable}
        data = {**_FALLBACK, "title": folder.name, **data}
    rows = data.pop("rows", None)
    no_row = [{"name": "none", "title": "none", "points": 0}]
    table = AssignmentTable.model_validate({**data, "rows": rows or no_row})
    assignment = _assignment(table, folder.name, texts, folder)
    return replace(assignment, rows=assignment.rows if rows else (), problem=problem)


def _assignment(table: AssignmentTable, slug: str, texts: Mapping[str, str], folder: Path) -> Assignment:
    return Assignment(
        slug=slug,
        title=table.title,
        course=table.course,
        summary=table.summary,
        entry_points=table.entry_points,
        provided=table.provided,
        allowed=table.allowed,
        variants=tuple(
            Variant(signs=variant.signs, renamed=tuple(variant.renamed.items()), note=variant.note)
            for variant in table.variants
        ),
        rows=tuple(RubricRow(name=row.name, title=row.title, points=row.points) for row in table.rows),
        limits=Limits(**table.limits.model_dump()),
        lane=table.lane,
        isolation=table.isolation,
        hidden_feedback=table.hidden_feedback,
        attempts=table.attempts,
        counts=table.counts,
        hints_from=table.hints_from,
        repair_edits=table.repair_edits,
        defaults=Policy(**table.defaults.model_dump()),
        prompt=texts["prompt"],
        starter=texts["starter"],
        support=texts["support"],
        folder=str(folder),
    )
