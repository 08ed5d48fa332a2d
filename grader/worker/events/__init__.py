"""Live events: published by workers, read by web processes through a Redis stream.

`broadcaster` distributes events to the watchers of a web process, `publisher` sends them, `stream_reader` reads the
stream and `event_ordering` restores the order of events that arrive twice, late or with gaps.
"""

from grader.worker.events.broadcaster import EventBroadcaster, TooManyWatchers
from grader.worker.events.publisher import Publisher

__all__ = ["EventBroadcaster", "Publisher", "TooManyWatchers"]
