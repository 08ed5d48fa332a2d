"""Validates the replies of a child. Each function raises `WireError` for a value of another form."""

from __future__ import annotations

import builtins
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.sandbox.inside.failed_expression import KINDS, MAX_AXES, MAX_KEY, MAX_KEYS, MAX_OPERANDS
from grader.sandbox.inside.pruned_source import Range
from grader.sandbox.inside.wire import Value, WireError
from grader.sandbox.load_plan import Progress

#: Line, cell, function.
SourceLocation = tuple[int, int, str]


#: Names that are accepted although they do not stand in the submission.
_KNOWN = frozenset(
    {
        *dir(builtins),
        *dir(np.exceptions),
        *("LinAlgError", "JSONDecodeError", "UnpicklingError", "BdbQuit", "NotLoaded", "MissingName", "NotAvailable"),
        *("function", "builtin_function_or_method", "method", "module", "generator", "ufunc", "vectorize", "partial"),
        *("ndarray", "Generator", "RandomState", "defaultdict", "OrderedDict", "deque", "Counter", "NoneType"),
    }
)
_ARRAY = re.compile(r"(?:ndarray|matrix|MaskedArray|recarray) of dtype [\w<>|=]{1,8}")


#: Largest number of calls of a watched function: the largest integer that every JSON reader represents exactly.
MOST_CALLS = 2**53
#: Notes that one case may add to a report, and characters of each.
MOST_NOTES, MOST_TEXT = 40, 400
#: Most cells of a submission.
MOST_CELLS = 10**6


