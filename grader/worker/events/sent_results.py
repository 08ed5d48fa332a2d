"""Recognises results that a watcher already has from an interrupted run, which the next run produces again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from grader.store.events import EventKind, StoredEvent

#: Members of a result that differ from run to run, or are added once all cases have run.
_NOT_COMPARED = ("duration_ms", "diagnosis", "hint")


class SentResults:
    """The results that one watcher has."""

    def __init__(self, earlier: Iterable[StoredEvent] = ()) -> None:
        """`earlier` are the events that the watcher got over another connection."""
        #: The newest result of each case that was sent.
        self._sent: dict[str, StoredEvent] = {}
        for event in earlier:
            self.is_repeated(event)

    def is_repeated(self, event: StoredEvent) -> bool:
        """Whether an earlier run has sent the same; if not, the event counts as sent from now on.

        A result that differs is sent again, as a correction. The progress of a case that has a result is a repetition.
        """
        if event.kind is EventKind.DONE:
            return False
        earlier = self._sent.get(event.payload["name" if event.kind is EventKind.CASE else "case"])
        repeats = earlier is not None and earlier.run < event.run
        if event.kind is EventKind.PROGRESS:
            return repeats
        if repeats and earlier is not None and _compared(earlier.payload) == _compared(event.payload):
            return True
        self._sent[event.payload["name"]] = event
        return False


def _compared(payload: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in payload.items() if name not in _NOT_COMPARED}
