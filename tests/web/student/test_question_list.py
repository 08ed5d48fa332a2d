"""Questions have the numbers of the task, and so has the code among them."""

from __future__ import annotations

from dataclasses import replace

from grader.assignments import public
from web.student.question_list import question_entries


def numbers(assignment):
    return [(entry.number, entry.name) for entry in question_entries(assignment)]


def test_the_numbers_are_those_of_the_rubric_rows():
    assert numbers(public.load("training_quiz")) == [
        ("1a", "cost_of_one"),
        ("1b", "cost_of_zero"),
        ("2", "cost_map"),
        ("3", "factors"),
        ("4", "code"),
        ("5a", "vector_cost"),
        ("5b", "chain_factor"),
    ]


def test_the_code_is_titled_as_its_row():
    code = next(entry for entry in question_entries(public.load("training_quiz")) if entry.question is None)
    assert code.title == "dCdb in code"


def test_without_code_there_are_questions_only():
    homework = public.load("backprop_homework")
    assert {name for _, name in numbers(homework)} == {question.name for question in homework.questions}
    assert numbers(homework)[-1] == ("4", "sgd")


def test_code_in_the_row_of_a_question_comes_last():
    quiz = public.load("training_quiz")
    mixed = replace(quiz, rows=tuple(row for row in quiz.rows if row.name != "code"))
    assert numbers(mixed)[-1] == ("5", "code")
