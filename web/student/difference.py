"""What a call returned beside what was expected, as one table, with the argument that the difference depends on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from web.i18n import gettext, ngettext, sentence_case
from web.student import values
from web.student.escaping import reveal

Json = Any
#: The argument that a message names: "All wrong entries lie where Z is exactly 0."
NAMED_ARGUMENT = re.compile(r"\bwhere (\w+) is\b")
#: "3 of 6 entries differ" in a message.
COUNT = re.compile(r"\b(?:all |All )?(\d+)(?: of (\d+))? entr(?:y|ies) differs?\b")
#: From this size on, rows and columns have their numbers.
NUMBERED_ROWS, NUMBERED_COLUMNS = 12, 8


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry of the table."""

    text: str
    #: Empty where the two agree.
    expected: str = ""
    #: The first entry that differs.
    first: bool = False
    #: Of an argument: the result differs at this index.
    suspect: bool = False


@dataclass(frozen=True, kw_only=True)
class Table:
    """An array, entry by entry."""

    title: str
    #: Right of the title: "3 of 6 entries differ".
    fact: str
    rows: tuple[tuple[Entry, ...], ...]
    #: Empty where the place of an entry is plain.
    row_numbers: tuple[int, ...] = ()
    column_numbers: tuple[int, ...] = ()
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Yours over expected, and the argument that the message names."""

    yours: Table
    argument: Table | None


def difference(
    message: str, sides: tuple[values.Value, values.Value], arguments: Iterable[tuple[str, Json]]
) -> Difference | None:
    """The table of `sides`, expected and actual; None if they are not arrays of one shape, or single numbers.

    `arguments` of the call by name, as snapshots.
    """
    expected, actual = sides
    if expected.parts or actual.parts or (actual.head != expected.head and not actual.rows):
        return None
    if bool(expected.rows) != bool(actual.rows) or _shape(expected) != _shape(actual):
        return None
    if (expected.row_numbers, expected.column_numbers) != (actual.row_numbers, actual.column_numbers):
        return None
    rows = _compared(expected, actual)
    marked = [entry for row in rows for entry in row if entry.expected]
    if not marked:
        return None
    count = COUNT.search(message)
    several = len(marked) > 1 or sum(map(len, rows)) > 1
    fact = _fact(count) if count and several else ""
    yours = Table(title=gettext("Your result"), fact=fact, rows=rows, **_numbers(actual, rows))
    return Difference(yours=yours, argument=_argument(message, actual, arguments))


def _fact(count: re.Match[str]) -> str:
    number, total = count.groups()
    if total is not None:
        return ngettext(
            "%(num)s of %(total)s entries differs", "%(num)s of %(total)s entries differ", int(number), total=total
        )
    if count.group(0).lower().startswith("all "):
        return gettext("All %(number)s entries differ", number=number)
    return sentence_case(count.group(0))


def _compared(expected: values.Value, actual: values.Value) -> tuple[tuple[Entry, ...], ...]:
    if not actual.rows:
        return ((Entry(text=actual.text, expected=expected.text, first=True),),)
    return tuple(
        tuple(
            Entry(text=mine.text, expected=right.text if mine.wrong else "", first=mine.first)
            for right, mine in zip(*pair, strict=True)
        )
        for pair in zip(expected.rows, actual.rows, strict=True)
    )


def _argument(message: str, actual: values.Value, arguments: Iterable[tuple[str, Json]]) -> Table | None:
    """The argument, or the entry of a dictionary, that the message names; if it has the shape of the result."""
    named = NAMED_ARGUMENT.search(message)
    if named is None or not actual.rows:
        return None
    for title, snapshot in _flat(arguments):
        if named.group(1) not in (title, title.rpartition('["')[2].removesuffix('"]')):
            continue
        value = values.single(snapshot)
        places = (value.row_numbers, value.column_numbers) == (actual.row_numbers, actual.column_numbers)
        if _shape(value) != _shape(actual) or not places:
            continue
        rows = tuple(
            tuple(Entry(text=cell.text, suspect=mine.wrong) for cell, mine in zip(*pair, strict=True))
            for pair in zip(value.rows, actual.rows, strict=True)
        )
        return Table(title=title, fact="", rows=rows, **_numbers(value, rows))
    return None


def _flat(arguments: Iterable[tuple[str, Json]]) -> Iterable[tuple[str, Json]]:
    for name, snapshot in arguments:
        yield name, snapshot
        if isinstance(snapshot, Mapping) and snapshot.get("type") != "array":
            yield from ((f'{name}["{reveal(str(key))}"]', item) for key, item in snapshot.items())


def _shape(value: values.Value) -> tuple[int, int]:
    return len(value.rows), len(value.rows[0]) if value.rows else 0


def _numbers(value: values.Value, rows: tuple[tuple[Entry, ...], ...]) -> dict[str, Any]:
    """Numbers of rows and columns where only a part is shown, or where there are many."""
    height, width = len(rows), len(rows[0])
    many = height > NUMBERED_ROWS or width > NUMBERED_COLUMNS
    return {
        "row_numbers": value.row_numbers or (tuple(range(height)) if many and height > 1 else ()),
        "column_numbers": value.column_numbers or (tuple(range(width)) if many else ()),
        "note": value.note,
    }
