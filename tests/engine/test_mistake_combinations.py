"""Which combinations of known mistakes are worth a run."""

from types import SimpleNamespace

import numpy as np
import pytest

from grader.engine.diagnosis.mistake_combinations import WrongAnswer
from grader.engine.diagnosis.traces import Observed

RIGHT, OTHER = np.array([1.0, 2.0]), np.array([3.0, 5.0])
ZERO = np.zeros(2)


def may_come_from(mine, right, *alone):
    """Whether `mine`, where `right` is right, may come from mistakes that alone give `alone`."""
    answers = {str(number): answer for number, answer in enumerate(alone)}
    observed = {
        name: Observed(passed=False, kind="value", steps=(("call f", answer),)) for name, answer in answers.items()
    }
    wrong = WrongAnswer(0, ("call f", mine), ("call f", right), observed.get)
    return wrong.may_come_from([SimpleNamespace(name=name) for name in answers])


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((OTHER, RIGHT), (RIGHT, OTHER), True),
        ((2 * OTHER, RIGHT), (RIGHT, OTHER), False),
        ((2 * OTHER, RIGHT), (3 * OTHER, OTHER), True),
        # Both change the answer, but neither its second part.
        ((2 * OTHER, RIGHT), (3 * OTHER, RIGHT), False),
        ((OTHER, RIGHT), (RIGHT, RIGHT), False),
    ],
)
def test_each_part_of_an_answer_must_come_from_a_mistake(first, second, expected):
    assert may_come_from((OTHER, OTHER), (RIGHT, RIGHT), first, second) is expected
    names = ("dW", "db")
    mine, right, *alone = (
        dict(zip(names, answer, strict=True)) for answer in ((OTHER, OTHER), (RIGHT, RIGHT), first, second)
    )
    assert may_come_from(mine, right, *alone) is expected


def test_what_the_submission_gives_right_may_be_changed_by_both_or_by_none():
    assert may_come_from((OTHER, RIGHT), (RIGHT, RIGHT), (OTHER, RIGHT), (RIGHT, RIGHT))
    assert not may_come_from((OTHER, RIGHT), (RIGHT, RIGHT), (OTHER, 2 * RIGHT), (RIGHT, RIGHT))
    assert may_come_from((OTHER, RIGHT), (RIGHT, RIGHT), (OTHER, 2 * RIGHT), (RIGHT, 3 * RIGHT))


def test_zeros_come_from_one_mistake_alone():
    assert may_come_from(OTHER, RIGHT, 2 * RIGHT, 3 * RIGHT)
    assert not may_come_from(ZERO, RIGHT, 2 * RIGHT, 3 * RIGHT)
    assert may_come_from(ZERO, RIGHT, ZERO, 3 * RIGHT)


def test_an_answer_of_another_form_lacks_the_parts_of_the_right_one():
    assert not may_come_from((OTHER,), (RIGHT, RIGHT), (OTHER, RIGHT), (RIGHT, RIGHT))
    assert may_come_from((OTHER,), (RIGHT, RIGHT), (OTHER, 2 * RIGHT), (RIGHT, 3 * RIGHT))
