"""The same grading where each test case has a bubblewrap of its own, which the worker starts for the evaluator."""

import os
from pathlib import Path

import pytest

from grader.model import Verdict
from tests.evaluator.test_supervision import CASES, HOSTILE, RIGHT, verdicts
from tests.worker.parts import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("evaluation", ["cold"], indirect=True)]

FAULTS = {
    "raises": ("raise KeyError(n)", "runtime_error"),
    "exits": ("__import__('os')._exit(3)", "runtime_error"),
    "aborts": ("__import__('os').abort()", "runtime_error"),
    "hangs": ("while True: pass", "time_limit_exceeded"),
    "fills memory": ("x = bytearray(1 << 40)", "memory_limit_exceeded"),
    "prints": ("print('x' * 100_000_000)", "output_limit_exceeded"),
}


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


@pytest.mark.parametrize(("does", "verdict"), FAULTS.values(), ids=FAULTS)
def test_what_the_code_does_costs_its_own_test(evaluation, does, verdict):
    evaluation.assignment(CASES.format(check="pass"), wall_seconds=2.0)
    before = bubblewraps()
    report = evaluation.grade(f"def number(n):\n    if n == 2:\n        {does}\n    return float(n)\n")
    assert verdicts(report) == ["accepted", verdict, "accepted", "accepted"]
    assert evaluation.grade(RIGHT).verdict is Verdict.ACCEPTED
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
