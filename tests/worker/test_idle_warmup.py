"""Idle time is used, and work takes precedence at once."""

from __future__ import annotations

import threading
from itertools import count

import pytest

from grader.worker.grading.idle_warmup import REST, IdleWarmup, machine_is_idle

IDLE = 10.0
#: Seconds after which a thread that does not end counts as hung.
HUNG = 20.0


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now

    def advance(self, seconds):
        self.now += seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def taken():
    """The numbers of the steps that were taken."""
    return []


def steps(taken, number=10**6):
    for index in range(number):
        taken.append(index)
        yield


def warmup(work, clock, may_run=lambda: True):
    return IdleWarmup(work, idle=IDLE, clock=clock, may_run=may_run)


def test_all_steps_are_taken_in_the_end(clock, taken):
    idle = warmup(steps(taken, 5), clock)
    clock.advance(IDLE)
    while idle.tick() is not None:
        pass
    assert taken == [0, 1, 2, 3, 4]


def test_the_thread_takes_the_steps(taken):
    finished = threading.Event()

    def work():
        yield from steps(taken, 3)
        finished.set()

    idle = IdleWarmup(work(), idle=0.0, may_run=lambda: True)
    idle.begin()
    assert finished.wait(HUNG)
    idle.close()
    assert taken == [0, 1, 2]


def test_no_step_is_taken_before_the_idle_time_is_over(clock, taken):
    idle = warmup(steps(taken), clock)
    assert idle.tick() == IDLE
    clock.advance(IDLE - 2)
    assert idle.tick() == 2
    assert taken == []
    clock.advance(2)
    idle.tick()
    assert taken == [0]


def test_no_step_is_taken_while_there_is_work_nor_right_after_it(clock, taken):
    idle = warmup(steps(taken), clock)
    clock.advance(IDLE)
    idle.tick()
    with idle.paused():
        clock.advance(100 * IDLE)
        assert idle.tick() == IDLE
    clock.advance(IDLE - 1)
    assert idle.tick() == 1
    assert taken == [0]
    clock.advance(1)
    idle.tick()
    assert taken == [0, 1]


def test_it_rests_in_proportion_to_the_step(clock):
    def work():
        for _ in count():
            clock.advance(3)
            yield

    idle = warmup(work(), clock)
    clock.advance(IDLE)
    assert idle.tick() == 3 * REST


def test_work_waits_for_the_step_that_is_running_and_no_longer(clock, taken):
    entered, go_on = threading.Event(), threading.Event()

    def slow():
        entered.set()
        go_on.wait(HUNG)
        taken.append("first")
        yield
        taken.append("second")
        yield

    idle = warmup(slow(), clock)
    clock.advance(IDLE)
    stepping = threading.Thread(target=idle.tick)
    stepping.start()
    assert entered.wait(HUNG)
    # The step ends while the main thread waits for it.
    threading.Timer(0.1, go_on.set).start()
    with idle.paused():
        assert taken == ["first"]
    stepping.join(HUNG)
    assert taken == ["first"]


def test_a_step_that_fails_ends_the_warmup_and_nothing_else(clock, caplog):
    def broken():
        yield
        raise ValueError("no")

    idle = warmup(broken(), clock)
    clock.advance(IDLE)
    assert idle.tick() is not None
    assert idle.tick() is None
    assert "failed" in caplog.text
    with idle.paused():
        pass


def test_closing_ends_the_thread():
    begun = threading.Event()

    def work():
        for _ in count():
            begun.set()
            yield

    before = threading.active_count()
    idle = IdleWarmup(work(), idle=0.0, may_run=lambda: True)
    idle.begin()
    assert begun.wait(HUNG)
    idle.close()
    assert threading.active_count() == before


def test_no_step_is_taken_while_others_want_the_processor(clock, taken):
    busy = True
    idle = warmup(steps(taken), clock, may_run=lambda: not busy)
    clock.advance(IDLE)
    assert idle.tick() == 0.1 * IDLE
    assert taken == []
    busy = False
    idle.tick()
    assert taken == [0]


def test_the_load_of_the_machine_can_be_read():
    assert machine_is_idle() in {True, False}
