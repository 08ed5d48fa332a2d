"""The questions of an assignment in the order and with the numbers of its task."""

from __future__ import annotations

from dataclasses import dataclass

from grader.model import Assignment, Question
from web.i18n import gettext
from web.question_checks import can_check
from web.student.blueprint import blueprint

LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A question, or the place where code is asked for."""

    #: That of its rubric row, with a letter if the row has several questions: "4", "1b".
    number: str
    title: str
    #: None: this is the code.
    question: Question | None

    @property
    def name(self) -> str:
        """The name of its field, and the end of its address on the page."""
        return self.question.name if self.question else "code"


@blueprint.app_template_global()
def question_entries(assignment: Assignment) -> list[Entry]:
    """The questions by rubric row, and among them the code, in one place even if several rows are about it."""
    entries: list[Entry] = []
    code: list[int] = []
    for number, row in enumerate(assignment.rows, 1):
        questions = [question for question in assignment.questions if question.row == row.name]
        for letter, question in zip(LETTERS, questions, strict=False):
            shown = f"{number}{letter}" if len(questions) > 1 else str(number)
            entries.append(Entry(number=shown, title=question.title, question=question))
        if not questions and assignment.entry_points:
            if not code:
                title = row.title.removeprefix(f"{number}. ")
                entries.append(Entry(number=str(number), title=title, question=None))
            code.append(number)
    if assignment.entry_points and not code:
        entries.append(Entry(number=str(len(assignment.rows) + 1), title=gettext("Your code"), question=None))
    return entries


blueprint.add_app_template_global(can_check, "can_check")
