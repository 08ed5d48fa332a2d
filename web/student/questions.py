"""Questions without code: the form's answers as a file, and the preview of formulas."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound

from grader.formulas import preview
from grader.model import Assignment, QuestionKind
from web.accounts.session import signed_in
from web.services import reading
from web.student.assignment_context import find_context
from web.student.blueprint import blueprint

#: Name of the file that a form's answers become.
FILENAME = "answers.json"
#: Prefix of an answer's form field; the question's name follows.
PREFIX = "answer."
#: Characters of a formula that are previewed.
MAX_FORMULA = 400


@blueprint.get("/courses/<int:course_id>/<slug>/questions/<name>/formula")
@signed_in
def formula(course_id: int, slug: str, name: str) -> ResponseReturnValue:
    """The preview of the formula ?text= as an answer: {"mathml", "error"}, one of them null."""
    with reading() as db:
        assignment = find_context(db, course_id, slug).assignment
    question = next((question for question in assignment.questions if question.name == name), None)
    if question is None or question.kind is not QuestionKind.FORMULA:
        raise NotFound("There is no such question.")
    return jsonify(preview(request.args.get("text", "")[:MAX_FORMULA], question.symbols))


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
