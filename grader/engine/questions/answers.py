"""What a student handed in: a JSON object, or Python with a top-level `answers = {...}` literal beside functions.

The text is hostile. It is never executed; only a literal of bounded size and depth is read.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from grader.model import Source

#: Characters of the answers at most.
MAX_LENGTH = 20_000
#: Maximum nesting of brackets.
MAX_DEPTH = 6
#: Answers at most.
MAX_ANSWERS = 200

_START = re.compile(r"^answers[ \t]*=[ \t]*(?=\{)", re.MULTILINE)
#: A string without its end is one as well: if it were looked for again at each quote within, a long line of quotes
#: would be read as often as it has any.
_TOKEN = re.compile(r"'(?:[^'\\\n]|\\.)*'?|\"(?:[^\"\\\n]|\\.)*\"?|#[^\n]*|[\[{(]|[\]})]")


@dataclass(frozen=True, kw_only=True)
class Answers:
    """The answers, and the code that came with them."""

    #: Question -> text, number, or list of texts.
    values: Mapping[str, Any] = field(default_factory=dict)
    #: The code, for assignments that ask for some; None if there is none.
    code: Source | None = None
    #: Why no answers could be read, for the student; empty when they could.
    problem: str = ""


def read_answers(source: Source) -> Answers:
    """The answers in `source`. Never raises: what cannot be read is said in `problem`."""
    if source.cells[0].lstrip().startswith("{"):
        return _from_json(source, source.cells[0])
    for index, cell in enumerate(source.cells):
        if found := _START.search(cell):
            return _from_python(source, index, found)
    return Answers(code=source, problem="No answers were found: write answers = {...} at the top level.")


def _from_python(source: Source, index: int, found: re.Match[str]) -> Answers:
    """The answers are the literal after `found` in the cell `index`; what is left is the code."""
    cell = source.cells[index]
    literal = _literal(cell[found.end() : found.end() + MAX_LENGTH + 1])
    if literal is None:
        problem = (
            "The dictionary `answers` cannot be read: a bracket or a quotation mark is missing, or it is too long."
        )
        return Answers(code=source, problem=problem)
    # Blank lines in its place, so that every line of the code keeps its number.
    rest = cell[: found.start()] + "\n" * literal.count("\n") + cell[found.end() + len(literal) :]
    code = replace(source, cells=(*source.cells[:index], rest, *source.cells[index + 1 :]))
    try:
        values = ast.literal_eval(literal)
        # Written in hexadecimal, a number may be longer than Python can write it in digits; nobody could be shown it.
        str(values)
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        problem = "The dictionary `answers` cannot be read: it may hold only texts, numbers and lists of them."
        return Answers(code=code, problem=problem)
    return _checked(values, code)


def _from_json(source: Source, text: str) -> Answers:
    if len(text) > MAX_LENGTH * 10 or _deepest(text) > MAX_DEPTH:
        return Answers(problem="The JSON is too large or nested too deeply to be answers.")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        return Answers(problem=f"The JSON cannot be read{line}.")
    if not isinstance(document, dict) or not isinstance(document.get("answers"), dict):
        return Answers(problem='The JSON must be an object with the key "answers".')
    code = document.get("code")
    if code is not None and not isinstance(code, str):
        return Answers(problem='"code" must be a text.')
    kept = replace(source, filename="code.py", cells=(code,)) if code and code.strip() else None
    return _checked(document["answers"], kept)


def _checked(values: Any, code: Source | None) -> Answers:
    if not isinstance(values, dict) or len(values) > MAX_ANSWERS:
        return Answers(code=code, problem="The answers must be a dictionary from question to answer.")
    return Answers(values={str(name)[:100]: value for name, value in values.items()}, code=code)


def _literal(text: str) -> str | None:
    """The dictionary that `text` begins with, if it ends within the limits."""
    depth = 0
    for token in _TOKEN.finditer(text):
        first = token.group()[0]
        if first in "[{(":
            depth += 1
        elif first in "]})":
            depth -= 1
        if depth > MAX_DEPTH:
            return None
        if depth == 0 and first in "]})":
            return text[: token.end()] if token.end() <= MAX_LENGTH else None
    return None


def _deepest(text: str) -> int:
    depth = deepest = 0
    for token in _TOKEN.finditer(text):
        first = token.group()[0]
        depth += (first in "[{(") - (first in "]})")
        deepest = max(deepest, depth)
    return deepest
