"""Puts events that come twice, late or with gaps into order, each once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from grader.store.events import StoredEvent, first_seq


class EventOrdering:
    """Gives events in the order of their numbers and holds back what comes after a gap."""

    def __init__(self, last: int) -> None:
        #: The number given last.
        self.last = last
        self._held: dict[int, StoredEvent] = {}

    def add(self, events: Iterable[StoredEvent]) -> None:
        """Take events in, in any order."""
        for event in events:
            if event.seq > self.last:
                self._held[event.seq] = event

    @property
    def has_gap(self) -> bool:
        """Whether something is held back."""
        return bool(self._held)

    def take(self) -> Iterator[StoredEvent]:
        """What can be given now.

        What a run left unfinished before the gap is dropped once a newer run has begun: that run says it all again.
        """
        while self._held:
            event = self._held[min(self._held)]
            follows = event.seq in (self.last + 1, first_seq(event.run) + 1)
            if not follows and max(self._held.values(), key=lambda held: held.seq).run == event.run:
                return
            del self._held[event.seq]
            if follows:
                self.last = event.seq
                yield event
