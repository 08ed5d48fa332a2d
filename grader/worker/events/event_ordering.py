"""Restores the order of events that arrive twice, late or with gaps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from grader.store.events import StoredEvent, first_seq


class EventOrdering:
    """Yields each event once, in the order of their numbers, and buffers what follows a gap."""

    def __init__(self, last: int) -> None:
        #: Number of the last event that was yielded.
        self.last = last
        self._buffered: dict[int, StoredEvent] = {}

    def add(self, events: Iterable[StoredEvent]) -> None:
        """Add events, in any order."""
        for event in events:
            if event.seq > self.last:
                self._buffered[event.seq] = event

    @property
    def has_gap(self) -> bool:
        """Whether events are buffered behind a gap."""
        return bool(self._buffered)

    def take(self) -> Iterator[StoredEvent]:
        """Yield the events that are next.

        Events of an unfinished run before the gap are dropped once a newer run has begun, because that one sends all
        results again.
        """
        while self._buffered:
            event = self._buffered[min(self._buffered)]
            follows = event.seq in (self.last + 1, first_seq(event.run) + 1)
            if not follows and max(self._buffered.values(), key=lambda buffered: buffered.seq).run == event.run:
                return
            del self._buffered[event.seq]
            if follows:
                self.last = event.seq
                yield event
