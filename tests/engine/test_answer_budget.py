"""However large a submission's answers are, only so much of them is kept."""

import numpy as np
import pytest

from grader.engine import case, expect
from grader.engine.answer_budget import MOST, SMALL, AnswerBudget, size
from grader.engine.local import LocalSession
from grader.engine.replay_cache import ReplayCache, ReplaySession
from grader.engine.running import run_case
from grader.errors import SubmissionFault
from grader.model import MIB, Verdict


def test_what_a_value_takes_is_counted_with_all_that_is_in_it():
    assert 8_000_000 <= size({"a": [np.zeros(500_000), (np.zeros(500_000),)]}) < 8_001_000
    assert 3000 <= size(["x" * 1000, b"y" * 1000, {"k" * 1000: None}]) < 4000
    assert size(2**4000) < 100


def test_large_answers_are_taken_up_to_a_limit():
    kept = AnswerBudget()
    for _ in range(MOST // (64 * MIB) - 1):
        kept.take("train", np.zeros(64 * MIB, np.uint8))
    with pytest.raises(SubmissionFault) as caught:
        kept.take("train", np.zeros(80 * MIB, np.uint8))
    assert caught.value.verdict is Verdict.OUTPUT_LIMIT_EXCEEDED
    assert "Your train() returned 80 MiB, which makes more than 256 MiB in all." in caught.value.message


def test_a_small_answer_is_taken_whatever_was_kept_before():
    kept = AnswerBudget(most=0)
    kept.take("relu", np.zeros(SMALL // 8 - 8))
    with pytest.raises(SubmissionFault):
        kept.take("relu", np.zeros(SMALL // 8))


@case(row="one", title="Raises")
def raises(student, reference):
    raise SubmissionFault(Verdict.RUNTIME_ERROR, str(student.relu(np.zeros(3)))) from ValueError()


@case(row="one", title="Fails")
def fails(student, reference):
    expect(student.relu(np.zeros(3))).close_to(np.ones(3))


@pytest.mark.parametrize("failing", [raises, fails])
def test_the_errors_that_are_kept_hold_no_values(failing):
    namespace = {"relu": lambda x: x}
    reference = ReplaySession(lambda: LocalSession(namespace), ReplayCache())
    outcome = run_case(failing, LocalSession(namespace), reference)
    error = outcome.fault or outcome.failed
    assert error.__traceback__ is error.__context__ is None
