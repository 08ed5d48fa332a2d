"""Points after a change of what an assignment or one of its rows is worth."""

from __future__ import annotations


def rescaled(score: float, points: float | None, max_score: float) -> float:
    """A score out of `points`, those of the suite that graded it, as a score out of `max_score`, the points now."""
    if not points or points == max_score:
        return score
    return min(round(score / points * max_score, 6), max_score)
