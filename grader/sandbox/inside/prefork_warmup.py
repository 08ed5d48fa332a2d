"""Plays one small case of our own in a process that will be forked, so that no case pays for what happens only once.

Python, NumPy and the loader make much on first use: grammar tables, method caches, compiled patterns. A page that a
child need not write is a page that need not be copied.
"""

from __future__ import annotations

import signal
import socket

import numpy as np

from .runner import Runner
from .stream import Stream, Table

#: Python adapts a function's code to what it sees in its first calls; more often, and there is nothing left to adapt.
ROUNDS = 10

_SUBMISSION = '''
import math
import numpy as np

RATE = 0.5


def relu(x, cache=None):
    """Of every entry."""
    z = np.array(x, copy=True)
    z[z <= 0] = 0
    assert z.shape == x.shape
    return z


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


class Layer(object):
    def __init__(self, sizes):
        self.weights = [np.random.randn(m, n) for m, n in zip(sizes, sizes[1:])]

    def forward(self, x):
        for w in self.weights:
            x = np.maximum(np.dot(w, x) + np.sum(x, axis=0, keepdims=True) * RATE, 0)
        return x, {"A": x.T}
'''


def rehearse() -> None:
    """Load a submission and call it, as a first child does and as a later one, over a socket to ourselves."""
    state = np.random.get_state()
    for trimmed in (False, True) * ROUNDS:
        _play(trimmed)
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    np.random.set_state(state)


def _play(trimmed: bool) -> None:
    """One case. Raises RuntimeError when it does not go as it does for a submission."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        table = Table()
        outside = Stream(theirs.fileno(), table)
        bundle = {"cells": [_SUBMISSION], "trimmed": trimmed, "support": "", "given": []}
        x = np.ones((2, 2))
        outside.write((1, 60.0, "load", {**bundle, "entry_points": ["relu", "Layer"]}))
        outside.write((2, 60.0, "call", None, "relu", (x, {"Z": x, "name": (1, 2.5, None, True)}), {}, False))
        outside.write((3, 60.0, "call", None, "Layer", ([2, 2],), {}, False))
        outside.write((4, 60.0, "call", None, "missing", (), {}, False))
        theirs.shutdown(socket.SHUT_WR)
        Runner(Stream(ours.fileno(), table)).serve()
        heard = [outside.read()[1] for _ in range(4 if trimmed else 5)]
    if heard != (["ok"] * 3 if trimmed else ["left_out", *["ok"] * 3]) + ["raised"]:
        raise RuntimeError(f"the rehearsal went wrong: {heard}")
