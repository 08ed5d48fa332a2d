"""How the total of a course is made: weights of the assignments, and how many of the lowest results are left out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from grader.errors import GraderError
from grader.store.models import GradebookRule

#: The largest weight, and the largest number of results that are left out.
MOST_WEIGHT = 1000.0
MOST_DROPPED = 20


class InvalidRule(GraderError):
    """A weight or the number of results to leave out is out of range."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """How the total of a course is made."""

    #: Number of assignments with the lowest share of points that do not count for a student's total.
    drop_lowest: int = 0
    #: By slug; an assignment that is not named weighs as much as its points.
    weights: Mapping[str, float] = field(default_factory=dict)

    @property
    def is_plain(self) -> bool:
        """Whether the total is the sum of the points."""
        return not self.drop_lowest and not self.weights


def rule(session: Session, course_id: int) -> Rule:
    """The rule of a course; without one the total is the sum of the points."""
    row = session.get(GradebookRule, course_id)
    return Rule(drop_lowest=row.drop_lowest, weights=dict(row.weights)) if row is not None else Rule()


def set_rule(session: Session, course_id: int, new: Rule) -> None:
    """Replace the rule of a course. Raises `InvalidRule`."""
    if not 0 <= new.drop_lowest <= MOST_DROPPED:
        raise InvalidRule(f"The number of results to leave out is between 0 and {MOST_DROPPED}.")
    for slug, weight in new.weights.items():
        if not math.isfinite(weight) or not 0 <= weight <= MOST_WEIGHT:
            raise InvalidRule(f"The weight of {slug} is a number between 0 and {MOST_WEIGHT:g}.")
    session.merge(GradebookRule(course_id=course_id, drop_lowest=new.drop_lowest, weights=dict(new.weights)))
