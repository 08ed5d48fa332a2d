"""answers.toml: what is right, and which wrong answers are known. Secret; only workers and the command line read it."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field

from grader.assignments.toml import KeyPath, Number, Table, Text, TomlFile, Whole
from grader.engine.questions import ChoiceKey, FormulaKey, Key, Keyed, Mistake, NumberKey
from grader.errors import AssignmentError
from grader.formulas import FormulaError, equivalent, parse
from grader.formulas.tree import Node
from grader.model import Question, QuestionKind

NAME = "answers.toml"


class MistakeTable(Table):
    """A wrong answer that is known; its key is its name."""

    title: Text
    explanation: Text

    def named(self, name: str) -> Mistake:
        """The mistake with its name."""
        return Mistake(name=name, title=self.title, explanation=self.explanation)


class WrongNumberTable(MistakeTable):
    """A wrong number."""

    value: Number


class WrongFormulaTable(MistakeTable):
    """A near miss, as a formula."""

    value: Text


class AnswerTable(Table):
    """What every answer may have."""

    #: What is said of a right answer.
    praise: Text = ""


class NumberTable(AnswerTable):
    """The answer of a number."""

    value: Number
    decimals: Whole
    mistakes: dict[str, WrongNumberTable] = Field(default_factory=dict)


class FormulaTable(AnswerTable):
    """The answer of a formula."""

    formula: Text
    mistakes: dict[str, WrongFormulaTable] = Field(default_factory=dict)


def _as_list(right: object) -> object:
    return [right] if isinstance(right, str) else right


class ChoiceTable(AnswerTable):
    """The answer of a choice: one name, or a list of them."""

    right: Annotated[tuple[Text, ...], BeforeValidator(_as_list)]
    feedback: dict[str, Text] = Field(default_factory=dict)
    missed: dict[str, Text] = Field(default_factory=dict)


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
        file.fail(min(unknown), what=f"there is no question {min(unknown)!r} in questions.toml")
    if missing := [question.name for question in questions if question.name not in file.data]:
        raise AssignmentError(f"{path}: the answer of question {missing[0]!r} is missing: add [{missing[0]}]")
    return tuple(_keyed(file, question) for question in questions)


def _keyed(file: TomlFile, question: Question) -> Keyed:
    entry, at = file.data[question.name], (question.name,)
    key: Key
    table: AnswerTable
    if question.kind is QuestionKind.NUMBER:
        number = table = file.read(NumberTable, entry, at)
        key = _number(file, question, number)
    elif question.kind is QuestionKind.FORMULA:
        formula = table = file.read(FormulaTable, entry, at)
        key = _typed(file, question, formula)
    else:
        choice = table = file.read(ChoiceTable, entry, at)
        key = _choice(file, question, choice)
    return Keyed(question=question, key=key, praise=table.praise) if table.praise else Keyed(question=question, key=key)


def _number(file: TomlFile, question: Question, table: NumberTable) -> NumberKey:
    mistakes = tuple((wrong.value, wrong.named(name)) for name, wrong in table.mistakes.items())
    key = NumberKey(value=table.value, decimals=table.decimals, mistakes=mistakes)
    for wrong, mistake in mistakes:
        if not math.isfinite(wrong) or abs(wrong - key.value) <= key.tolerance:
            what = f"the mistake {mistake.name!r} has a value that counts as right"
            file.fail(question.name, "mistakes", mistake.name, "value", what=what)
    return key


def _typed(file: TomlFile, question: Question, table: FormulaTable) -> FormulaKey:
    here: KeyPath = (question.name, "formula")
    formula = _formula(file, question, table.formula, here)
    if not equivalent(formula, formula):
        file.fail(*here, what=f"the formula {table.formula!r} has no value at most points")
    near: list[tuple[Node, Mistake]] = []
    for name, miss in table.mistakes.items():
        here = (question.name, "mistakes", name, "value")
        wrong = _formula(file, question, miss.value, here)
        if equivalent(wrong, formula):
            file.fail(*here, what=f"the near miss {name!r} is equivalent to the right formula")
        near.append((wrong, miss.named(name)))
    return FormulaKey(formula=formula, near_misses=tuple(near))


def _choice(file: TomlFile, question: Question, table: ChoiceTable) -> ChoiceKey:
    known = {option.name for option in question.options}
    chosen = frozenset(table.right)
    for key, names in (("right", chosen), ("feedback", {*table.feedback}), ("missed", {*table.missed})):
        if unknown := names - known:
            file.fail(
                question.name, key, min(unknown), what=f"question {question.name!r} has no option {min(unknown)!r}"
            )
    if not chosen or (question.kind is QuestionKind.CHOICE and len(chosen) != 1):
        what = f"question {question.name!r}: name the right option (one for a single choice)"
        file.fail(question.name, "right", what=what)
    if lacking := known - chosen - set(table.feedback):
        what = f"question {question.name!r}: option {min(lacking)!r} is wrong and lacks feedback"
        file.fail(question.name, "feedback", what=what)
    return ChoiceKey(right=chosen, feedback=table.feedback, missed=table.missed)


def _formula(file: TomlFile, question: Question, text: str, path: KeyPath) -> Node:
    try:
        return parse(text, question.symbols)
    except FormulaError as error:
        file.fail(*path, what=f"the formula {text!r} cannot be read: {error.message}")
