"""The time of a search: seconds of one core, whatever else the machine does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

#: The search ends after so many times its seconds by the clock on the wall: the machine is busy.
_PATIENCE = 15.0


class BudgetExceeded(Exception):
    """The time of the search is up, or it was cancelled."""


@dataclass(kw_only=True)
class Budget:
    """Counts the processor time of this process, and for each run in the jail what it may have taken there.

    Children do not tell their processor time truthfully. A run is charged the time that it took by the wall clock,
    but no more than a run of its kind takes on an idle machine, unless it ran into its time limit.
    """

    #: Seconds by the wall clock, and of processor time of this process.
    clock: Callable[[], float]
    processor: Callable[[], float]
    seconds: float
    is_cancelled: Callable[[], bool] = lambda: False
    _begin: float = field(init=False)
    _begin_processor: float = field(init=False)
    _charged: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        self._begin, self._begin_processor = self.clock(), self.processor()

    @property
    def used(self) -> float:
        """Seconds of one core since the beginning."""
        return self.processor() - self._begin_processor + self._charged

    @contextmanager
    def run(self, most: float) -> Iterator[Charge]:
        """Charge a run in the jail, at most `most` seconds unless `Charge.most` is changed meanwhile.

        Raises BudgetExceeded when the search was cancelled.
        """
        if self.is_cancelled():
            raise BudgetExceeded
        charge = Charge(most=most)
        clock, processor = self.clock(), self.processor()
        yield charge
        waited = (self.clock() - clock) - (self.processor() - processor)
        self._charged += max(0.0, min(waited, charge.most))

    def check(self, until: float = float("inf")) -> None:
        """Raise BudgetExceeded when the whole time is used up, or that until `until`."""
        is_late = self.clock() - self._begin > _PATIENCE * self.seconds
        if is_late or self.used > min(self.seconds, until) or self.is_cancelled():
            raise BudgetExceeded


@dataclass(kw_only=True)
class Charge:
    """How a run is charged."""

    #: Seconds at most; infinity for a run that used its whole time limit.
    most: float
