"""Which attempt counts, and with how many points. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from grader.model.policy import Counts


class Attempt(Protocol):
    """A graded attempt."""

    @property
    def attempt(self) -> int:
        """Its number, from 1."""

    @property
    def points(self) -> float | None:
        """Its points after the deduction for late work."""

    @property
    def max_score(self) -> float | None:
        """The points that it could earn."""


A = TypeVar("A", bound=Attempt)


def attempt_that_counts(attempts: Iterable[tuple[A, bool]], counts: Counts) -> A | None:
    """The attempt that counts; None if there is none. Each comes with whether it has used an attempt.

    Best: the largest share of the points, the first of equals: the points of an assignment may change. Last: the newest
    that has used an attempt, else the newest. The store ranks the attempts of whole classes in the same order
    (`grader.store.results.attempts`).
    """
    graded = [(attempt, used) for attempt, used in attempts if attempt.points is not None]
    if not graded:
        return None
    if counts is Counts.LAST:
        return max(graded, key=lambda entry: (entry[1], entry[0].attempt))[0]
    return max(graded, key=lambda entry: (_share(entry[0]), -entry[0].attempt))[0]


def _share(attempt: Attempt) -> float:
    return (attempt.points or 0.0) / attempt.max_score if attempt.max_score else 0.0


def after_deduction(points: float, percent: float) -> float:
    """`points` without the deduction of `percent` percent."""
    return round(points * (1.0 - percent / 100.0), 6) if percent else points
