"""The live feed: nothing is lost, whatever becomes of Redis."""

import itertools
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from redis import Redis

from grader.model import CaseResult, Report, Verdict
from grader.store import runs
from grader.store.events import EventKind, StoredEvent, first_seq
from grader.worker.events import EventBroadcaster, Publisher, TooManyWatchers
from grader.worker.events.publisher import stream_name
from tests.worker.parts import get, hand_in, wait_until


class Run:
    """A grading run, told step by step."""

    def __init__(self, settings, database, course_id):
        self.database = database
        self.submission = hand_in(database, course_id)
        self.publisher = Publisher(settings)
        with database.write() as session:
            self.claim = runs.claim(session, self.submission.id, holder="test", lease_seconds=60)
        self._numbers = itertools.count(first_seq(self.claim.run) + 1)

    def event(self):
        seq = next(self._numbers)
        result = CaseResult(
            name=f"case{seq}",
            title="Title",
            row="row",
            verdict=Verdict.ACCEPTED,
            score=1,
            max_score=1,
            visible=True,
            message="",
        )
        kind = EventKind.CASE
        return StoredEvent(submission_id=self.submission.id, seq=seq, kind=kind, payload=result.to_json())

    def store(self, *events):
        with self.database.write() as session:
            runs.add_events(session, self.submission.id, self.claim.run, events)

    def finish(self, *events):
        report = Report(assignment="doubling", verdict=Verdict.ACCEPTED, score=1, max_score=1, duration_ms=1, cases=())
        with self.database.write() as session:
            return runs.finish(session, self.claim, report, receipt={}, events=events, seq=next(self._numbers))


@pytest.fixture
def run(settings, database, course_id):
    made = Run(settings, database, course_id)
    yield made
    made.publisher.close()


@pytest.fixture
def broadcaster(settings, database):
    made = EventBroadcaster(settings, database)
    yield made
    made.close()


def test_a_pause_between_two_events_is_no_failure(settings, database, course_id, monkeypatch, caplog):
    """The connection's health check comes between them."""
    redis = Redis.from_url(settings.redis_url, health_check_interval=0.01)
    monkeypatch.setattr("grader.worker.events.publisher.connect", lambda *_, **__: redis)
    run = Run(settings, database, course_id)
    for _ in range(3):
        run.publisher.publish(run.event())
        time.sleep(0.02)
    assert redis.xlen(stream_name(settings)) == 3
    run.publisher.close()
    assert not caplog.records


class Watcher(threading.Thread):
    """Collects what one stream gives."""

    def __init__(self, broadcaster, submission, after=0, heartbeat=15.0):
        super().__init__(daemon=True)
        self.seqs = []
        self.beats = 0
        self._stream = broadcaster.stream(submission.id, after, heartbeat=heartbeat)
        self.start()

    def run(self):
        for event in self._stream:
            if event is None:
                self.beats += 1
            else:
                self.seqs.append(event.seq)

    def ended(self):
        self.join(timeout=30)
        assert not self.is_alive()
        return self.seqs


def test_stored_first_then_live_until_done(run, broadcaster):
    stored, live = run.event(), run.event()
    run.store(stored)
    watcher = Watcher(broadcaster, run.submission)
    wait_until(lambda: watcher.seqs == [stored.seq])
    run.publisher.publish(live)
    wait_until(lambda: watcher.seqs == [stored.seq, live.seq])
    done = run.finish(live)
    run.publisher.publish(done)
    assert watcher.ended() == [stored.seq, live.seq, done.seq]


def test_live_events_come_before_they_are_stored(run, broadcaster):
    watcher = Watcher(broadcaster, run.submission)
    event = run.event()
    run.publisher.publish(event)
    wait_until(lambda: watcher.seqs == [event.seq])


def test_who_comes_late_gets_what_was_sent_but_not_stored(run, broadcaster):
    early = Watcher(broadcaster, run.submission)
    first, second = run.event(), run.event()
    run.publisher.publish(first)
    wait_until(lambda: early.seqs == [first.seq])
    late = Watcher(broadcaster, run.submission)
    run.publisher.publish(second)
    wait_until(lambda: late.seqs == [first.seq, second.seq])


def test_the_first_watcher_of_a_process_may_come_late_too(run, broadcaster):
    event = run.event()
    run.publisher.publish(event)
    watcher = Watcher(broadcaster, run.submission)
    wait_until(lambda: watcher.seqs == [event.seq])


def test_a_lost_message_is_read_from_the_database(run, broadcaster):
    watcher = Watcher(broadcaster, run.submission)
    first, lost, third = run.event(), run.event(), run.event()
    run.publisher.publish(first)
    run.publisher.publish(third)
    wait_until(lambda: watcher.seqs == [first.seq])
    run.store(first, lost, third)
    wait_until(lambda: watcher.seqs == [first.seq, lost.seq, third.seq])


def test_resuming_after_a_number(run, broadcaster):
    events = [run.event() for _ in range(3)]
    done = run.finish(*events)
    assert Watcher(broadcaster, run.submission, after=events[1].seq).ended() == [events[2].seq, done.seq]
    assert Watcher(broadcaster, run.submission, after=done.seq).ended() == []


