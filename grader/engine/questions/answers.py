"""What a student submitted: a JSON object, or Python with a top-level dictionary `answers` beside functions.

Python runs in the jail, which gives the answers entry by entry (`sandbox.inside.answers`). Where that does not end
well, the entries that are literals are read without running anything.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from grader.errors import SubmissionFault
from grader.model import Source

#: Characters of the answers at most.
MAX_LENGTH = 20_000
#: Maximum nesting of brackets.
MAX_DEPTH = 6
#: Answers at most.
MAX_ANSWERS = 200

_START = re.compile(r"^answers[ \t]*(?::[^=\n]{1,100})?=[ \t]*(?=\{)", re.MULTILINE)
_MENTIONED = re.compile(r"^[ \t]*answers\b", re.MULTILINE)
#: A string without its end is one as well: if it were looked for again at each quote within, a long line of quotes
#: would be read as often as it has any.
_TOKEN = re.compile(r"'(?:[^'\\\n]|\\.)*'?|\"(?:[^\"\\\n]|\\.)*\"?|#[^\n]*|[\[{(]|[\]})]")
_NOT_PLAIN = "The dictionary `answers` is not valid: it may hold only texts, numbers and lists of them."
_NO_DICTIONARY = "The answers must be a dictionary from question to answer."
_NONE_FOUND = "No answers were found: write answers = {...} at the top level."
_NO_END = "The dictionary `answers` is not valid: a bracket or a quotation mark is missing, or it is too long."


@dataclass(frozen=True, kw_only=True)
class Answers:
    """The answers, and the code that came with them."""

    #: Question -> text, number, or list of texts.
    values: Mapping[str, Any] = field(default_factory=dict)
    #: The code, for assignments that ask for some; None if there is none.
    code: Source | None = None
    #: Why no answers could be read, for the student; empty when they could.
    problem: str = ""
    #: Question -> why its answer could not be read.
    problems: Mapping[str, str] = field(default_factory=dict)


#: Runs a submission in the jail: {"found", "values", "problems"}, see `sandbox.inside.answers.read_answers`.
RunAnswers = Callable[[Source], Any]


def read_answers(source: Source, run: RunAnswers | None = None) -> Answers:
    """The answers in `source`. `run` is called for Python; without it nothing runs, and only literals are read.

    What cannot be read is said in `problem` and `problems`. Raises what `run` raises, but no SubmissionFault.
    """
    if source.cells[0].lstrip().startswith("{"):
        return _from_json(source, source.cells[0])
    if not any(map(_MENTIONED.search, source.cells)):
        return Answers(code=source, problem=_NONE_FOUND)
    code, literal = _separated(source)
    if run is None:
        return _from_literal(literal, code, "")
    try:
        return _from_run(run(source), code, literal)
    except SubmissionFault as fault:
        return _from_literal(literal, code, f"Your file could not be run: {fault.message}")


def _from_run(result: Any, code: Source, literal: str | None) -> Answers:
    """The answer of the jail is not trusted: it has the right form, or nothing was read."""
    if not isinstance(result, dict) or not isinstance(result.get("values"), dict):
        return Answers(code=code, problem=_NONE_FOUND)
    reported = result.get("problems")
    problems = {
        str(name)[:100]: str(text)[:300]
        for name, text in (reported.items() if isinstance(reported, dict) else ())
        if isinstance(name, str) and isinstance(text, str)
    }
    if result.get("found") is not True and not problems:
        return Answers(code=code, problem=_NO_END if literal is None else _NO_DICTIONARY)
    values = {str(name)[:100]: value for name, value in result["values"].items() if _is_answer(value)}
    if len(values) > MAX_ANSWERS:
        return Answers(code=code, problem=_NO_DICTIONARY)
    return Answers(values=values, code=code, problems=problems)


def _is_answer(value: Any) -> bool:
    if isinstance(value, list):
        return all(item is None or isinstance(item, str | bool | int | float) for item in value)
    return value is None or isinstance(value, str | bool | int | float)


def _separated(source: Source) -> tuple[Source, str | None]:
    """The code without the dictionary, and the dictionary's text if it has an end."""
    for index, cell in enumerate(source.cells):
        if not (found := _START.search(cell)):
            continue
        literal = _literal(cell[found.end() : found.end() + MAX_LENGTH + 1])
        if literal is None:
            return source, None
        # Blank lines in its place, so that every line of the code keeps its number.
        rest = cell[: found.start()] + "\n" * literal.count("\n") + cell[found.end() + len(literal) :]
        return replace(source, cells=(*source.cells[:index], rest, *source.cells[index + 1 :])), literal
    return source, None


def _from_literal(literal: str | None, code: Source, reason: str) -> Answers:
    """The entries that are literals; `reason` says why the file could not be run."""
    if literal is None:
        return Answers(code=code, problem=f"{_NO_END} {reason}".strip())
    try:
        node = ast.parse(literal, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return Answers(code=code, problem=f"{_NOT_PLAIN} {reason}".strip())
    if not isinstance(node, ast.Dict) or len(node.keys) > MAX_ANSWERS:
        return Answers(code=code, problem=_NO_DICTIONARY)
    values: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        name = ""
        try:
            # Written in hexadecimal, a number may be longer than Python can write it in digits.
            name = str(key.value)[:100] if isinstance(key, ast.Constant) else ""
            found = ast.literal_eval(value)
            str(found)
            values[name] = found
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            problems[name] = f"it is neither a text nor a number. {reason}".strip()[:300]
    if problems and not values:
        return Answers(code=code, problem=f"{_NOT_PLAIN} {reason}".strip(), problems=problems)
    return Answers(values=values, code=code, problems=problems)


def _from_json(source: Source, text: str) -> Answers:
    if len(text) > MAX_LENGTH * 10 or _deepest(text) > MAX_DEPTH:
        return Answers(problem="The JSON is too large or nested too deeply to be answers.")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        return Answers(problem=f"The JSON is not valid{line}.")
    if not isinstance(document, dict) or not isinstance(document.get("answers"), dict):
        return Answers(problem='The JSON must be an object with the key "answers".')
    code = document.get("code")
    if code is not None and not isinstance(code, str):
        return Answers(problem='"code" must be a text.')
    kept = replace(source, filename="code.py", cells=(code,)) if code and code.strip() else None
    values = document["answers"]
    if len(values) > MAX_ANSWERS:
        return Answers(code=kept, problem=_NO_DICTIONARY)
    return Answers(values={str(name)[:100]: value for name, value in values.items()}, code=kept)


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
