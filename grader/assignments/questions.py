"""questions.toml: the public part of questions without code. What is right lies in answers.toml."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from grader.assignments.toml import Number, Table, Text, TomlFile, Whole
from grader.model import Option, Question, QuestionKind, RubricRow, Symbols

NAME = "questions.toml"


class OptionTable(Table):
    """One thing to choose."""

    name: Text
    text: Text


class SymbolsTable(Table):
    """The names that a formula may be written with."""

    names: tuple[Text, ...] = ()
    layered: tuple[Text, ...] = ()
    functions: tuple[Text, ...] = ()
    differentiated: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _no_empty_name(self) -> Self:
        for key in SymbolsTable.model_fields:
            if not all(getattr(self, key)):
                raise ValueError(f"{key} is a list of names, and none is empty")
        return self


class QuestionTable(Table):
    """One question."""

    name: Text
    title: Text
    row: Text
    kind: QuestionKind
    text: Text
    weight: Number = 1.0
    attempts: Whole = 0
    example: Text = ""
    options: tuple[OptionTable, ...] = ()
    symbols: SymbolsTable = Field(default_factory=SymbolsTable)

    @model_validator(mode="after")
    def _options_fit(self) -> Self:
        if (self.kind in (QuestionKind.CHOICE, QuestionKind.CHOICES)) != (len(self.options) > 1):
            raise ValueError(f"question {self.name!r}: choices have two options at least, other kinds none")
        return self


class QuestionsTable(Table):
    """The whole file."""

    questions: tuple[QuestionTable, ...] = Field(min_length=1)


def load_questions(folder: Path, rows: tuple[RubricRow, ...]) -> tuple[Question, ...]:
    """The questions of an assignment's folder, none if it has no such file. Raises `AssignmentError` with the line."""
    path = folder / NAME
    if not path.is_file():
        return ()
    file = TomlFile(path)
    found = file.read(QuestionsTable).questions
    known = {row.name for row in rows}
    names: set[str] = set()
    for index, question in enumerate(found):
        if question.name in names:
            what = f"two questions are named {question.name!r}: rename one of them"
            file.fail("questions", index, "name", what=what)
        if question.row not in known:
            what = f"question {question.name!r} names row {question.row!r}, which assignment.toml does not have"
            file.fail("questions", index, "row", what=what)
        names.add(question.name)
    return tuple(_question(table) for table in found)


def _question(table: QuestionTable) -> Question:
    return Question(
        name=table.name,
        title=table.title,
        row=table.row,
        weight=table.weight,
        kind=table.kind,
        text=table.text.strip(),
        options=tuple(Option(name=option.name, text=option.text) for option in table.options),
        symbols=Symbols(**table.symbols.model_dump()),
        attempts=table.attempts,
        example=table.example,
    )
