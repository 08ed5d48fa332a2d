"""What a child says, checked for its form. Each function raises `WireError` for anything of another form."""

from __future__ import annotations

import builtins
import math
import re
from collections.abc import Iterable
from typing import Any

import numpy as np

from grader.sandbox.inside.wire import Value, WireError

#: Line, cell, function.
SourceLocation = tuple[int, int, str]


#: Names that need not stand in the submission to be believed.
_KNOWN = frozenset(
    {
        *dir(builtins),
        *dir(np.exceptions),
        *("LinAlgError", "JSONDecodeError", "UnpicklingError", "NotLoaded", "MissingName", "StubModule"),
        *("function", "builtin_function_or_method", "method", "module", "generator", "ufunc", "vectorize", "partial"),
        *("ndarray", "Generator", "RandomState", "defaultdict", "OrderedDict", "deque", "Counter", "NoneType"),
    }
)
_ARRAY = re.compile(r"(?:ndarray|matrix|MaskedArray|recarray) of dtype [\w<>|=]{1,8}")


#: Calls that a watched function may claim: what every reader of JSON takes for a whole number.
MOST_CALLS = 2**53
#: Notes that one case may add to a report, and characters of each.
MOST_NOTES, MOST_TEXT = 40, 400


class Vocabulary:
    """Tells which names a child may use: its submission's own, the support code's, Python's and NumPy's.

    Names of classes and functions are shown even of hidden test cases, so a name made up on the spot would carry
    the case's inputs out.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = tuple(texts)
        self._words: frozenset[str] | None = None

    def name(self, claim: str, otherwise: str) -> str:
        """The name as claimed, or `otherwise` if it is none of these."""
        if claim in _KNOWN or _ARRAY.fullmatch(claim):
            return claim
        if self._words is None:
            self._words = frozenset(re.findall(r"\w+", " ".join(self._texts)))
        return claim if claim in self._words else otherwise


def _must(holds: bool) -> None:
    if not holds:
        raise WireError("malformed", "a reply of the wrong form")


def _tuple(value: Value, *kinds: type) -> tuple[Any, ...]:
    _must(type(value) is tuple and len(value) == len(kinds))
    _must(all(kind is object or type(item) is kind for item, kind in zip(value, kinds, strict=True)))
    return tuple(value)


def _text(value: Value) -> str:
    _must(type(value) is str and len(value) <= 10_000)
    return str(value)


def reply(value: Value) -> tuple[int, str, Value]:
    """Number of the request, kind, content."""
    number, kind, content = _tuple(value, int, str, object)
    return number, kind, content


def texts(value: Value) -> tuple[str, ...]:
    """A list of sentences."""
    _must(type(value) is list and len(value) <= 1000)
    return tuple(_text(item) for item in value)


def loaded(value: Value) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    """What loading left out, why names cannot be used (as much as a report may carry), whether all went well."""
    notes, reasons, smooth = _tuple(value, list, list, bool)
    return tuple(note[:MOST_TEXT] for note in texts(notes)[:MOST_NOTES]), texts(reasons), smooth


def left_out(value: Value, cells: int) -> list[tuple[int, int, int]] | None:
    """Lines that are not to run, as cell, first and last line; None if every child has to find out for itself."""
    if value is None:
        return None
    _must(type(value) is list)
    ranges = [_tuple(item, int, int, int) for item in value]
    _must(all(0 <= cell < cells for cell, _, _ in ranges))
    return [(cell, first, last) for cell, first, last in ranges]


def source_location(value: Value) -> SourceLocation:
    """One line of the student's."""
    line, cell, function = _tuple(value, int, int, str)
    return line, cell, _text(function)


def source_locations(value: Value) -> list[SourceLocation]:
    """Lines of the student's, outermost first."""
    _must(type(value) is list and len(value) <= 100)
    return [source_location(item) for item in value]


def error(value: Value) -> dict[str, Any]:
    """An exception."""
    _must(type(value) is dict and set(value) == {"type", "text", "frames", "memory"})
    return {
        "type": _text(value["type"]),
        "text": _text(value["text"]),
        "frames": source_locations(value["frames"]),
        "memory": value["memory"] is True,
    }


def limit(value: Value) -> str:
    """Which cap of the wire the child met."""
    kind, _ = _tuple(value, str, str)
    return _text(kind)


def busy(value: Value) -> dict[str, Any]:
    """Where the time goes."""
    _must(type(value) is dict and set(value) == {"now", "seen"} and type(value["seen"]) is list)
    seen = []
    for item in value["seen"][:5]:
        where, count = _tuple(item, tuple, int)
        _must(0 < count < 10**6)
        seen.append((source_location(where), count))
    return {"now": None if value["now"] is None else source_location(value["now"]), "seen": seen}


def seen(value: Value) -> tuple[str, int, float | None]:
    """How often a watched function was called, and the last number that it returned."""
    name, count, last = _tuple(value, str, int, object)
    _must(0 <= count < MOST_CALLS)
    _must(last is None or type(last) is float)
    return _text(name), count, last if last is None or math.isfinite(last) else None


def question(value: Value) -> tuple[str, tuple[Value, ...], dict[str, Value]]:
    """A call of a substituted function."""
    name, args, kwargs = _tuple(value, str, tuple, dict)
    _must(all(type(key) is str for key in kwargs))
    return _text(name), args, kwargs


def captured(value: Value) -> list[dict[str, Value]]:
    """Local variables, one dictionary per return."""
    _must(type(value) is list and all(type(item) is dict for item in value))
    _must(all(type(key) is str for item in value for key in item))
    return list(value)
