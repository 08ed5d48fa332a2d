"""Reading assignment.toml strictly: what is unknown, missing or of the wrong type names its line and the remedy."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from grader.errors import AssignmentError
from grader.model import Assignment, Counts, HiddenFeedback, Lane, Limits, RubricRow

#: Key of the file -> its type.
KEYS: Mapping[str, type] = {
    "title": str,
    "course": str,
    "summary": str,
    "kind": str,
    "entry_points": list,
    "given": list,
    "lane": str,
    "attempts": int,
    "counts": str,
    "hidden_feedback": str,
    "hints_from": list,
    "rows": list,
    "limits": dict,
}
REQUIRED = ("title", "course", "summary", "rows")
ROW_KEYS = ("name", "title", "points")

Choice = TypeVar("Choice", Lane, Counts, HiddenFeedback)


class TomlFile:
    """One assignment.toml and its lines, for messages."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise AssignmentError(f"{path}: cannot be read: {error}") from error
        try:
            self.data: dict[str, Any] = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            raise AssignmentError(f"{path}: no valid TOML: {error}") from error

    def fail(self, key: str, what: str) -> NoReturn:
        """Raise with the file and the first line on which `key` stands."""
        lines = self.text.splitlines()
        at = next((i for i, line in enumerate(lines, 1) if line.split("=")[0].strip(" []") == key), None)
        raise AssignmentError(f"{self.path}{f', line {at}' if at else ''}: {what}")


def read(file: TomlFile, slug: str, texts: Mapping[str, str], *, extra: Iterable[str] = ()) -> Assignment:
    """The assignment of `file`; `texts` holds prompt, starter and support. Raises `AssignmentError`."""
    data = file.data
    _check_keys(file, set(extra))
    rows = tuple(_row(file, row) for row in data["rows"])
    names = [row.name for row in rows]
    if not rows:
        file.fail("rows", "there is no row: write [[rows]] with name, title and points")
    if len(set(names)) != len(names):
        file.fail("rows", "two rows have the same name: rename one of them")
    return Assignment(
        slug=slug,
        title=data["title"],
        course=data["course"],
        summary=data["summary"],
        entry_points=_names(file, "entry_points"),
        given=_names(file, "given"),
        rows=rows,
        limits=_limits(file),
        lane=_choice(file, "lane", Lane, Lane.INTERACTIVE),
        hidden_feedback=_choice(file, "hidden_feedback", HiddenFeedback, HiddenFeedback.DIAGNOSIS),
        attempts=data.get("attempts", 0),
        counts=_choice(file, "counts", Counts, Counts.BEST),
        hints_from=_ladder(file),
        prompt=texts["prompt"],
        starter=texts["starter"],
        support=texts["support"],
        folder=str(file.path.parent),
    )


def _check_keys(file: TomlFile, extra: set[str]) -> None:
    for key, value in file.data.items():
        if key in extra:
            continue
        if key not in KEYS:
            near = difflib.get_close_matches(key, KEYS, 1)
            file.fail(key, f"unknown key {key!r}" + (f": did you mean {near[0]!r}?" if near else ": take it out"))
        if not isinstance(value, KEYS[key]):
            file.fail(key, f"{key} must be of type {KEYS[key].__name__}, it is {type(value).__name__}")
    for key in REQUIRED:
        if key not in file.data:
            file.fail(key, f"{key!r} is missing: add it")


def _row(file: TomlFile, row: Any) -> RubricRow:
    if not isinstance(row, dict):
        file.fail("rows", "rows are written as [[rows]] tables with name, title and points")
    for key in ROW_KEYS:
        if key not in row:
            file.fail("rows", f"a row lacks {key!r}: each needs name, title and points")
    if unknown := set(row) - set(ROW_KEYS):
        file.fail(min(unknown), f"unknown key {min(unknown)!r} in a row; known: {', '.join(ROW_KEYS)}")
    points = row["points"]
    if isinstance(points, bool) or not isinstance(points, int | float) or points < 0:
        file.fail("points", f"row {row['name']!r}: points must be a number of 0 or more, it is {points!r}")
    return RubricRow(name=row["name"], title=row["title"], points=float(points))


def _limits(file: TomlFile) -> Limits:
    defaults = Limits()
    known = {one.name: type(getattr(defaults, one.name)) for one in fields(Limits)}
    changes: dict[str, Any] = {}
    for key, value in file.data.get("limits", {}).items():
        if key not in known:
            file.fail(key, f"unknown limit {key!r}; known: {', '.join(known)}")
        if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
            file.fail(key, f"limit {key} must be a positive number, it is {value!r}")
        changes[key] = known[key](value)
    return Limits(**changes)


def _ladder(file: TomlFile) -> tuple[int, int, int]:
    steps = file.data.get("hints_from", [1, 1, 1])
    whole = all(isinstance(step, int) and not isinstance(step, bool) and step >= 1 for step in steps)
    if len(steps) != 3 or not whole or steps != sorted(steps):
        file.fail("hints_from", "hints_from must be three rising attempt numbers: [name, explanation, where to look]")
    return steps[0], steps[1], steps[2]


def _names(file: TomlFile, key: str) -> tuple[str, ...]:
    names = file.data.get(key, [])
    for name in names:
        if not isinstance(name, str) or not all(part.isidentifier() for part in name.split(".")):
            file.fail(key, f"{key} must be a list of Python names, {name!r} is none")
    return tuple(names)


def _choice(file: TomlFile, key: str, kind: type[Choice], default: Choice) -> Choice:
    value = file.data.get(key, default.value)
    known = [one.value for one in kind]
    if value not in known:
        file.fail(key, f"{key} must be one of {', '.join(known)}, it is {value!r}")
    return kind(value)
