"""answers.toml: what is right, and which wrong answers are known. Secret; only workers and the command line read it."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from grader.assignments.toml import TomlFile
from grader.engine.questions import ChoiceKey, FormulaKey, Key, Keyed, Mistake, NumberKey
from grader.errors import AssignmentError
from grader.formulas import FormulaError, equivalent, parse
from grader.formulas.tree import Node
from grader.model import Question, QuestionKind

NAME = "answers.toml"
MISTAKE_KEYS = ("name", "title", "explanation", "value")


def load_answers(folder: Path, questions: tuple[Question, ...]) -> tuple[Keyed, ...]:
    """Each question with its key. Raises `AssignmentError` with the line and the remedy."""
    if not questions:
        return ()
    path = folder / NAME
    if not path.is_file():
        raise AssignmentError(f"{path}: this file is missing: write the right answers of {folder.name}'s questions")
    file = TomlFile(path)
    names = {question.name for question in questions}
    if unknown := set(file.data) - names:
        file.fail(min(unknown), f"there is no question {min(unknown)!r} in questions.toml")
    found = []
    for question in questions:
        entry = file.data.get(question.name)
        if not isinstance(entry, dict):
            raise AssignmentError(f"{path}: the answer of question {question.name!r} is missing: add [{question.name}]")
        found.append(_keyed(file, question, entry))
    return tuple(found)


def _keyed(file: TomlFile, question: Question, entry: dict[str, Any]) -> Keyed:
    try:
        key = _key(file, question, entry)
    except KeyError as error:
        file.fail(question.name, f"the answer of {question.name!r} lacks {error.args[0]!r}: add it")
    praise = entry.get("praise")
    return Keyed(question=question, key=key, praise=praise) if praise else Keyed(question=question, key=key)


def _key(file: TomlFile, question: Question, entry: dict[str, Any]) -> Key:
    if question.kind is QuestionKind.NUMBER:
        return _number(file, question, entry)
    if question.kind is QuestionKind.FORMULA:
        return _typed(file, question, entry)
    return _choice(file, question, entry)


def _number(file: TomlFile, question: Question, entry: dict[str, Any]) -> NumberKey:
    mistakes = tuple((float(one["value"]), _mistake(file, one)) for one in entry.get("mistakes", []))
    key = NumberKey(value=float(entry["value"]), decimals=int(entry["decimals"]), mistakes=mistakes)
    for wrong, mistake in mistakes:
        if not math.isfinite(wrong) or abs(wrong - key.value) <= key.tolerance:
            file.fail(question.name, f"the mistake {mistake.name!r} has a value that counts as right")
    return key


def _typed(file: TomlFile, question: Question, entry: dict[str, Any]) -> FormulaKey:
    formula = _formula(file, question, entry["formula"])
    near = tuple((_formula(file, question, one["value"]), _mistake(file, one)) for one in entry.get("mistakes", []))
    if not equivalent(formula, formula):
        file.fail(question.name, f"the formula {entry['formula']!r} has no value at most points")
    for wrong, mistake in near:
        if equivalent(wrong, formula):
            file.fail(question.name, f"the near miss {mistake.name!r} is equivalent to the right formula")
    return FormulaKey(formula=formula, near_misses=near)


def _choice(file: TomlFile, question: Question, entry: dict[str, Any]) -> ChoiceKey:
    known = {option.name for option in question.options}
    right = entry["right"]
    chosen = frozenset([right] if isinstance(right, str) else right)
    feedback, missed = entry.get("feedback", {}), entry.get("missed", {})
    if unknown := (chosen | set(feedback) | set(missed)) - known:
        file.fail(question.name, f"question {question.name!r} has no option {min(unknown)!r}")
    if not chosen or (question.kind is QuestionKind.CHOICE and len(chosen) != 1):
        file.fail(question.name, f"question {question.name!r}: name the right option (one for a single choice)")
    if lacking := known - chosen - set(feedback):
        file.fail(question.name, f"question {question.name!r}: option {min(lacking)!r} is wrong and lacks feedback")
    return ChoiceKey(right=chosen, feedback=dict(feedback), missed=dict(missed))


def _mistake(file: TomlFile, entry: dict[str, Any]) -> Mistake:
    if missing := [key for key in MISTAKE_KEYS if key not in entry]:
        file.fail("mistakes", f"a mistake lacks {missing[0]!r}: each needs {', '.join(MISTAKE_KEYS)}")
    return Mistake(name=entry["name"], title=entry["title"], explanation=entry["explanation"])


def _formula(file: TomlFile, question: Question, text: str) -> Node:
    try:
        return parse(text, question.symbols)
    except FormulaError as error:
        file.fail(question.name, f"the formula {text!r} cannot be read: {error.message}")