class Vocabulary:
    """The names that a child may report: those of its submission, the support code, Python and NumPy.

    Names of classes and functions are shown even for hidden test cases, so an invented name could carry the case's
    inputs out of the jail.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = tuple(texts)
        self._words: frozenset[str] | None = None

    def name(self, reported: str, fallback: str) -> str:
        """The reported name, or `fallback` if it is none of these."""
        if reported in _KNOWN or _ARRAY.fullmatch(reported):
            return reported
        if self._words is None:
            self._words = frozenset(re.findall(r"\w+", " ".join(self._texts)))
        return reported if reported in self._words else fallback

    def error_type(self, error: Mapping[str, Any], reasons: Sequence[str], activity: str) -> str:
        """The type of a reported exception, "Exception" if it is not accepted.

        The loader's own exceptions are accepted only with a text that was known before any input: one of the `reasons`
        why names cannot be used, the name that the `activity` mentions, or a missing module that the submission names.
        """
        name, text = self.name(error["type"], "Exception"), error["text"]
        accepted = {
            "NotLoaded": text in reasons,
            "MissingName": f" {text}" in activity,
            "NotAvailable": text == "." or self.name(text, "") == text,
        }
        return name if accepted.get(name, True) else "Exception"


def _require(holds: bool) -> None:
    if not holds:
        raise WireError("malformed", "a reply of the wrong form")


def _tuple(value: Value, *kinds: type) -> tuple[Any, ...]:
    _require(type(value) is tuple and len(value) == len(kinds))
    _require(all(kind is object or type(item) is kind for item, kind in zip(value, kinds, strict=True)))
    return tuple(value)


def _text(value: Value) -> str:
    _require(type(value) is str and len(value) <= 10_000)
    return str(value)


def reply(value: Value) -> tuple[int, str, Value]:
    """Number of the request, kind, content."""
    number, kind, content = _tuple(value, int, str, object)
    return number, kind, content


def texts(value: Value) -> tuple[str, ...]:
    """A list of sentences."""
    _require(type(value) is list and len(value) <= 1000)
    return tuple(_text(item) for item in value)


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """A submission was loaded."""

    #: As much as a report may carry.
    notes: tuple[str, ...]
    #: Why names cannot be used.
    reasons: tuple[str, ...]
    #: Lines that were left out, and lines that raised; None if every child has to analyse the submission.
    pruned: tuple[list[Range], list[Range]] | None


def loaded(value: Value, cells: int) -> Loaded | Progress:
    """The answer to the request to load a submission of so many cells; `Progress` if its time was up."""
    _require(type(value) is tuple and len(value) == 4)
    if value[0] == "slow":
        _, running, measured, slow = _tuple(value, str, int, int, list)
        _require(all(type(index) is int for index in slow))
        return Progress(running=running if running >= 0 else None, measured=measured, slow=tuple(slow))
    kind, notes, reasons, pruned = _tuple(value, str, list, list, object)
    _require(kind == "loaded")
    if pruned is not None:
        left, raised = _tuple(pruned, list, list)
        pruned = _ranges(left, cells), _ranges(raised, cells)
    return Loaded(
        notes=tuple(note[:MOST_TEXT] for note in texts(notes)[:MOST_NOTES]), reasons=texts(reasons), pruned=pruned
    )


def _ranges(value: list[Value], cells: int) -> list[Range]:
    """Lines of the submission, as cell, first and last line."""
    ranges = [_tuple(item, int, int, int) for item in value]
    _require(all(0 <= cell < cells and 1 <= first <= last for cell, first, last in ranges))
    return [(cell, first, last) for cell, first, last in ranges]


def running(value: Value) -> Progress:
    """The index of the statement that a child is about to run, -1 if it cannot be left out."""
    _require(type(value) is int)
    return Progress(running=int(value) if value >= 0 else None)


def source_location(value: Value) -> SourceLocation:
    """A line of the submission."""
    line, cell, function = _tuple(value, int, int, str)
    return line, cell, _text(function)


def source_locations(value: Value) -> list[SourceLocation]:
    """Lines of the submission, outermost first."""
    _require(type(value) is list and len(value) <= 100)
    return [source_location(item) for item in value]


def failed_expression(value: Value, cells: int) -> dict[str, Any] | None:
    """Where an exception arose; None if the child could not tell."""
    if value is None:
        return None
    _require(type(value) is dict and set(value) == {"cell", "position", "inside", "operands"})
    _require(type(value["cell"]) is int and 0 <= value["cell"] < cells)
    _require(value["inside"] in ("here", "support", "library"))
    _require(type(value["operands"]) is list and len(value["operands"]) <= MAX_OPERANDS)
    position = _tuple(value["position"], int, int, int, int)
    _require(all(0 <= number < 10**7 for number in position))
    operands = {}
    for item in value["operands"]:
        index, kind, shape, keys = _tuple(item, int, str, tuple, list)
        _require(kind in KINDS and len(shape) <= MAX_AXES and len(keys) <= MAX_KEYS)
        _require(all(type(size) is int and 0 <= size < 10**12 for size in shape))
        operands[index] = (kind, shape, tuple(_text(key)[:MAX_KEY] for key in keys))
    return {"cell": value["cell"], "position": position, "inside": value["inside"], "operands": operands}


def error(value: Value, cells: int = MOST_CELLS) -> dict[str, Any]:
    """An exception in a submission of so many cells."""
    _require(type(value) is dict and set(value) == {"type", "text", "frames", "memory", "at"})
    return {
        "at": failed_expression(value["at"], cells),
        "type": _text(value["type"]),
        "text": _text(value["text"]),
        "frames": source_locations(value["frames"]),
        "memory": value["memory"] is True,
    }


def limit(value: Value) -> str:
    """The cap of the wire that the child exceeded."""
    kind, _ = _tuple(value, str, str)
    return _text(kind)


def busy(value: Value) -> dict[str, Any]:
    """A profile: the line that runs, and counts of sampled lines."""
    _require(type(value) is dict and set(value) == {"now", "seen"} and type(value["seen"]) is list)
    seen = []
    for item in value["seen"][:5]:
        where, count = _tuple(item, tuple, int)
        _require(0 < count < 10**6)
        seen.append((source_location(where), count))
    return {"now": None if value["now"] is None else source_location(value["now"]), "seen": seen}


def seen(value: Value) -> tuple[str, int, float | None]:
    """Name of a watched function, number of its calls, and the last number that it returned."""
    name, count, last = _tuple(value, str, int, object)
    _require(0 <= count < MOST_CALLS)
    _require(last is None or type(last) is float)
    return _text(name), count, last if last is None or math.isfinite(last) else None


def question(value: Value) -> tuple[str, tuple[Value, ...], dict[str, Value]]:
    """A call of a substituted function."""
    name, args, kwargs = _tuple(value, str, tuple, dict)
    _require(all(type(key) is str for key in kwargs))
    return _text(name), args, kwargs


def captured(value: Value) -> list[dict[str, Value]]:
    """Captured local variables, one dictionary per return."""
    _require(type(value) is list and all(type(item) is dict for item in value))
    _require(all(type(key) is str for item in value for key in item))
    return list(value)
