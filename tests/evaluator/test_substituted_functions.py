"""Functions of the reference that a submission calls in an evaluator, which has no /proc and fixed limits."""

import pytest

from grader.model import Verdict

CASES = """
from grader.engine import case, expect


@case(row="value", title="With the reference's helper", visible=True, substitute="number")
def substituted(student, reference):
    expect(student.twice(3)).close_to(6.0)
"""
REFERENCE = """
import numpy as np


def number(n):
    return float(n) if n < 100 else np.ones(int(n)).sum()


def twice(n):
    return 2.0 * number(n)
"""


def test_the_references_function_answers_in_place_of_the_students(evaluation):
    evaluation.assignment(CASES, points=4, reference=REFERENCE)
    report = evaluation.grade("def number(n):\n    return -1.0\n\ndef twice(n):\n    return 2 * number(n)\n")
    assert report.cases[0].verdict is Verdict.ACCEPTED, report.cases[0].message
    assert report.score == 4


@pytest.mark.parametrize("entries", [10**9, 10**12])
def test_arguments_that_need_too_much_memory_are_the_students_error(evaluation, entries):
    evaluation.assignment(CASES, points=4, reference=REFERENCE)
    code = f"""
        def twice(n):
            try:
                number({entries})
            except MemoryError:
                return 2.0 * n

        def number(n):
            return n
    """
    report = evaluation.grade(code)
    assert report.cases[0].verdict is Verdict.ACCEPTED, report.cases[0].message
