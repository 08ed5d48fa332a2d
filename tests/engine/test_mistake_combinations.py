"""Which combinations of known mistakes are worth a run."""

from types import SimpleNamespace

import numpy as np
import pytest

import grader.engine.diagnosis.wrong_answer as wrong_answers
from grader.engine.diagnosis.following import HELPED, Departed, FollowingSession
from grader.engine.diagnosis.mistake_combinations import disjoint_pairs, fit_in_pairs, pairs, triples
from grader.engine.diagnosis.traces import COSTLY, Observed
from grader.engine.diagnosis.wrong_answer import WrongAnswer
from grader.engine.tracing import Interaction

RIGHT, OTHER = np.array([1.0, 2.0]), np.array([3.0, 5.0])
ZERO = np.zeros(2)


def may_come_from(mine, right, *alone):
    """Whether `mine`, where `right` is right, may come from mistakes that alone give `alone`."""
    wrong, mistakes = wrong_answer(mine, right, *alone)
    may = wrong.may_come_from(mistakes)
    # The same is found one by one and at once.
    wrong, mistakes = wrong_answer(mine, right, *alone)
    wrong.look_at(mistakes)
    assert wrong.may_come_from_pairs(mistakes)[0, 1] == may
    return may


def wrong_answer(mine, right, *alone):
    """The wrong answer, and the mistakes that alone give `alone`."""
    runs = {str(number): observed((answer,)) for number, answer in enumerate(alone)}
    wrong = WrongAnswer(0, observed((mine,)), observed((right,)), runs.get)
    return wrong, [SimpleNamespace(name=name) for name in runs]


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
    for at_once in (False, True):
        wrong, mistakes = wrong_answer(OTHER, RIGHT, alone)
        if at_once:
            wrong.look_at(mistakes)
        assert wrong.is_multiple_of(mistakes[0]) is expected


def test_answers_of_one_form_are_not_looked_at_one_by_one(monkeypatch):
    wrong, mistakes = wrong_answer(OTHER, RIGHT, 2 * RIGHT, OTHER, {"dW": OTHER}, RIGHT)
    wrong.look_at(mistakes)
    looked = []
    monkeypatch.setattr(wrong_answers, "agree", lambda *steps: looked.append(steps))
    wrong.may_come_from_pairs(mistakes)
    assert [step[1] for step, _ in looked] == [{"dW": OTHER}] * 2


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
    seen = [observed(answers) if answers is not None else None for answers in alone]
    fit = fit_in_pairs(observed((OTHER, OTHER)), observed((RIGHT, RIGHT)), seen)
    assert fit[0, 1] == fit[1, 0] == expected


def test_numbers_of_more_than_one_word_of_bits_fit():
    right, mine = np.zeros(200), np.zeros(200)
    mine[[0, 199]] = 1.0
    first, last, other = np.zeros(200), np.zeros(200), np.zeros(200)
    first[0] = last[199] = other[[100, 199]] = 1.0
    fit = fit_in_pairs(observed((mine,)), observed((right,)), [observed((one,)) for one in (first, last, other)])
    assert list(pairs("abc", fit)) == [("a", "b")]


def test_where_numbers_are_not_known_all_mistakes_fit():
    unknown = observed((None,))
    for mine, right in ((unknown, observed((RIGHT,))), (observed((OTHER,)), None)):
        assert fit_in_pairs(mine, right, [observed((RIGHT,))] * 2).all()


def test_combined_mistakes_replace_different_functions():
    replaced = (("f",), ("g", "h"), ("h",), ("k",))
    known = [SimpleNamespace(name=name, replaces=names) for name, names in zip("abcd", replaced, strict=True)]
    apart = disjoint_pairs(known)
    assert ["".join(one.name for one in two) for two in pairs(known, apart)] == ["ab", "ac", "ad", "bd", "cd"]
    assert ["".join(one.name for one in three) for three in triples(known, apart)] == ["abd", "acd"]


def observed(answers):
    """A failed run with these answers."""
    return Observed(passed=False, kind="value", steps=tuple(("call f", answer) for answer in answers))


def test_a_followed_run_costs_its_answers_and_calls_of_helpers():
    given = {}
    session = SimpleNamespace(substitute=lambda functions: given.update(functions))
    following = FollowingSession(session, observed(([1.0] * 70, RIGHT)), frozenset())
    following.substitute({"helper": lambda x: x + 1})
    assert (following.cost, given["helper"](1)) == (0, 2)
    following.compare(Interaction(kind="call", name="f", kwargs={}, result=[1.0] * 70))
    assert following.cost == 1 + 70 // COSTLY
    for _ in range(2 * HELPED):
        given["helper"](1)
    assert following.cost == 1 + 70 // COSTLY + 2


def test_a_followed_run_ends_at_the_first_other_answer():
    following = FollowingSession(SimpleNamespace(), observed((RIGHT, RIGHT)), frozenset())
    following.compare(Interaction(kind="call", name="f", kwargs={}, result=RIGHT))
    with pytest.raises(Departed):
        following.compare(Interaction(kind="call", name="f", kwargs={}, result=OTHER))
