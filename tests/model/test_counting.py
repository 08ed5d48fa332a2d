"""Which attempt counts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from grader.model import Counts
from grader.model.counting import after_deduction, index_that_counts


def chosen(*shares: float | None, counts: Counts = Counts.BEST, free: frozenset[int] = frozenset()) -> int | None:
    return index_that_counts([(share, index not in free) for index, share in enumerate(shares)], counts)


def test_the_best_counts_and_the_first_of_equals():
    assert chosen(0.5, 0.9, 0.9, 0.3) == 1


def test_the_last_counts_unless_it_was_free():
    assert chosen(0.5, 0.9, 0.0, counts=Counts.LAST) == 2
    assert chosen(0.5, 0.9, 0.0, counts=Counts.LAST, free=frozenset({2})) == 1
    assert chosen(0.0, 0.0, counts=Counts.LAST, free=frozenset({0, 1})) == 1


def test_what_is_not_graded_does_not_count():
    assert chosen(None, 0.4, None, counts=Counts.LAST) == 1
    assert chosen(None) is None


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_no_attempt_is_better_than_the_best(shares):
    assert shares[chosen(*shares)] == max(shares)


@given(st.floats(0, 100), st.floats(0, 100))
def test_a_deduction_takes_its_share(points, percent):
    assert 0 <= after_deduction(points, percent) <= points + 1e-6
    assert after_deduction(points, 0) == points
    assert after_deduction(points, 100) == 0
