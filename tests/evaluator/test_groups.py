"""Test cases that share a process of the jail, driven by an evaluator."""

from __future__ import annotations

import pytest

from grader.model import Isolation

CASES = """
from grader.engine import case, expect

for number, visible in enumerate([True, True, True, False, False, False]):
    @case(row="value", title=f"Number {number}", name=f"number_{number}", visible=visible)
    def one(student, reference, number=number):
        expect(student.number(number)).close_to(reference.number(number))
    globals()[f"number_{number}"] = one
del one
"""
#: Right only as long as nothing of an earlier case is there.
RIGHT = """
seen = []

def number(n):
    seen.append(n)
    print(len(seen))
    return float(n) if len(seen) == 1 else 0.0
"""


@pytest.mark.parametrize("isolation", Isolation)
@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        (RIGHT, set()),
        (RIGHT.replace("float(n)", "float(n) + (n == 4)"), {4}),
        (RIGHT.replace("float(n)", "float(n) / (n != 1)"), {1}),
        (RIGHT + "import sys\n", set()),
    ],
    ids=["right", "a wrong number", "an exception", "outside of the subset"],
)
def test_the_verdicts_are_those_of_a_process_for_each_case(evaluation, isolation, code, wrong):
    evaluation.assignment(CASES, points=6)
    evaluation.jail.isolation = isolation
    report = evaluation.grade(code)
    evaluation.jail.isolation = Isolation.GROUP
    assert {n for n, case in enumerate(report.cases) if case.verdict.value != "accepted"} == wrong
    assert evaluation.streamed == [case.name for case in report.cases]
    assert all(case.log.strip() in ("", "1") for case in report.cases)
