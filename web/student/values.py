"""Snapshots of values (see docs/report.md) as tables, with the differing entries marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from web.i18n import gettext, ngettext
from web.student.escaping import reveal

Json = Any
#: Steps of the colour scale of a heat map, on either side of zero.
STEPS = 5
#: Smaller matrices get no heat map.
HEAT_ENTRIES = 9
#: Levels of nested values that are shown.
DEPTH = 4


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One entry of an array."""

    text: str
    #: Differs from the entry at the same index of the other array.
    wrong: bool
    #: The first entry that differs.
    first: bool


@dataclass(frozen=True, kw_only=True)
class Value:
    """A value to read: a line of text, or a table, or parts with names."""

    #: What it is: "float64, shape (2, 2)"; empty where the text says it all.
    head: str
    text: str = ""
    rows: tuple[tuple[Cell, ...], ...] = ()
    #: Indices of the rows and columns shown; empty when all are.
    row_numbers: tuple[int, ...] = ()
    column_numbers: tuple[int, ...] = ()
    #: What part is shown, when not all is.
    note: str = ""
    parts: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True, kw_only=True)
class HeatMap:
    """A small map of signed numbers: each entry is a step from -STEPS to STEPS, or None where it is no number."""

    title: str
    steps: tuple[tuple[int | None, ...], ...]
    #: The absolute value of the strongest colour.
    scale: str
    #: Text alternative.
    text: str


def single(value: Json) -> Value:
    """A snapshot as a value to read, with the differences marked that it names itself."""
    return _value(value, _marks(value), short=True, depth=DEPTH)


def pair(expected: Json, actual: Json) -> tuple[Value, Value]:
    """Expected and actual for reading side by side.

    An entry marked in one is marked in both. Six digits are shown, and all of them where six would look the same.
    """
    if isinstance(expected, dict) and isinstance(actual, dict) and not (_is_array(expected) or _is_array(actual)):
        return _paired_parts(expected, actual)
    marks = _marks(expected) | _marks(actual) or _unlike(expected, actual)
    short = not _look_same(expected, actual, marks)
    return _value(expected, marks, short=short, depth=DEPTH), _value(actual, marks, short=short, depth=DEPTH)


def heat_maps(expected: Json, actual: Json) -> tuple[HeatMap, ...]:
    """Expected, actual and their difference as maps, for two numeric matrices of one window; else nothing."""
    if not (_is_array(expected) and _is_array(actual)) or expected["shape"] != actual["shape"]:
        return ()
    left, right = _matrix(expected), _matrix(actual)
    if len(left) < 2 or sum(len(row) for row in left) < HEAT_ENTRIES or len(left) != len(right):
        return ()
    numbers = [[[_float(cell) for cell in row] for row in matrix] for matrix in (left, right)]
    difference = [
        [None if a is None or b is None else b - a for a, b in zip(*rows, strict=True)]
        for rows in zip(*numbers, strict=True)
    ]
    scale = max(_largest(numbers[0]), _largest(numbers[1]))
    return (
        _heat(gettext("Expected"), numbers[0], scale),
        _heat(gettext("Yours"), numbers[1], scale),
        _heat(gettext("Yours minus expected"), difference, _largest(difference)),
    )


def number(value: Json, *, short: bool = True) -> str:
    """One entry as text: 6 significant digits, or all."""
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, float):
        text = f"{value:.6g}" if short else repr(value)
        return text.removesuffix(".0") if not short else text
    return reveal(str(value))


def _value(value: Json, marks: set[tuple[int, ...]], *, short: bool, depth: int) -> Value:
    if _is_array(value):
        return _array(value, marks, short=short)
    if depth > 0 and isinstance(value, Mapping):
        parts = tuple(
            (reveal(str(key)), _value(item, _marks(item), short=short, depth=depth - 1)) for key, item in value.items()
        )
        return Value(head=_dict_head(len(parts)), parts=parts)
    if depth > 0 and isinstance(value, Sequence) and not isinstance(value, str):
        if all(not isinstance(item, list | dict) for item in value):
            return Value(head="", text="[" + ", ".join(number(item, short=short) for item in value) + "]")
        parts = tuple(
            (f"[{i}]", _value(item, _marks(item), short=short, depth=depth - 1)) for i, item in enumerate(value)
        )
        return Value(head=ngettext("%(num)s item", "%(num)s items", len(parts)), parts=parts)
    return Value(head="", text=number(value, short=short))


def _array(value: Mapping[str, Json], marks: set[tuple[int, ...]], *, short: bool) -> Value:
    shape: list[int] = value["shape"]
    sizes = f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"
    head = gettext("%(dtype)s, shape %(shape)s", dtype=reveal(str(value["dtype"])), shape=sizes)
    if not shape:
        return Value(head=head, text=number(value["values"], short=short))
    window = value.get("window") or [[0, size] for size in shape]
    lead = tuple(bounds[0] for bounds in window[:-2])
    top, left = (window[-2][0] if len(shape) > 1 else 0), window[-1][0]
    first = min(marks) if marks else None
    rows = []
    for i, row in enumerate(_matrix(value)):
        cells = []
        for j, entry in enumerate(row):
            index = (*lead, top + i, left + j) if len(shape) > 1 else (left + j,)
            cells.append(Cell(text=number(entry, short=short), wrong=index in marks, first=index == first))
        rows.append(tuple(cells))
    if not rows or not rows[0]:
        return Value(head=head, text=gettext("(no entries)"))
    whole = value.get("window") is None
    return Value(
        head=head,
        rows=tuple(rows),
        row_numbers=() if whole or len(shape) < 2 else tuple(range(top, top + len(rows))),
        column_numbers=() if whole else tuple(range(left, left + len(rows[0]))),
        note="" if whole else _part_shown(window),
    )


