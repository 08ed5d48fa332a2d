"""The same grading where each test case has a bubblewrap of its own, which the worker starts for the evaluator."""

import os
from pathlib import Path

import pytest

from grader.model import Verdict
from tests.evaluator.test_supervision import CASES, HOSTILE, RIGHT, verdicts
from tests.worker.parts import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("evaluation", ["cold"], indirect=True)]

#: What the code does, and the verdict of the test that runs it.
FAULTS = {
    "raise KeyError(n)": "runtime_error",
    "__import__('os')._exit(3)": "runtime_error",
    "__import__('os').abort()": "runtime_error",
    "while True: pass": "time_limit_exceeded",
    "x = bytearray(1 << 40)": "memory_limit_exceeded",
    "print('x' * 100_000_000)": "output_limit_exceeded",
}
HEAD = "from grader.engine import case, expect\n"
CASE_OF_A_NUMBER = """
@case(row="value", title="The number {n}", visible={n} < 2)
def number_{n}(student, reference):
    expect(student.number({n})).close_to(reference.number({n}))
"""
#: A test for each number: those of odd numbers meet a fault.
NUMBERS = range(2 * len(FAULTS) + 1)
FAULTY = "def number(n):\n" + "".join(
    f"    if n == {2 * index + 1}:\n        {does}\n" for index, does in enumerate(FAULTS)
)


def bubblewraps():
    """Process ids of the children of this process that are bubblewrap."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return {pid for pid in children if Path(f"/proc/{pid}/comm").read_text().strip() == "bwrap"}


def test_right_and_wrong_code(evaluation):
    evaluation.assignment(CASES.format(check="pass"))
    assert evaluation.grade(RIGHT).verdict is Verdict.ACCEPTED
    assert evaluation.streamed == ["first", "second", "third", "fourth"]
    report = evaluation.grade("def number(n):\n    print('got', n)\n    return n + 1.0\n")
    assert verdicts(report) == ["wrong_answer"] * 4
    assert report.cases[0].log == "got 1\n"


def test_what_the_code_does_costs_its_own_test(evaluation):
    """Each fault comes between two tests that pass."""
    cases = HEAD + "".join(CASE_OF_A_NUMBER.format(n=n) for n in NUMBERS)
    evaluation.assignment(cases, wall_seconds=2.0, points=len(NUMBERS))
    before = bubblewraps()
    report = evaluation.grade(FAULTY + "    return float(n)\n")
    expected = ["accepted"] * len(NUMBERS)
    expected[1::2] = FAULTS.values()
    assert verdicts(report) == expected
    assert evaluation.grade(RIGHT, visible_only=True).verdict is Verdict.ACCEPTED
    assert len(bubblewraps()) <= len(before) + 1


def test_code_that_cannot_be_loaded(evaluation):
    evaluation.assignment(CASES.format(check="pass"))
    assert verdicts(evaluation.grade("raise ValueError('at the top')\n")) == ["load_error"] * 4


def test_an_expensive_answer_ends_the_process_of_its_case(evaluation):
    evaluation.assignment(CASES.format(check="while value < 0: pass"))
    evaluation.open()
    evaluation.pool.evaluator("numbers")
    before = bubblewraps()
    report = evaluation.grade(HOSTILE)
    assert verdicts(report) == ["accepted", "time_limit_exceeded", "accepted", "accepted"]
    assert evaluation.streamed == ["first", "second", "third", "fourth"]
    wait_until(lambda: bubblewraps() == before)