def test_what_does_not_exist_ends_at_once(broadcaster):
    assert list(broadcaster.stream("nothing")) == []


def test_silence_is_filled_with_heartbeats(run, broadcaster):
    watcher = Watcher(broadcaster, run.submission, heartbeat=0.1)
    wait_until(lambda: watcher.beats >= 3)
    assert watcher.seqs == []


def test_a_done_that_was_never_sent_is_found(run, broadcaster):
    watcher = Watcher(broadcaster, run.submission, heartbeat=0.2)
    wait_until(lambda: watcher.beats)
    done = run.finish()
    assert watcher.ended() == [done.seq]


def test_redis_restarts_empty_in_the_middle(run, broadcaster, redis_server):
    watcher = Watcher(broadcaster, run.submission)
    before, during, after = run.event(), run.event(), run.event()
    run.publisher.publish(before)
    wait_until(lambda: watcher.seqs == [before.seq])
    redis_server.stop()
    run.publisher.publish(during)
    run.store(before, during)
    wait_until(lambda: watcher.seqs == [before.seq, during.seq])
    redis_server.start()
    wait_until(lambda: Redis(port=redis_server.port).ping())

    def sent_again():
        run.publisher.publish(after)
        return watcher.seqs == [before.seq, during.seq, after.seq]

    wait_until(sent_again)
    done = run.finish(after)
    run.publisher.publish(done)
    assert watcher.ended() == [before.seq, during.seq, after.seq, done.seq]


def test_without_redis_the_database_is_enough(run, broadcaster, redis_server):
    redis_server.stop()
    watcher = Watcher(broadcaster, run.submission)
    event = run.event()
    run.publisher.publish(event)
    run.store(event)
    wait_until(lambda: watcher.seqs == [event.seq])
    done = run.finish()
    assert watcher.ended() == [event.seq, done.seq]
    redis_server.start()


def test_many_watch_and_none_loses_an_event(run, broadcaster):
    with ThreadPoolExecutor(100) as pool:
        watching = [
            pool.submit(lambda: [event.seq for event in broadcaster.stream(run.submission.id)]) for _ in range(100)
        ]
        wait_until(lambda: broadcaster.watchers == 100)
        events = [run.event() for _ in range(50)]
        for event in events:
            run.publisher.publish(event)
        done = run.finish(*events)
        run.publisher.publish(done)
        expected = [event.seq for event in events] + [done.seq]
        assert all(future.result(timeout=60) == expected for future in watching)
    assert broadcaster.watchers == 0


def test_too_many_are_told_so(settings, database, run):
    broadcaster = EventBroadcaster(type(settings)(**(vars(settings) | {"max_watchers": 1})), database)
    watcher = Watcher(broadcaster, run.submission)
    wait_until(lambda: broadcaster.watchers == 1)
    with pytest.raises(TooManyWatchers):
        next(broadcaster.stream(run.submission.id))
    broadcaster.close()
    assert watcher.ended() == []


def test_a_publisher_may_be_used_by_many_threads(run, broadcaster):
    watcher = Watcher(broadcaster, run.submission)
    events = [run.event() for _ in range(200)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(run.publisher.publish, events))
    done = run.finish(*events)
    run.publisher.publish(done)
    assert watcher.ended() == [event.seq for event in events] + [done.seq]
    assert get(run.database, run.submission).score == 1


def test_who_comes_after_a_rest_misses_nothing(run, broadcaster, settings, monkeypatch):
    monkeypatch.setattr("grader.worker.events.broadcaster.LINGER", 0.0)
    early = Watcher(broadcaster, run.submission)
    events = [run.event() for _ in range(3)]
    run.publisher.publish(events[0])
    wait_until(lambda: early.seqs == [events[0].seq])
    run.publisher.publish(events[1])
    late = Watcher(broadcaster, run.submission)
    wait_until(lambda: late.seqs == [event.seq for event in events[:2]])
    done = run.finish(*events)
    run.publisher.publish(done)
    assert early.ended() == late.ended() == [event.seq for event in events] + [done.seq]
    wait_until(lambda: not broadcaster._wanted.is_set())
    assert Watcher(broadcaster, run.submission).ended() == early.seqs
    other = Run(settings, run.database, run.submission.course_id)
    watcher = Watcher(broadcaster, other.submission)
    event = other.event()
    other.publisher.publish(event)
    wait_until(lambda: watcher.seqs == [event.seq])
    other.publisher.close()


def test_who_comes_ends_the_pause_that_is_made_while_nobody_watches(run, broadcaster, settings, monkeypatch):
    monkeypatch.setattr("grader.worker.events.broadcaster.UNWATCHED_PAUSE", 3600)
    first = Watcher(broadcaster, run.submission)
    done = run.finish()
    run.publisher.publish(done)
    assert first.ended() == [done.seq]
    wait_until(lambda: not broadcaster._arrival.is_set())
    other = Run(settings, run.database, run.submission.course_id)
    before, after = other.event(), other.event()
    other.publisher.publish(before)
    watcher = Watcher(broadcaster, other.submission)
    wait_until(lambda: watcher.seqs == [before.seq])
    other.publisher.publish(after)
    wait_until(lambda: watcher.seqs == [before.seq, after.seq])
    other.publisher.close()
