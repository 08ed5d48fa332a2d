"""Idle time is used, and gives way to work at once."""

from __future__ import annotations

import threading
import time

import pytest

from grader.worker.grading import idle_warmup as module
from grader.worker.grading.idle_warmup import IdleWarmup


def steps(taken, count=10**6):
    for number in range(count):
        taken.append(number)
        yield


@pytest.fixture
def idle_warmup(monkeypatch):
    monkeypatch.setattr(module, "quiet", lambda: True)
    made = []

    def make(work, idle=0.01):
        made.append(IdleWarmup(work, idle=idle))
        made[-1].begin()
        return made[-1]

    yield make
    for one in made:
        one.close()


def wait_for(condition):
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_all_steps_are_taken_in_the_end(idle_warmup):
    taken = []
    thread = idle_warmup(steps(taken, 5))._thread
    wait_for(lambda: not thread.is_alive())
    assert taken == [0, 1, 2, 3, 4]


def test_no_step_is_taken_while_there_is_work_nor_right_after_it(idle_warmup):
    taken = []
    idle = idle_warmup(steps(taken), idle=0.2)
    wait_for(lambda: taken)
    with idle.over():
        before = len(taken)
        time.sleep(0.3)
        assert len(taken) == before
    time.sleep(0.1)
    assert len(taken) == before
    wait_for(lambda: len(taken) > before)


def test_work_waits_for_the_step_that_is_being_taken_and_no_longer(idle_warmup):
    entered, go_on, taken = threading.Event(), threading.Event(), []

    def slow():
        entered.set()
        go_on.wait(20)
        taken.append("first")
        yield
        taken.append("second")
        yield

    idle = idle_warmup(slow())
    assert entered.wait(20)
    threading.Timer(0.1, go_on.set).start()
    with idle.over():
        assert taken == ["first"]


def test_a_step_that_fails_ends_the_leisure_and_nothing_else(idle_warmup, caplog):
    def broken():
        yield
        raise ValueError("no")

    idle = idle_warmup(broken())
    wait_for(lambda: not idle._thread.is_alive())
    assert "failed" in caplog.text
    with idle.over():
        pass


def test_closing_stops_it(idle_warmup):
    taken = []
    idle = idle_warmup(steps(taken))
    wait_for(lambda: taken)
    idle.close()
    before = len(taken)
    time.sleep(0.1)
    assert len(taken) == before


def test_no_step_is_taken_while_others_want_the_processor(idle_warmup, monkeypatch):
    assert module.quiet() in {True, False}
    monkeypatch.setattr(module, "quiet", lambda: False)
    taken = []
    idle_warmup(steps(taken))
    time.sleep(0.2)
    assert not taken
    monkeypatch.setattr(module, "quiet", lambda: True)
    wait_for(lambda: taken)
