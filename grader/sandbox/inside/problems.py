"""What can be wrong with a definition, explained to the student, and functions that raise the explanation."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

#: The file name under which a cell is compiled, so that a traceback's frames can be told from those of other code.
_CODE_NAME = "<cell {}>"
_CODE_NAME_PATTERN = re.compile(r"<cell (\d+)>")

#: Python's messages for what Python 2 allowed, and how to say it.
_PYTHON_2 = (
    (re.compile(r"Missing parentheses in call to '(\w+)'"), "`{0}` needs parentheses"),
    (re.compile(r"multiple exception types must be parenthesized"), "`except X, e` is now `except X as e`"),
    (re.compile(r"leading zeros in decimal integer"), "a number such as 0777 is now 0o777"),
)
_PYTHON_2_SIGNS = (
    (re.compile(r"<>"), "`<>` is now `!=`"),
    (re.compile(r"\braise\s+\w+\s*,"), "`raise X, y` is now `raise X(y)`"),
)
_NO_BODY = re.compile(r"expected an indented block after function definition on line (\d+)")
_NOTHING_AFTER_EQUALS = re.compile(r"(?<![=<>!])=\s*(?:#.*)?$")


class Problem(NamedTuple):
    """Why a required name cannot be used."""

    #: "unreadable", "unfinished", "raised" or "missing".
    kind: str
    #: Index of the cell, 0 for files.
    cell: int
    #: 1-based line in the cell, 0 if there is none to name.
    line: int
    #: One sentence for the student that names the line.
    text: str


class NotLoaded(Exception):
    """A definition was called that could not be loaded. Its text is shown to the student as a load error."""


def code_name(cell: int) -> str:
    """The file name under which the code of a cell is compiled."""
    return _CODE_NAME.format(cell)


def cell_of(filename: str) -> int | None:
    """The cell that belongs to a traceback's file name, None if that is not the submission's code."""
    match = _CODE_NAME_PATTERN.fullmatch(filename)
    return int(match[1]) if match else None


def raiser(name: str, problem: Problem) -> Callable[..., Any]:
    """A function to bind to `name` that raises NotLoaded with the problem's text whenever it is called."""

    def not_loaded(*_args: Any, **_kwargs: Any) -> Any:
        raise NotLoaded(problem.text)

    not_loaded.__name__ = not_loaded.__qualname__ = name
    return not_loaded


def syntax_problem(error: BaseException, lines: list[str]) -> tuple[str, int, str]:
    """Kind, line and explanation of the error that Python raised for `lines`."""
    if not isinstance(error, SyntaxError):
        return "unreadable", 1, "the code is nested too deeply to be read"
    number = min(max(error.lineno or 1, 1), max(len(lines), 1))
    message = error.msg or "invalid syntax"
    line = lines[number - 1] if lines else ""
    if "???" in line:
        return "unfinished", number, "`???` still has to be replaced"
    if message.startswith("invalid syntax") and _NOTHING_AFTER_EQUALS.search(line):
        return "unfinished", number, "nothing stands after the equals sign yet"
    if match := _NO_BODY.match(message):
        return "unfinished", int(match[1]), "the function has no body yet"
    for pattern, hint in _PYTHON_2:
        if match := pattern.search(message):
            return "unreadable", number, f"this is Python 2: {hint.format(*match.groups())}"
    for pattern, hint in _PYTHON_2_SIGNS:
        if message.startswith("invalid syntax") and pattern.search(line):
            return "unreadable", number, f"this is Python 2: {hint}"
    return "unreadable", number, message[:200]
