"""What becomes of a submission whose answers are expensive or dangerous to check."""

import os

import pytest

from grader.errors import AssignmentError, JudgeFault
from grader.model import Verdict
from tests.worker.parts import wait_until

#: Two ordinary cases around one that hands the student's number to `check`.
CASES = """
import os
import numpy as np
from grader.engine import case, expect


def check(value):
    {check}


@case(row="value", title="First", visible=True)
def first(student, reference):
    expect(student.number(1)).close_to(reference.number(1))


@case(row="value", title="Second")
def second(student, reference):
    value = student.number(2)
    check(value)
    expect(value).close_to(reference.number(2))


@case(row="value", title="Third", visible=True)
def third(student, reference):
    expect(student.number(3)).close_to(reference.number(3))


@case(row="value", title="Fourth", visible=True)
def fourth(student, reference):
    expect(student.number(4)).close_to(reference.number(4))
"""
RIGHT = "def number(n):\n    return float(n)\n"
#: Right but for the second case, where it gives -1.
HOSTILE = "def number(n):\n    return -1.0 if n == 2 else float(n)\n"
#: One product of matrices of half precision, which no signal interrupts.
IN_C = "value < 0 and np.ones((6000, 3000), np.float16) @ np.ones((3000, 6000), np.float16)"
IN_PYTHON = "[None for _ in iter(int, 1)] if value < 0 else None"
MEMORY = "value < 0 and np.ones(400_000_000)"
CRASH = "value < 0 and os.abort()"


def verdicts(report):
    return [case.verdict.value for case in report.cases]


@pytest.mark.parametrize(
    ("check", "verdict"),
    [
        (IN_C, Verdict.TIME_LIMIT_EXCEEDED),
        ("while value < 0: pass", Verdict.TIME_LIMIT_EXCEEDED),
        (MEMORY, Verdict.MEMORY_LIMIT_EXCEEDED),
        (CRASH, Verdict.MEMORY_LIMIT_EXCEEDED),
        ("value < 0 and os._exit(0)", Verdict.MEMORY_LIMIT_EXCEEDED),
    ],
    ids=["time in C", "time in Python", "memory", "crash", "exit"],
)
def test_an_expensive_answer_costs_its_own_test(evaluation, check, verdict):
    evaluation.assignment(CASES.format(check=check))
    report = evaluation.grade(HOSTILE)
    assert verdicts(report) == ["accepted", verdict.value, "accepted", "accepted"]
    assert evaluation.streamed == ["first", "second", "third", "fourth"]
    assert (report.score, report.max_score) == (3.0, 4.0)
    assert "Checking your answer took more" in report.cases[1].message
    assert evaluation.grade(RIGHT).verdict is Verdict.ACCEPTED


def test_an_exception_of_the_case_on_the_students_value_is_a_wrong_answer(evaluation):
    evaluation.assignment(CASES.format(check="value < 0 and {}[value]"))
    report = evaluation.grade(HOSTILE)
    assert verdicts(report) == ["accepted", "wrong_answer", "accepted", "accepted"]


def test_an_exception_of_the_reference_on_the_students_value_is_a_wrong_answer(evaluation):
    cases = CASES.format(check="pass").replace("reference.number(2)", "reference.number(value)")
    evaluation.assignment(cases, reference="def number(n):\n    return {1: 1., 2: 2., 3: 3., 4: 4.}[n]\n")
    report = evaluation.grade(HOSTILE)
    assert verdicts(report) == ["accepted", "wrong_answer", "accepted", "accepted"]


def test_after_two_checks_that_were_stopped_the_rest_is_not_run(evaluation):
    cases = CASES.format(check="while value < 0: pass").replace(
        "    expect(student.number(3))", "    check(student.number(3))\n    expect(student.number(3))"
    )
    evaluation.assignment(cases)
    report = evaluation.grade("def number(n):\n    return -1.0 if n > 1 else float(n)\n")
    assert verdicts(report) == ["accepted", "time_limit_exceeded", "time_limit_exceeded", "skipped"]
    assert evaluation.streamed == ["first", "second", "third", "fourth"]
    assert evaluation.grade(RIGHT).verdict is Verdict.ACCEPTED


def test_a_practice_run_that_is_stopped_stays_with_the_visible_cases(evaluation):
    cases = CASES.format(check="while value < 0: pass").replace('title="Second"', 'title="Second", visible=True')
    evaluation.assignment(cases.replace('title="Fourth", visible=True', 'title="Fourth"'))
    report = evaluation.grade(HOSTILE, visible_only=True)
    assert verdicts(report) == ["accepted", "time_limit_exceeded", "accepted"]


def test_an_evaluator_that_fails_before_any_case_is_the_graders_fault(evaluation, monkeypatch):
    evaluation.assignment(CASES.format(check="pass"))
    evaluation.open()
    evaluator = evaluation.pool.evaluator("numbers")
    evaluator.connection.send({"kind": "grade"})
    with pytest.raises(JudgeFault):
        evaluation.grade(RIGHT)
    assert evaluation.grade(RIGHT).verdict is Verdict.ACCEPTED


def test_a_broken_assignment_names_file_and_line(evaluation):
    evaluation.assignment("import nothing_like_it\n")
    with pytest.raises(AssignmentError, match=r"testcases/numbers/cases.py, line 1: ModuleNotFoundError"):
        evaluation.grade(RIGHT)


def test_evaluators_are_replaced_after_some_submissions(evaluation):
    evaluation.assignment(CASES.format(check="pass"))
    evaluation.open(submissions=2)
    peers = []
    for _ in range(4):
        assert evaluation.grade(RIGHT).verdict is Verdict.ACCEPTED
        peers.append(evaluation.pool.evaluator("numbers").connection.peer)
    assert len(set(peers)) == 3


def test_the_assignment_that_was_not_used_for_longest_is_forgotten(evaluation, monkeypatch):
    monkeypatch.setattr("grader.evaluator.pool.MOST_TEMPLATES", 2)
    for slug in ("first", "second", "third"):
        evaluation.assignment(CASES.format(check="pass"), slug=slug)
    peers = {}
    for slug in ("first", "second", "first", "third"):
        assert evaluation.grade(RIGHT, slug).verdict is Verdict.ACCEPTED
        peers[slug] = evaluation.pool.evaluator(slug).connection.peer
    wait_until(lambda: not os.path.exists(f"/proc/{peers['second']}"))
    assert os.path.exists(f"/proc/{peers['first']}")
    assert evaluation.grade(RIGHT, "second").verdict is Verdict.ACCEPTED


def test_all_processes_end_with_the_pool(evaluation):
    evaluation.assignment(CASES.format(check="pass"))
    evaluation.grade(RIGHT)
    peer = evaluation.pool.evaluator("numbers").connection.peer
    assert os.path.exists(f"/proc/{peer}")
    evaluation.close()
    wait_until(lambda: not os.path.exists(f"/proc/{peer}"))
