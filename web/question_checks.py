"""Checks of one answer, for the page and the REST API: a run of its own that grades nothing else.

A check uses one of the question's tries, as an attempt does, and none of the assignment's attempts. It never counts
itself: the answer counts once it is submitted, which then costs no further try.
"""

from __future__ import annotations

import json
from typing import TypeAlias

from grader.formulas import preview
from grader.formulas.numbers import read_number
from grader.model import Assignment, Question, QuestionKind
from grader.store.models import CourseAssignment, Submission
from grader.store.question_attempts import attempts_so_far
from web import handin
from web.course_assignments import attempts_allowed
from web.i18n import N_, gettext
from web.problems import Problem
from web.services import reading

#: The text of a field, or the names of the chosen options.
Answer: TypeAlias = str | list[str]

#: Name of the file that a form's answers become.
FILENAME = "answers.json"
EMPTY = N_("Answer the question first.")
NO_NUMBER = N_("This cannot be read as a number. Write it with a decimal point, for example -0.125.")
NO_TRIES = N_("No tries are left for this question; the best answer counts.")
ALL_AT_ONCE = N_(
    "The attempts at this assignment are limited and this question has no tries of its own, so its answer is checked "
    "only when you submit all answers."
)


def check_answer(
    assignment: Assignment,
    course_assignment: CourseAssignment,
    question: Question,
    answer: Answer,
    *,
    student: str,
    person_id: int | None,
    bound: bool,
    api_token_id: int | None = None,
) -> Submission:
    """Queue a check of `answer`. Deadline and tries are enforced if `bound`, which they are not for instructors.

    Raises Problem 422 for an answer that cannot be read, which costs no try; 403 when no tries are left, and where the
    answers must be submitted together; and what `handin.hand_in` raises.
    """
    if problem := unreadable(question, answer):
        raise Problem(422, gettext(problem))
    if bound:
        _require_try(assignment, course_assignment, question, student)
    content = json.dumps({"answers": {question.name: answer}}, ensure_ascii=False)
    return handin.hand_in(
        assignment,
        course_assignment,
        handin.from_file(FILENAME, content.encode("utf-8", errors="replace")),
        student=student,
        person_id=person_id,
        practice=True,
        question=question.name,
        bound=bound,
        api_token_id=api_token_id,
    )


def unreadable(question: Question, answer: Answer) -> str:
    """Why `answer` is none of the kind that is asked for; empty if it is."""
    if not answer or (isinstance(answer, str) and not answer.strip()):
        return EMPTY
    if question.kind is QuestionKind.NUMBER and read_number(answer) is None:
        return NO_NUMBER
    if question.kind is QuestionKind.FORMULA:
        return (preview(answer, question.symbols)["error"] or "") if isinstance(answer, str) else EMPTY
    return ""


def can_check(assignment: Assignment, course_assignment: CourseAssignment, question: Question) -> bool:
    """Whether the answer may be checked alone: unlimited checks would get around limited attempts."""
    return bool(question.attempts) or not attempts_allowed(assignment, course_assignment)


def _require_try(assignment: Assignment, course_assignment: CourseAssignment, question: Question, student: str) -> None:
    if not can_check(assignment, course_assignment, question):
        raise Problem(403, gettext(ALL_AT_ONCE))
    if not question.attempts:
        return
    with reading() as db:
        known = attempts_so_far(db, course_assignment.course_id, student, assignment.slug, [question.name])
    if known[question.name].count >= question.attempts:
        raise Problem(403, gettext(NO_TRIES))
