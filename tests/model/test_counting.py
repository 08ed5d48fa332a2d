"""Which attempt counts."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from grader.model import Counts
from grader.model.counting import after_deduction, attempt_that_counts


@dataclass(frozen=True)
class Graded:
    attempt: int
    points: float | None
    max_score: float = 100.0


def chosen(*points: float | None, counts: Counts = Counts.BEST, free: frozenset[int] = frozenset()) -> int | None:
    attempts = [(Graded(number, value), number not in free) for number, value in enumerate(points, 1)]
    found = attempt_that_counts(attempts, counts)
    return found.attempt if found else None


def test_the_best_counts_and_the_first_of_equals():
    assert chosen(5.0, 9.0, 9.0, 3.0) == 2


def test_points_are_compared_as_shares():
    """The assignment was worth twice as much at the first attempt."""
    attempts = [(Graded(1, 6.0, 10.0), True), (Graded(2, 5.0, 5.0), True)]
    assert attempt_that_counts(attempts, Counts.BEST).attempt == 2


def test_the_last_counts_unless_it_was_free():
    assert chosen(5.0, 9.0, 0.0, counts=Counts.LAST) == 3
    assert chosen(5.0, 9.0, 0.0, counts=Counts.LAST, free=frozenset({3})) == 2
    assert chosen(0.0, 0.0, counts=Counts.LAST, free=frozenset({1, 2})) == 2


def test_what_is_not_graded_does_not_count():
    assert chosen(None, 4.0, None, counts=Counts.LAST) == 2
    assert chosen(None) is None


@given(st.lists(st.floats(0, 100), min_size=1, max_size=8))
def test_no_attempt_is_better_than_the_best(points):
    assert points[chosen(*points) - 1] == max(points)


@given(st.floats(0, 100), st.floats(0, 100))
def test_a_deduction_takes_its_share(points, percent):
    assert 0 <= after_deduction(points, percent) <= points + 1e-6
    assert after_deduction(points, 0) == points
    assert after_deduction(points, 100) == 0
