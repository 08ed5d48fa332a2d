"""Finds a definition that stands in a comment or in a string, where Python does not see it."""

from __future__ import annotations

import ast
import re
from typing import NamedTuple

#: Longer cells are searched for comments only.
MAX_CHARACTERS = 60_000


class Disabled(NamedTuple):
    """A definition that is not run."""

    #: 1-based line of the definition.
    line: int
    #: "a comment", or "the text that begins in line 3".
    inside: str


def find_disabled(name: str, text: str) -> Disabled | None:
    """Where `text` has a `def` or `class` of that name in a comment or a string."""
    if name not in text:
        return None
    pattern = re.compile(rf"\s*(#[#\s]*)?(?:async\s+)?(?:def|class)\s+{re.escape(name)}\b")
    for number, line in enumerate(text.split("\n"), start=1):
        match = pattern.match(line)
        if match is None:
            continue
        if match[1]:
            return Disabled(number, "a comment")
        begin = _string_around(number, text)
        if begin is not None:
            return Disabled(number, f"the text between quotation marks that begins in line {begin}")
    return None


def _string_around(number: int, text: str) -> int | None:
    """The first line of the string that goes over line `number`."""
    if len(text) > MAX_CHARACTERS:
        return None
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        if node.lineno < number <= (node.end_lineno or 0):
            return node.lineno
    return None
