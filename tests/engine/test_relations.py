"""Linear relations between a wrong answer and the right one."""

import numpy as np
import pytest

from grader.engine.diagnosis.predicates import Failed
from grader.engine.diagnosis.relations import relate

RNG = np.random.default_rng(0)
RIGHT = RNG.normal(size=(3, 4))
ARGS = {"X": RNG.normal(size=(5, 8)), "learning_rate": np.array(0.3)}


def relation(actual, expected=RIGHT, args=ARGS, layers=None):
    found = relate([Failed(expected=np.asarray(expected), actual=np.asarray(actual), args=args, layers=layers or {})])
    return found.name if found else None


@pytest.mark.parametrize(
    ("actual", "name"),
    [
        (-RIGHT, "sign_reversed"),
        (2 * RIGHT, "factor_two"),
        (RIGHT / 2, "factor_half"),
        (-2 * RIGHT, "factor_minus_two"),
        (RIGHT / -2, "factor_minus_half"),
        (RIGHT / 8, "factor_one_over_m"),
        (RIGHT * 8, "factor_m"),
        (RIGHT * 0.3, "factor_learning_rate"),
        (RIGHT / 5, "factor_one_over_n"),
        (RIGHT.T, "transposed"),
        (RIGHT.ravel(), "other_shape"),
        (RIGHT[::-1], "rows_permuted"),
        (RIGHT[:, [1, 0, 2, 3]], "columns_permuted"),
        (np.zeros((3, 4)), "all_zero"),
        (np.full((3, 4), RIGHT.sum()), "summed_over_everything"),
        (RIGHT.mean(), "averaged_over_everything"),
        (np.abs(RIGHT), "sign_lost"),
        (RIGHT**2, "squared"),
        (np.trunc(RIGHT * 10), None),
        (RIGHT * 1.7, None),
        (RIGHT + 1, None),
        (RIGHT * 8 * (1 + 1e-4), None),
        (np.full((3, 4), np.nan), None),
        (np.full((3, 4), np.inf), None),
    ],
)
def test_relations(actual, name):
    assert relation(actual) == name


def test_more_relations():
    column = RIGHT[:, :1]
    assert relation(np.repeat(column, 4, axis=1), column) == "broadcast"
    assert relation(np.trunc(RIGHT * 10), RIGHT * 10) == "cut_to_whole_numbers"
    assert relation(ARGS["X"], RNG.normal(size=(5, 8))) == "argument_returned"
    shifted = {n: (np.full(2, float(n)), np.full(2, float(n + 1))) for n in range(1, 5)}
    assert relation(np.full(2, 2.0), np.array([1.0, 3.5]), layers=shifted) == "shifted_one_layer"


def test_a_relation_must_hold_in_the_last_entries_of_many_too():
    right = RNG.normal(size=(30, 5))
    right[:, 0] = 0.0
    for answer, name in ((-right, "sign_reversed"), (right[::-1], "rows_permuted"), (np.abs(right), "sign_lost")):
        assert relation(answer, right) == name
        answer = answer.copy()
        answer[-1, -1] += 0.5
        assert relation(answer, right) is None


def test_a_single_number_is_not_enough_to_be_sure():
    assert relation(2.0, 1.0) is None
    failures = [Failed(expected=np.array(e), actual=np.array(2 * e)) for e in (1.5, 0.7)]
    assert relate(failures).name == "factor_two"


def test_a_relation_must_hold_in_every_failure():
    failures = [Failed(expected=RIGHT, actual=2 * RIGHT), Failed(expected=RIGHT, actual=3 * RIGHT)]
    assert relate(failures) is None
    assert relate([]) is None


# --------------------------------------------------------------------------------------------------------------- traces
