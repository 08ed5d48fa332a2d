"""How a course treats time, attempts and results of an assignment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any


class HiddenFeedback(StrEnum):
    """What a student is shown of a failed hidden case, besides title, verdict and score."""

    #: Not even verdict and score: only that the test exists. A course may choose it until the deadline.
    NOTHING = "nothing"
    #: Nothing more.
    VERDICT = "verdict"
    #: The kind of difference in fixed words, without any number ("Some entries differ.").
    SUMMARY = "summary"
    #: Summary, and the named mistake with its hint.
    DIAGNOSIS = "diagnosis"
    #: Diagnosis, and counts, positions and line numbers in the summary ("3 of 6 entries differ.").
    NUMBERS = "numbers"


class Counts(StrEnum):
    """Which attempt's score is the student's score."""

    BEST = "best"
    LAST = "last"


class LateUnit(StrEnum):
    """What a deduction for late work is per."""

    HOUR = "hour"
    DAY = "day"


@dataclass(frozen=True, kw_only=True)
class Policy:
    """The rules beside the dates. `assignment.toml` holds the defaults; a course replaces single fields."""

    #: Minutes after the deadline that still count as on time.
    grace_minutes: int = 0
    #: Days after the deadline during which late work is accepted; 0: none, None: without end.
    days_accepted: int | None = 0
    #: Percent of the points that each started hour or day costs.
    percent: float = 0.0
    per: LateUnit = LateUnit.DAY
    #: Percent of the points that late work keeps in any case.
    floor_percent: float = 0.0
    #: Minutes between two attempts.
    cooldown_minutes: int = 0
    #: Which attempt counts; None: the assignment's.
    counts: Counts | None = None
    #: What is shown of hidden tests until the student's deadline, and after it; None: the assignment's.
    hidden_before: HiddenFeedback | None = None
    hidden_after: HiddenFeedback | None = None
    #: Whether mistakes are named and explained.
    hints: bool = True

    def replaced(self, overrides: Mapping[str, Any] | None) -> Policy:
        """With the fields of `overrides`, which come from `to_json` of single fields. Unknown fields are ignored."""
        if not overrides:
            return self
        known: dict[str, Any] = {
            name: _value(name, value) for name, value in overrides.items() if name in POLICY_FIELDS
        }
        return replace(self, **known)

    def to_json(self) -> dict[str, Any]:
        """All fields as JSON."""
        return {name: getattr(self, name) for name in POLICY_FIELDS}


#: Fields that JSON holds as text.
_ENUMS: Mapping[str, type[StrEnum]] = {
    "per": LateUnit,
    "counts": Counts,
    "hidden_before": HiddenFeedback,
    "hidden_after": HiddenFeedback,
}


def _value(name: str, value: Any) -> Any:
    return _ENUMS[name](value) if name in _ENUMS and value is not None else value


POLICY_FIELDS = tuple(field.name for field in fields(Policy))
