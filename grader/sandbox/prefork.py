"""Processes that are forked before they are needed: an init process, with children for the first test cases."""

from __future__ import annotations

from dataclasses import dataclass, replace

from grader.model import Limits
from grader.sandbox.bootstrap import limits_record
from grader.sandbox.zygote_client import InitProcess, PreforkedChild

#: Children that are prepared ahead of the test case that runs.
LOOKAHEAD = 3
#: Most sets of entry points for which a prediction is kept.
MAX_PREDICTIONS = 256


@dataclass(frozen=True, kw_only=True)
class Prediction:
    """What the last submission with the same entry points did, which the next one will probably do too."""

    #: Children that it used.
    cases: int
    #: How many of them it needed at once.
    at_once: int
    #: Limits of its first test case.
    limits: Limits


class Predictions:
    """The last prediction for each set of entry points."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], Prediction] = {}
        #: The prediction of the last submission, whatever its entry points.
        self.latest: Prediction | None = None

    def of(self, entry_points: tuple[str, ...]) -> Prediction | None:
        """The prediction for a submission with these entry points."""
        return self._known.get(entry_points)

    def learn(self, entry_points: tuple[str, ...], observed: Prediction | None) -> None:
        """Remember what a submission did; None if it opened no case."""
        self.latest = observed
        if observed is not None:
            if len(self._known) >= MAX_PREDICTIONS:
                self._known.clear()
            before = self._known.get(entry_points, observed)
            self._known[entry_points] = observed
            # Right and wrong submissions take turns: one child too many costs less than one too few.
            self.latest = replace(observed, at_once=max(before.at_once, observed.at_once))


class PreforkPool:
    """The init process of a submission that has not arrived yet, and its first children."""

    def __init__(self, init: InitProcess, prediction: Prediction | None) -> None:
        """`prediction` says how many children are needed first, and which limits they apply to themselves now."""
        self.init = init
        count = 1 + LOOKAHEAD if prediction is None else min(1 + LOOKAHEAD, prediction.at_once)
        self._children = [init.fork_child() for _ in range(count)]
        if prediction is not None:
            for child in self._children:
                child.confine(limits_record(prediction.limits))

    def take(self, limits: Limits) -> PreforkedChild:
        """One of the children, or a new one, under these limits. Raises JailLost."""
        record = limits_record(limits)
        child = next((child for child in self._children if child.limits_record in (None, record)), None)
        if child is None:
            child = self.init.fork_child()
        else:
            self._children.remove(child)
        if child.limits_record is None:
            child.confine(record)
        return child

    def close(self) -> None:
        """End all of them."""
        for child in self._children:
            child.close()
        self.init.close()
