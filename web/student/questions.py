"""Questions without code: the form's answers as a file, and the previews of formulas and numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound

from grader.formulas import preview
from grader.formulas.numbers import read_number
from grader.model import Assignment, Question, QuestionKind
from web.accounts.session import signed_in
from web.i18n import gettext
from web.question_checks import FILENAME, NO_NUMBER
from web.services import reading
from web.student.assignment_context import find_context
from web.student.blueprint import blueprint

__all__ = ["FILENAME", "answers_file", "earlier_answers", "find_question"]

#: Prefix of an answer's form field; the question's name follows.
PREFIX = "answer."
#: Characters of a formula that are previewed.
MAX_FORMULA = 400


@blueprint.get("/courses/<int:course_id>/<slug>/questions/<name>/formula")
@signed_in
def formula(course_id: int, slug: str, name: str) -> ResponseReturnValue:
    """The preview of the formula ?text= as an answer: {"mathml", "error"}, one of them null."""
    with reading() as db:
        question = find_question(find_context(db, course_id, slug).assignment, name, QuestionKind.FORMULA)
    return jsonify(preview(request.args.get("text", "")[:MAX_FORMULA], question.symbols))


@blueprint.get("/courses/<int:course_id>/<slug>/questions/<name>/number")
@signed_in
def number(course_id: int, slug: str, name: str) -> ResponseReturnValue:
    """How the number ?text= is read as an answer: {"text", "error"}, one of them null."""
    with reading() as db:
        find_question(find_context(db, course_id, slug).assignment, name, QuestionKind.NUMBER)
    value = read_number(request.args.get("text", "")[:MAX_FORMULA])
    if value is None:
        return jsonify(text=None, error=gettext(NO_NUMBER))
    return jsonify(text=f"{value:.10g}".replace("-", "−"), error=None)


def find_question(assignment: Assignment, name: str, kind: QuestionKind | None = None) -> Question:
    """The question of this name, and of this kind. Raises NotFound."""
    question = next((question for question in assignment.questions if question.name == name), None)
    if question is None or kind not in (None, question.kind):
        raise NotFound(gettext("There is no such question."))
    return question


def answers_file(assignment: Assignment, form: MultiDict[str, str]) -> bytes:
    """The answers in a form, and the code if the assignment asks for some, as the file that is handed in."""
    answers: dict[str, str | list[str]] = {}
    for question in assignment.questions:
        field = PREFIX + question.name
        if question.kind is QuestionKind.CHOICES:
            answers[question.name] = form.getlist(field)
        elif form.get(field, "").strip():
            answers[question.name] = form[field].strip()
    document: dict[str, Any] = {"answers": answers}
    if assignment.entry_points:
        document["code"] = form.get("source", "").replace("\r\n", "\n")
    return json.dumps(document, indent=1, ensure_ascii=False).encode("utf-8", errors="replace")


def earlier_answers(content: bytes | None) -> Mapping[str, Any]:
    """Question -> answer in a file that was handed in, to fill the form with; nothing if it holds none."""
    try:
        answers = json.loads(content or b"")["answers"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return {}
    return answers if isinstance(answers, dict) else {}
