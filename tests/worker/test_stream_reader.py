"""What a reader of the stream of events gets."""

from contextlib import closing

import pytest
from redis import Redis, RedisError

from grader.worker.events.stream_reader import StreamReader


@pytest.mark.parametrize("protocol", [2, 3])
def test_each_entry_once_and_in_order(redis_server, monkeypatch, protocol):
    monkeypatch.setattr("grader.worker.events.stream_reader.BLOCK_MS", 1)
    with Redis.from_url(redis_server.url, protocol=protocol, decode_responses=True) as redis:
        old = redis.xadd("events", {"q": "0"})
        with closing(StreamReader(redis, "events", old)) as follower:
            assert follower.read() == []
            redis.xadd("events", {"q": "1", "p": "é"})
            redis.xadd("events", {"q": "2"})
            assert follower.read() == [{"q": "1", "p": "é"}, {"q": "2"}]
            redis.xadd("events", {"q": "3"})
            assert follower.read() == [{"q": "3"}]
            assert follower.read() == []


def test_a_lost_connection_is_told_and_the_next_reader_has_a_new_one(redis_server):
    with Redis.from_url(redis_server.url, decode_responses=True) as redis:
        with closing(StreamReader(redis, "events", "0")) as follower:
            redis.client_kill_filter(skipme=True)
            with pytest.raises((RedisError, OSError)):
                follower.read()
        redis.xadd("events", {"q": "1"})
        with closing(StreamReader(redis, "events", "0")) as follower:
            assert follower.read() == [{"q": "1"}]
