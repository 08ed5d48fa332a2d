"""Checks what a report says against the file that it is about: quoted code, lines and functions must be there."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from grader.engine.diagnosis.exception_patterns import EXCEPTIONS
from grader.engine.diagnosis.missing_definitions import MISSING_DEFINITIONS
from grader.model import CaseResult, Report, Source, Verdict

#: Titles and explanations of these hold for every file: they say what Python and NumPy do.
GENERAL = {pattern.name: pattern for pattern in (*EXCEPTIONS, *MISSING_DEFINITIONS)}
_QUOTED = re.compile(r"`([^`]+)`")
_LINE = re.compile(r"\b[Ll]ine (\d+)(?: of cell (\d+))?|\bcell (\d+), line (\d+)")
_FUNCTION_AT = re.compile(r"`(\w+)` \(line (\d+)(?: of cell (\d+))?\)")
_NUMPY = re.compile(r"\bnp\.\w+")


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """The names that the task gives or asks for."""

    words: frozenset[str]

    @classmethod
    def of(cls, secret: Any) -> Vocabulary:
        """Those of a loaded assignment."""
        assignment = secret.suite.assignment
        texts = (assignment.starter, assignment.support, assignment.prompt, *assignment.entry_points)
        words = {word for text in texts for word in re.findall(r"[A-Za-z_]\w*", text)}
        words |= {label for parameters in secret.reference.parameters.values() for label in parameters}
        words |= set(secret.reference.parameters)
        return cls(words=frozenset(words | {*keyword.kwlist, *dir(builtins), "self", "...", "???", "@", "*"}))


def contradictions(source: Source, report: Report, vocabulary: Vocabulary) -> Iterator[str]:
    """What is said of the failed cases and does not hold for the file."""
    text = "\n".join(source.cells)
    for case in report.cases:
        if case.verdict is Verdict.ACCEPTED or case.diagnosis is None:
            continue
        told = f"{case.diagnosis.title} {case.diagnosis.explanation}"
        general = GENERAL.get(case.diagnosis.name)
        specific = told.replace(general.explanation, "").replace(general.title, "") if general is not None else told
        for problem in (
            *_quotes(specific, text, vocabulary),
            *_lines(f"{told} {case.hint or ''}", source),
            *_functions(specific, source),
            *_numpy(specific, text),
            *_places(case, text, vocabulary),
        ):
            yield f"{case.name}: {problem}"


def _squeezed(text: str) -> str:
    return re.sub(r"[\s()]", "", text)


def _quotes(told: str, text: str, vocabulary: Vocabulary) -> Iterator[str]:
    plain = _squeezed(text)
    for quoted in _QUOTED.findall(told):
        if quoted not in vocabulary.words and _squeezed(quoted) not in plain:
            yield f"`{quoted}` is not in the file"


def _lines(told: str, source: Source) -> Iterator[str]:
    for match in _LINE.finditer(told):
        line = int(match[1] or match[4])
        cell = int(match[2] or match[3] or 1)
        if cell > len(source.cells) or not 1 <= line <= len(source.cells[cell - 1].split("\n")):
            yield f"there is no {match[0]}"


def _functions(told: str, source: Source) -> Iterator[str]:
    for match in _FUNCTION_AT.finditer(told):
        lines = source.cells[int(match[3] or 1) - 1].split("\n")
        number = int(match[2])
        # The line may be a comment in an untouched function.
        here = lines[max(number - 12, 0) : number] if number <= len(lines) else []
        if not any(re.search(rf"\b(def|class)\s+{match[1]}\b", line) for line in here):
            yield f"`{match[1]}` is not defined near line {number}"


def _numpy(told: str, text: str) -> Iterator[str]:
    for name in _NUMPY.findall(told):
        if name not in text and name.replace("np.", "numpy.") not in text:
            yield f"{name} is not in the file"


def _places(case: CaseResult, text: str, vocabulary: Vocabulary) -> Iterator[str]:
    """Names that a hint sends the student to."""
    _, _, place = (case.hint or "").partition("Look at: ")
    for word in re.findall(r"[A-Za-z]\w*_\w+", place):
        if word not in text and word not in vocabulary.words:
            yield f"{word}, where the hint sends to, is not in the file"
