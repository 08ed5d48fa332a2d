"""Live events: published by workers, read by web processes through a Redis stream.

`broadcaster` distributes events to the watchers of a web process, `publisher` sends them, `stream_reader` reads the
stream, `event_ordering` restores the order of events that arrive twice, late or with gaps, and `sent_results`
recognises what a repeated run sends again.
"""

from grader.worker.events.broadcaster import EventBroadcaster, TooManyWatchers
from grader.worker.events.publisher import Publisher
from grader.worker.events.sent_results import SentResults

__all__ = ["EventBroadcaster", "Publisher", "SentResults", "TooManyWatchers"]
