"""Live events: published by workers, read by web processes through a Redis stream.

`live` fans events out to the watchers of a web process, `publisher` sends them, `stream_reader` reads the stream and
`event_ordering` restores the order of events that arrive twice, late or with gaps.
"""

from grader.worker.events.live import Hub, TooManyWatchers
from grader.worker.events.publisher import Publisher

__all__ = ["Hub", "Publisher", "TooManyWatchers"]
