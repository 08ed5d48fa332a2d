"""The sampling profiler, on frames whose instruction has no line of its own."""

from __future__ import annotations

import signal
from types import SimpleNamespace

import pytest

from grader.sandbox import reply_validation
from grader.sandbox.inside.problems import code_name
from grader.sandbox.inside.trace import Sampler, source_location


def frame(line, name="f", filename=None):
    """A frame of the submission."""
    code = SimpleNamespace(co_filename=filename or code_name(0), co_firstlineno=3, co_name=name)
    return SimpleNamespace(f_code=code, f_lineno=line, f_back=None)


@pytest.fixture
def reports():
    """A sampler of a request whose time is nearly up, and what it has reported."""
    before = signal.getsignal(signal.SIGALRM)
    told = []
    sampler = Sampler(told.append)
    sampler.begin(0.0)
    signal.setitimer(signal.ITIMER_REAL, 0)
    yield sampler, told
    signal.signal(signal.SIGALRM, before)


def test_an_instruction_without_a_line_is_not_reported(reports):
    """Python 3.11 gives such frames at one tick in sixty of a loop."""
    sampler, told = reports
    sampler._tick(signal.SIGALRM, frame(None))
    assert told == []
    sampler._tick(signal.SIGALRM, frame(7))
    assert told == [{"now": (7, 0, "f"), "seen": [((7, 0, "f"), 1)]}]
    assert reply_validation.busy(told[0])["now"] == (7, 0, "f")


def test_an_exception_there_counts_to_the_definition():
    assert source_location(frame(None), None) == (3, 0, "f")
    assert source_location(frame(7), 7) == (7, 0, "f")
    assert source_location(frame(7, filename="numpy.py"), 7) is None
