"""Events of a grading run, in the order in which they occur."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from grader.model.report import CaseResult


@dataclass(frozen=True, kw_only=True)
class CaseFinished:
    """A test case has ended."""

    result: CaseResult


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Progress of a long case. Reported from inside the jail, so it is shown but never affects the score."""

    #: Name of the case.
    case: str
    #: Iterations done, and total.
    iteration: int
    of: int
    #: Seconds since the case began.
    seconds: float
    #: Further values to plot, e.g. {"loss": 0.31, "reference_loss": 0.30}.
    data: Mapping[str, Any]


Event = CaseFinished | Progress
OnEvent = Callable[[Event], None]