def _paired_parts(expected: Mapping[str, Json], actual: Mapping[str, Json]) -> tuple[Value, Value]:
    """Two dictionaries, part by part, so that each pair of arrays marks the same entries."""
    left: list[tuple[str, Value]] = []
    right: list[tuple[str, Value]] = []
    missing = Value(head="", text=gettext("(missing)"))
    for key in [*expected, *(key for key in actual if key not in expected)]:
        if key in expected and key in actual:
            left_part, right_part = pair(expected[key], actual[key])
        else:
            left_part = single(expected[key]) if key in expected else missing
            right_part = single(actual[key]) if key in actual else missing
        left.append((reveal(str(key)), left_part))
        right.append((reveal(str(key)), right_part))
    heads = _dict_head(len(expected)), _dict_head(len(actual))
    return Value(head=heads[0], parts=tuple(left)), Value(head=heads[1], parts=tuple(right))


def _dict_head(number: int) -> str:
    return ngettext("dict, %(num)s entry", "dict, %(num)s entries", number)


def _part_shown(window: Sequence[Sequence[int]]) -> str:
    """Which part of an array is shown, as Python writes it: "[0, 2:8]"."""
    part = ", ".join(f"{first}:{end}" if end - first > 1 else f"{first}" for first, end in window)
    return gettext("Part shown: [%(part)s]", part=part)


def _unlike(expected: Json, actual: Json) -> set[tuple[int, ...]]:
    """Of two small arrays that nobody has compared: the indices where six digits differ."""
    if not (_is_array(expected) and _is_array(actual)) or expected["shape"] != actual["shape"]:
        return set()
    if len(expected["shape"]) not in (1, 2) or (expected.get("window"), actual.get("window")) != (None, None):
        return set()
    flat = len(expected["shape"]) == 1
    rows = enumerate(zip(_matrix(expected), _matrix(actual), strict=True))
    pairs = (((i, j), *pair) for i, both in rows for j, pair in enumerate(zip(*both, strict=True)))
    return {index[flat:] for index, left, right in pairs if number(left) != number(right)}


def _look_same(expected: Json, actual: Json, marks: set[tuple[int, ...]]) -> bool:
    """Whether six digits would hide a difference."""
    if not (_is_array(expected) and _is_array(actual)):
        return not isinstance(expected, str) and expected != actual and number(expected) == number(actual)
    left, right = _array(expected, marks, short=True), _array(actual, marks, short=True)
    if left.text or right.text:
        return left.text == right.text and expected["values"] != actual["values"]
    pairs = zip(sum(left.rows, ()), sum(right.rows, ()), strict=False)
    return any(a.wrong and a.text == b.text for a, b in pairs)


def _is_array(value: Json) -> bool:
    return isinstance(value, dict) and value.get("type") == "array" and "values" in value and "shape" in value


def _marks(value: Json) -> set[tuple[int, ...]]:
    if not _is_array(value):
        return set()
    return {tuple(index) for index in value.get("different") or []}


def _matrix(value: Mapping[str, Json]) -> list[list[Json]]:
    """The window's values as rows; leading axes, of which a window shows one layer, are dropped."""
    values = value["values"]
    depth = len(value["shape"])
    while depth > 2:
        values, depth = values[0] if values else [], depth - 1
    return [values] if depth == 1 else values


def _float(entry: Json) -> float | None:
    return float(entry) if isinstance(entry, int | float) and not isinstance(entry, bool) else None


def _largest(matrix: Sequence[Sequence[float | None]]) -> float:
    return max((abs(x) for row in matrix for x in row if x is not None), default=0.0)


def _heat(title: str, matrix: Sequence[Sequence[float | None]], scale: float) -> HeatMap:
    steps = tuple(tuple(None if x is None else _step(x, scale) for x in row) for row in matrix)
    known = [x for row in matrix for x in row if x is not None]
    zeros = sum(x == 0 for x in known)
    text = gettext("no numbers")
    if known:
        ends = {"least": f"{min(known):.3g}", "most": f"{max(known):.3g}"}
        counts = {"zeros": zeros, "number": len(known)}
        text = gettext("from %(least)s to %(most)s, %(zeros)s of %(number)s entries are zero", **ends, **counts)
    return HeatMap(title=title, steps=steps, scale=f"{scale:.3g}", text=text)


def _step(value: float, scale: float) -> int:
    """Any difference from zero gets a colour, however small beside the largest."""
    if value == 0 or scale == 0:
        return 0
    step = max(1, round(STEPS * abs(value) / scale))
    return step if value > 0 else -step
