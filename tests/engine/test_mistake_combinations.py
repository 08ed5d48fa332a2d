"""Which combinations of known mistakes are worth a run."""

from types import SimpleNamespace

import numpy as np
import pytest

from grader.engine.diagnosis.following import HELPED, FollowingSession
from grader.engine.diagnosis.mistake_combinations import ChangedNumbers, WrongAnswer
from grader.engine.diagnosis.traces import COSTLY, Observed

RIGHT, OTHER = np.array([1.0, 2.0]), np.array([3.0, 5.0])
ZERO = np.zeros(2)


def may_come_from(mine, right, *alone):
    """Whether `mine`, where `right` is right, may come from mistakes that alone give `alone`."""
    wrong, mistakes = wrong_answer(mine, right, *alone)
    return wrong.may_come_from(mistakes)


def wrong_answer(mine, right, *alone):
    """The wrong answer, and the mistakes that alone give `alone`."""
    answers = {str(number): answer for number, answer in enumerate(alone)}
    observed = {
        name: Observed(passed=False, kind="value", steps=(("call f", answer),)) for name, answer in answers.items()
    }
    wrong = WrongAnswer(0, ("call f", mine), ("call f", right), observed.get)
    return wrong, [SimpleNamespace(name=name) for name in answers]


def test_two_mistakes_that_change_an_answer_are_tried():
    assert may_come_from(OTHER, RIGHT, 2 * RIGHT, 3 * RIGHT)
    assert may_come_from((OTHER, OTHER), (RIGHT, RIGHT), (2 * OTHER, RIGHT), (RIGHT, OTHER))
    assert not may_come_from(OTHER, RIGHT, 2 * RIGHT, RIGHT)


def test_one_that_gives_the_answer_is_tried_with_one_that_leaves_it():
    assert may_come_from(OTHER, RIGHT, OTHER, RIGHT)


def test_zeros_come_from_one_mistake_alone():
    assert not may_come_from(ZERO, RIGHT, 2 * RIGHT, 3 * RIGHT)
    assert may_come_from(ZERO, RIGHT, ZERO, 3 * RIGHT)
    # A part that is zero in the right answer as well needs no mistake.
    assert may_come_from((ZERO, OTHER), (ZERO, RIGHT), (ZERO, 2 * RIGHT), (ZERO, 3 * RIGHT))
    parts = [dict(zip(("dW", "db"), answer, strict=True)) for answer in ((ZERO, ZERO), (RIGHT, RIGHT))]
    assert may_come_from(*parts, {"dW": ZERO, "db": OTHER}, {"dW": OTHER, "db": ZERO})
    assert not may_come_from(*parts, {"dW": ZERO, "db": OTHER}, {"dW": OTHER, "db": OTHER})


@pytest.mark.parametrize(
    ("alone", "expected"),
    [
        (-2 * OTHER, True),
        (OTHER + 1, False),
        (np.append(OTHER, 1.0), False),
        (OTHER * np.nan, False),
        (OTHER * 1j, False),
        ({"dW": -OTHER}, False),
        (None, False),
    ],
)
def test_a_multiple_of_the_answer_is_seen(alone, expected):
    wrong, (mistake,) = wrong_answer(OTHER, RIGHT, alone)
    assert wrong.is_multiple_of(mistake) is expected


@pytest.mark.parametrize(
    ("alone", "expected"),
    [
        # Each changes one of the wrong numbers into what the submission gives.
        (((OTHER, RIGHT), (RIGHT, OTHER)), True),
        # Both change both, into whatever they like.
        (((2 * OTHER, ZERO), (3 * OTHER, 5 * OTHER)), True),
        # One alone changes the first, into something else.
        (((2 * OTHER, RIGHT), (RIGHT, OTHER)), False),
        # None changes the second.
        (((OTHER, RIGHT), (OTHER, RIGHT)), False),
        # One has another form, so that nothing is known of its numbers.
        (((OTHER, RIGHT), (RIGHT, np.ones(3))), True),
        (((OTHER, RIGHT), None), True),
    ],
)
def test_mistakes_fit_together_where_each_wrong_number_may_come_from_them(alone, expected):
    seen = {str(number): observed(answers) for number, answers in enumerate(alone) if answers is not None}
    changed = ChangedNumbers(observed((OTHER, OTHER)), observed((RIGHT, RIGHT)), seen.get)
    assert changed.fit([SimpleNamespace(name=str(number)) for number in range(len(alone))]) is expected


def test_where_numbers_are_not_known_all_mistakes_fit():
    unknown = Observed(passed=False, kind="value", steps=(("call f", None),))
    for mine, right in ((unknown, observed((RIGHT,))), (observed((OTHER,)), None)):
        assert ChangedNumbers(mine, right, {"0": observed((RIGHT,))}.get).fit([SimpleNamespace(name="0")])


def observed(answers):
    """A failed run with these answers."""
    return Observed(passed=False, kind="value", steps=tuple(("call f", answer) for answer in answers))


def test_a_followed_run_costs_its_answers_and_calls_of_helpers():
    session = SimpleNamespace(substitute=lambda functions: given.update(functions), call=lambda *_, **__: [1.0] * 70)
    given = {}
    following = FollowingSession(session, observed(([1.0] * 70, RIGHT)), frozenset())
    following.substitute({"helper": lambda x: x + 1})
    assert (following.cost, given["helper"](1)) == (0, 2)
    following.call("f", (), {})
    assert following.cost == 1 + 70 // COSTLY
    for _ in range(2 * HELPED):
        given["helper"](1)
    assert following.cost == 1 + 70 // COSTLY + 2
