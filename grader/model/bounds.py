"""The size limits of everything that a report may hold, in bytes, applied once when a result is made.

A submission chooses what it prints, raises and returns, and all of it may end in a message. Whatever it does, a
report stays below REPORT.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

#: Texts, in bytes of UTF-8.
TITLE, MESSAGE, EXPLANATION, LOG, NOTE = 400, 8_000, 4_000, 40_000, 1_000
#: A value or an artifact, in bytes of JSON.
VALUE, ARTIFACT = 60_000, 200_000
#: All artifacts of a case, and a report, in bytes of JSON.
ARTIFACTS, REPORT = 300_000, 1_000_000
#: Notes of a report.
NOTES = 40

_CUT = " [...]"
#: Bytes of JSON that no number of a report exceeds, nor a short sentence.
_NUMBER = 40


def text(value: str, limit: int) -> str:
    """`value`, cut to at most `limit` bytes of UTF-8. A cut is marked."""
    if len(value) * 4 <= limit:
        return value
    # A text of more characters than bytes allowed is cut before it is encoded: it may be very long.
    data = value[:limit].encode("utf-8", "replace")
    if len(data) <= limit and len(value) <= limit:
        return value
    return data[: limit - len(_CUT)].decode("utf-8", "ignore") + _CUT


def size(value: Any) -> int:
    """Bytes of a value's JSON."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))


def snapshot(value: Any, limit: int = VALUE) -> tuple[Any, int]:
    """A snapshot (plain JSON), or a sentence in its place when it is too large; and the bytes of its JSON at most."""
    if value is None or isinstance(value, bool | int | float):
        return value, _NUMBER
    taken = size(value)
    return (value, taken) if taken <= limit else ("too large to show", _NUMBER)


def artifacts(values: tuple[Mapping[str, Any], ...]) -> tuple[tuple[Mapping[str, Any], ...], int]:
    """The artifacts up to the first one that is too large, or that makes all of them too large; and their bytes."""
    kept: list[Mapping[str, Any]] = []
    room = ARTIFACTS
    for value in values:
        taken = size(value)
        if taken > ARTIFACT or taken > room:
            break
        room -= taken
        kept.append(value)
    return tuple(kept), ARTIFACTS - room


def text_size(value: str | None) -> int:
    """Bytes of a text's JSON at most: one byte may be escaped by six characters."""
    return 6 * len(value.encode("utf-8", "replace")) if value else 0
