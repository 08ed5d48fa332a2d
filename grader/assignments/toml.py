"""Reading a TOML file into a pydantic model; whatever is wrong names the file, the line and the remedy."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, ClassVar, NoReturn, TypeVar

from pydantic import BaseModel, ConfigDict, Strict, ValidationError
from pydantic_core import ErrorDetails

from grader.errors import AssignmentError

#: A key, or the index of a table in an array of tables: ("rows", 1, "points").
KeyPath = tuple[str | int, ...]

#: Values that are not converted from other types: "3" is no number, and true is neither.
Text = Annotated[str, Strict()]
Whole = Annotated[int, Strict()]
Number = Annotated[float, Strict()]

#: Pydantic's name of what was expected -> what it is called in TOML.
TYPES = {
    "string_type": "str",
    "int_type": "int",
    "float_type": "float",
    "list_type": "list",
    "tuple_type": "list",
    "dict_type": "table",
    "model_type": "table",
}
_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"^\s*([\w\"'-]+(?:\s*\.\s*[\w\"'-]+)*)\s*=")
_LONG_QUOTES = re.compile(r'"""|\'\'\'')


class Table(BaseModel):
    """A table of a TOML file. Keys that are not fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    #: What messages call a key of this table.
    noun: ClassVar[str] = "key"


Model = TypeVar("Model", bound=Table)


class TomlFile:
    """A TOML file with the lines of its keys, for messages."""

    def __init__(self, path: Path) -> None:
        """Raises `AssignmentError` when the file cannot be read or is no TOML."""
        self.path = path
        try:
            self.text = path.read_text(encoding="utf-8")
        except FileNotFoundError as error:
            raise AssignmentError(f"{path}: this file is missing: write it, docs/authoring.md says how") from error
        except (OSError, UnicodeDecodeError) as error:
            raise AssignmentError(f"{path}: cannot be read: {error}") from error
        try:
            self.data: dict[str, Any] = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            raise AssignmentError(f"{path}: no valid TOML: {error}") from error

    def read(self, model: type[Model], data: object = None, at: KeyPath = ()) -> Model:
        """The file, or `data`, which is its part at `at`, as `model`. Raises `AssignmentError`."""
        try:
            return model.model_validate(self.data if data is None else data)
        except ValidationError as invalid:
            # A mistyped key is also missing under its right name: the first message says more.
            error = min(invalid.errors(include_url=False), key=lambda error: error["type"] != "extra_forbidden")
            self.fail(*at, *error["loc"], what=_sentence(error, error["loc"], model))

    def fail(self, *path: str | int, what: str) -> NoReturn:
        """Raise `AssignmentError` with the file and the line of `path`, or of the table around it."""
        line = self.line_of(path)
        raise AssignmentError(f"{self.path}{f', line {line}' if line else ''}: {what}")

    def line_of(self, path: KeyPath) -> int | None:
        """The line on which a key, or the table that holds it, is defined; None for the file itself."""
        lines = dict(reversed(list(_key_lines(self.text))))
        while path and path not in lines:
            path = path[:-1]
        return lines.get(path)


def _key_lines(text: str) -> Iterator[tuple[KeyPath, int]]:
    """Every key and table header with its line. The keys of inline tables are found by the key around them."""
    table: KeyPath = ()
    counts: dict[KeyPath, int] = {}
    in_text = False
    for number, line in enumerate(text.splitlines(), 1):
        was_in_text, in_text = in_text, in_text ^ bool(len(_LONG_QUOTES.findall(line)) % 2)
        if was_in_text:
            continue
        if header := _HEADER.match(line):
            table = ()
            parts = _parts(header[2])
            for depth, part in enumerate(parts, 1):
                table = (*table, part)
                if depth == len(parts) and header[1] == "[[":
                    counts[table] = counts.get(table, -1) + 1
                if table in counts:
                    table = (*table, counts[table])
                yield table, number
        elif key := _KEY.match(line):
            yield (*table, *_parts(key[1])), number


def _parts(dotted: str) -> list[str]:
    return [part.strip().strip("\"'") for part in dotted.split(".")]


def _sentence(error: ErrorDetails, path: KeyPath, model: type[Table]) -> str:
    """What is wrong, and the remedy."""
    names = [part for part in path if isinstance(part, str)]
    key = names[-1] if names else "this file"
    kind, context = error["type"], error.get("ctx", {})
    if kind == "missing":
        return f"{key!r} is missing: add it"
    if kind == "extra_forbidden":
        return _unknown(key, _table_at(model, path[:-1]))
    if kind == "value_error":
        return str(context["error"])
    if kind == "enum":
        known = re.findall(r"'([^']*)'", str(context["expected"]))
        return f"{key} must be one of {', '.join(known)}, it is {error['input']!r}"
    if kind in TYPES:
        return f"{key} must be of type {TYPES[kind]}, it is {type(error['input']).__name__}"
    return f"{key}: {error['msg']}"


def _unknown(key: str, table: type[Table]) -> str:
    known = list(table.model_fields)
    near = difflib.get_close_matches(key, known, 1) if table.noun == "key" else []
    return f"unknown {table.noun} {key!r}" + (
        f": did you mean {near[0]!r}?" if near else f"; known: {', '.join(known)}"
    )


def _table_at(model: type[Table], path: KeyPath) -> type[Table]:
    """The table that the fields of `model` have at `path`."""
    for part in path:
        if isinstance(part, str) and part in model.model_fields:
            model = _tables_in(model.model_fields[part].annotation) or model
    return model


def _tables_in(annotation: Any) -> type[Table] | None:
    if isinstance(annotation, type) and issubclass(annotation, Table):
        return annotation
    found = (_tables_in(part) for part in getattr(annotation, "__args__", ()))
    return next((table for table in found if table is not None), None)
