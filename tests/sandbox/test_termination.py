"""A bubblewrap that is killed while it starts leaves no process behind."""

from __future__ import annotations

import ctypes
import os
import random
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.evaluator import launch as evaluator_launch
from grader.sandbox import launch
from grader.sandbox.cold import start_case
from grader.sandbox.termination import terminate
from tests.processes import children, own_children

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 50
#: bubblewrap needs about 10 ms until it starts the interpreter.
EARLY_SECONDS = 0.03
_PR_SET_CHILD_SUBREAPER = 36


@pytest.fixture
def orphans() -> Iterator[set[int]]:
    """The children before the test; processes whose parent dies become children of this process."""
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    assert prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0
    yield own_children()
    prctl(_PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def left_behind(before: set[int]) -> list[int]:
    """Processes that were not there before and still run; those that have ended are reaped."""
    return [pid for pid in own_children() - before if not is_reaped(pid)]


def is_reaped(pid: int) -> bool:
    return os.waitpid(pid, os.WNOHANG)[0] == pid


def warm() -> Iterator[subprocess.Popen[bytes]]:
    starting = launch.start_zygote()
    yield starting.popen
    starting.close()


def cold() -> Iterator[subprocess.Popen[bytes]]:
    process, wire, output = start_case()
    yield process._popen
    process.kill()
    wire.close()
    os.close(output)


def evaluator() -> Iterator[subprocess.Popen[bytes]]:
    ours, theirs = socket.socketpair()
    data = evaluator_launch.DataSets(mnist=None)
    popen = evaluator_launch.start(ROOT, data, theirs, subprocess.DEVNULL)
    theirs.close()
    yield popen
    terminate(popen)
    ours.close()


@pytest.mark.parametrize("start", [warm, cold, evaluator])
def test_nothing_is_left_whenever_it_is_killed(start, orphans):
    moments = random.Random(1)
    for _ in range(ROUNDS):
        running = start()
        next(running)
        time.sleep(moments.uniform(0.0, EARLY_SECONDS))
        next(running, None)
        assert left_behind(orphans) == []


@pytest.mark.parametrize("start", [warm, cold, evaluator])
def test_nothing_is_left_when_it_has_just_made_its_child(start, orphans):
    """The child waits for a word from bubblewrap then, and would wait for ever."""
    for _ in range(ROUNDS):
        running = start()
        popen = next(running)
        while not children(popen.pid) and popen.poll() is None:
            pass
        next(running, None)
        assert left_behind(orphans) == []


def test_it_may_be_called_twice(orphans):
    running = warm()
    popen = next(running)
    terminate(popen)
    terminate(popen)
    next(running, None)
    assert popen.returncode == -9
    assert left_behind(orphans) == []
