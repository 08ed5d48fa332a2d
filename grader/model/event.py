"""What happens while a submission is graded, in the order in which it is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from grader.model.report import CaseResult


@dataclass(frozen=True, kw_only=True)
class CaseFinished:
    """A test case has its result."""

    result: CaseResult


@dataclass(frozen=True, kw_only=True)
class Progress:
    """A long case tells how far it is. Comes from inside the jail: shown, never scored."""

    #: Name of the case.
    case: str
    #: Iterations done, and asked for.
    iteration: int
    of: int
    #: Seconds since the case began.
    seconds: float
    #: What else there is to draw, e.g. {"loss": 0.31, "reference_loss": 0.30}.
    data: Mapping[str, Any]


Event = CaseFinished | Progress
OnEvent = Callable[[Event], None]
