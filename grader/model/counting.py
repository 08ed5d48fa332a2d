"""Which attempt counts, and with how many points. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from grader.model.policy import Counts


def index_that_counts(attempts: Iterable[tuple[float | None, bool]], counts: Counts) -> int | None:
    """The index of the attempt that counts; None if none is graded.

    Attempts are in the order of submission: the share of the points, from 0 to 1 and None if it is not graded, and
    whether the attempt was used. Best: the largest share, the first of equals; shares, because the points of an
    assignment may change. Last: the newest that was used, else the newest.
    """
    best, chosen = None, None
    for index, (share, used) in enumerate(attempts):
        if share is None:
            continue
        rank = (used, index) if counts is Counts.LAST else (share, -index)
        if best is None or rank > best:
            best, chosen = rank, index
    return chosen


def after_deduction(points: float, percent: float) -> float:
    """`points` without the deduction of `percent` percent."""
    return round(points * (1.0 - percent / 100.0), 6) if percent else points
