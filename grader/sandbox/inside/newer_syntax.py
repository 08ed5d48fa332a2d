"""Recognises syntax of a newer Python than the one that runs, which would be told as an open bracket or worse."""

from __future__ import annotations

import builtins
import re
import sys

_F_STRING = re.compile(r"(?i)(?<![\w'\"])(?:f|fr|rf)('''|\"\"\"|'|\")")
#: Version, pattern of the line, and what to write instead.
_LINES = (
    ((3, 12), re.compile(r"\s*type\s+[^\W\d]\w*\s*(?:\[.*\])?\s*=(?!=)"), "leave out the word `type`"),
    ((3, 12), re.compile(r"\s*(?:async\s+)?def\s+\w+\s*\["), "leave out the square brackets after the name"),
    ((3, 12), re.compile(r"\s*class\s+\w+\s*\["), "leave out the square brackets after the name"),
)
_T_STRING = re.compile(r"(?:.*[\s(=,])?(?:t|tr|rt)[\"']")
_EXCEPT = re.compile(r"\s*except\s+([\w.]+)\s*,\s*([\w.]+)\s*:")


def needed(line: str, message: str) -> str:
    """What to say about a line that a newer Python could read, "" otherwise.

    `message` is what this one says about the line, "" if it says nothing.
    """
    version, advice = _found(line, message)
    if version <= sys.version_info[:2]:
        return ""
    newer, here = (".".join(map(str, numbers)) for numbers in (version, sys.version_info[:2]))
    return f"this line needs Python {newer} or newer, and Python {here} runs here: {advice}"


def _found(line: str, message: str) -> tuple[tuple[int, int], str]:
    if (match := _EXCEPT.match(line)) and "parenthesized" in message and _is_exception(match[2]):
        return (3, 14), "put the exceptions in parentheses"
    if message and _T_STRING.match(line):
        return (3, 14), "write an f-string"
    for version, pattern, advice in _LINES:
        if pattern.match(line):
            return version, advice
    if any(_reuses_quotes(line, match.end(), match[1]) for match in _F_STRING.finditer(line)):
        return (3, 12), "use the other kind of quotes inside the braces"
    if "f-string expression part cannot include" in message and _F_STRING.search(line):
        return (3, 12), "compute the value on a line of its own"
    return (0, 0), ""


def _is_exception(name: str) -> bool:
    """Whether a name is that of an exception; in Python 2 the name after the comma is a new variable."""
    known = getattr(builtins, name, None)
    return (isinstance(known, type) and issubclass(known, BaseException)) or name.endswith(("Error", "Exception"))


def _reuses_quotes(line: str, start: int, quote: str) -> bool:
    """Whether the f-string whose text begins at `start` uses its own quotes inside braces, and is closed after them."""
    position, depth, reused = start, 0, False
    while position < len(line):
        char = line[position]
        if depth == 0 and line.startswith(quote, position):
            return reused
        if depth and char in "'\"":
            end = line.find(char, position + 1)
            if end < 0:
                return False
            reused = reused or char == quote
            position = end
        elif char == "{":
            if depth == 0 and line.startswith("{{", position):
                position += 1
            else:
                depth += 1
        elif char == "}" and depth:
            depth -= 1
        elif char == "\\" and depth == 0:
            position += 1
        position += 1
    return False
