"""questions.toml: the public part of questions without code. What is right lies in answers.toml."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grader.assignments.toml import TomlFile
from grader.model import Option, Question, QuestionKind, RubricRow, Symbols

NAME = "questions.toml"
REQUIRED = ("name", "title", "row", "kind", "text")
KEYS: Mapping[str, type | tuple[type, ...]] = {
    "name": str,
    "title": str,
    "row": str,
    "kind": str,
    "text": str,
    "weight": (int, float),
    "attempts": int,
    "example": str,
    "options": list,
    "symbols": dict,
}
SYMBOL_KEYS = ("names", "layered", "functions", "differentiated")


def load_questions(folder: Path, rows: tuple[RubricRow, ...]) -> tuple[Question, ...]:
    """The questions of an assignment's folder, none if it has no such file. Raises `AssignmentError` with the line."""
    path = folder / NAME
    if not path.is_file():
        return ()
    file = TomlFile(path)
    entries = file.data.get("questions", [])
    if set(file.data) - {"questions"} or not isinstance(entries, list) or not entries:
        file.fail("questions", "this file holds [[questions]] tables and nothing else")
    found = tuple(_question(file, entry) for entry in entries)
    known = {row.name for row in rows}
    names: set[str] = set()
    for one in found:
        if one.name in names:
            file.fail("name", f"two questions are named {one.name!r}: rename one of them")
        if one.row not in known:
            file.fail("row", f"question {one.name!r} names row {one.row!r}, which assignment.toml does not have")
        names.add(one.name)
    return found


def _question(file: TomlFile, entry: Any) -> Question:
    if not isinstance(entry, dict):
        file.fail("questions", "questions are written as [[questions]] tables")
    for key in REQUIRED:
        if key not in entry:
            file.fail("questions", f"question {entry.get('name', '?')!r} lacks {key!r}: add it")
    for key, value in entry.items():
        if key not in KEYS:
            file.fail(key, f"unknown key {key!r} in a question; known: {', '.join(KEYS)}")
        if not isinstance(value, KEYS[key]) or isinstance(value, bool):
            file.fail(key, f"{key} of question {entry['name']!r} has the wrong type, {type(value).__name__}")
    kinds = [kind.value for kind in QuestionKind]
    if entry["kind"] not in kinds:
        file.fail("kind", f"kind must be one of {', '.join(kinds)}, it is {entry['kind']!r}")
    kind = QuestionKind(entry["kind"])
    options = tuple(_option(file, one) for one in entry.get("options", []))
    if (kind in (QuestionKind.CHOICE, QuestionKind.CHOICES)) != (len(options) > 1):
        file.fail("options", f"question {entry['name']!r}: choices have two options at least, other kinds none")
    return Question(
        name=entry["name"],
        title=entry["title"],
        row=entry["row"],
        weight=float(entry.get("weight", 1.0)),
        kind=kind,
        text=entry["text"].strip(),
        options=options,
        symbols=_symbols(file, entry.get("symbols", {})),
        attempts=entry.get("attempts", 0),
        example=entry.get("example", ""),
    )


def _option(file: TomlFile, entry: Any) -> Option:
    if not isinstance(entry, dict) or set(entry) != {"name", "text"}:
        file.fail("options", 'an option is written as {name = "...", text = "..."}')
    return Option(name=str(entry["name"]), text=str(entry["text"]))


def _symbols(file: TomlFile, entry: dict[str, Any]) -> Symbols:
    for key, value in entry.items():
        if key not in SYMBOL_KEYS:
            file.fail("symbols", f"unknown key {key!r} in symbols; known: {', '.join(SYMBOL_KEYS)}")
        if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
            file.fail("symbols", f"{key} is a list of names")
    return Symbols(**{key: tuple(value) for key, value in entry.items()})
