"""Events that come twice, late or with gaps are given once and in order."""

import random

from grader.store.events import EventKind, StoredEvent, first_seq
from grader.worker.events.event_ordering import EventOrdering


def event(run, number):
    return StoredEvent(submission_id="s", seq=first_seq(run) + number, kind=EventKind.CASE, payload={})


def taken(order):
    return [(event.run, event.seq - first_seq(event.run)) for event in order.take()]


def test_in_order_at_once():
    order = EventOrdering(0)
    order.add([event(1, 1), event(1, 2)])
    assert taken(order) == [(1, 1), (1, 2)]


def test_twice_is_given_once():
    order = EventOrdering(0)
    order.add([event(1, 1)])
    assert taken(order) == [(1, 1)]
    order.add([event(1, 1), event(1, 1)])
    assert taken(order) == []
    assert not order.has_gap


def test_what_comes_after_a_gap_waits():
    order = EventOrdering(0)
    order.add([event(1, 1), event(1, 3)])
    assert taken(order) == [(1, 1)]
    assert order.has_gap
    order.add([event(1, 2)])
    assert taken(order) == [(1, 2), (1, 3)]


def test_resuming_in_the_middle():
    order = EventOrdering(first_seq(1) + 2)
    order.add([event(1, 1), event(1, 2), event(1, 3)])
    assert taken(order) == [(1, 3)]


def test_a_new_run_begins_anew_and_ends_the_wait_for_the_old_one():
    order = EventOrdering(0)
    order.add([event(1, 1), event(1, 3)])
    taken(order)
    order.add([event(2, 1)])
    assert taken(order) == [(2, 1)]
    assert not order.has_gap


def test_any_order_of_arrival_gives_the_same():
    generator = random.Random(5)
    for _ in range(200):
        events = [event(1, number) for number in range(1, 9)] * 2
        generator.shuffle(events)
        order = EventOrdering(0)
        given = []
        for arrived in events:
            order.add([arrived])
            given += taken(order)
        assert given == [(1, number) for number in range(1, 9)]
