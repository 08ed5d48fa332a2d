"""What can be wrong with a definition, explained to the student, and functions that raise the explanation."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from . import newer_syntax

#: `__file__`-like name in tracebacks of support.py.
SUPPORT = "<support>"
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
_INVALID_CHARACTER = re.compile(r"invalid (?:non-printable )?character '(.)'")
#: Signs that word processors and keyboards of other languages put in the place of plain ones.
_PLAIN_SIGNS = dict(zip("“”„‘’−–—×÷，；：（）［］｛｝＝＋＊", '"""\'\'---*/,;:()[]{}=+*', strict=True))
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


def syntax_problem(error: BaseException, lines: list[str], first_line: int = 1) -> tuple[str, int, str]:
    """Kind, line and explanation of the error that Python raised for `lines`, which begin with line `first_line`."""
    if not isinstance(error, SyntaxError):
        return "unreadable", first_line, "the code is nested too deeply to be read"
    last = first_line + max(len(lines), 1) - 1
    number = min(max(error.lineno or first_line, first_line), last)
    message = error.msg or "invalid syntax"
    line = lines[number - first_line] if lines else ""
    if "???" in line:
        return "unfinished", number, "`???` still has to be replaced"
    if message.startswith("invalid syntax") and _NOTHING_AFTER_EQUALS.search(line):
        return "unfinished", number, "nothing stands after the equals sign yet"
    if match := _NO_BODY.match(message):
        return "unfinished", int(match[1]), "the function has no body yet"
    for where, other, said in ((number, line, message), *((n, text, "") for n, text in enumerate(lines, first_line))):
        if needs := newer_syntax.needed(other, said):
            return "unreadable", where, needs
    return "unreadable", number, _in_python_3(message, line)


def _in_python_3(message: str, line: str) -> str:
    """Python's message, or how to write in Python 3 with plain signs what the line says."""
    for pattern, hint in _PYTHON_2:
        if match := pattern.search(message):
            return f"this is Python 2: {hint.format(*match.groups())}"
    for pattern, hint in _PYTHON_2_SIGNS:
        if message.startswith("invalid syntax") and pattern.search(line):
            return f"this is Python 2: {hint}"
    if (match := _INVALID_CHARACTER.match(message)) and match[1] in _PLAIN_SIGNS:
        return f"{message[:200]}; type `{_PLAIN_SIGNS[match[1]]}` in its place"
    return message[:200]
