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


def snapshot(value: Any, limit: int = VALUE) -> Any:
    """A snapshot (plain JSON), or a sentence in its place when it is too large."""
    if value is None or isinstance(value, bool | int | float) or size(value) <= limit:
        return value
    return "too large to show"


def artifacts(values: tuple[Mapping[str, Any], ...]) -> tuple[Mapping[str, Any], ...]:
    """The artifacts up to the first one that is too large, or that makes all of them too large."""
    kept: list[Mapping[str, Any]] = []
    room = ARTIFACTS
    for value in values:
        room -= (taken := size(value))
        if taken > ARTIFACT or room < 0:
            break
        kept.append(value)
    return tuple(kept)
