"""Runs a small test case of our own before the fork, so that no child pays for what Python does on first use.

Python, NumPy and the loader allocate much on first use: grammar tables, method caches, compiled patterns. A page that a
child does not write is not copied.
"""

from __future__ import annotations

import linecache
import signal
import socket
import sys
from typing import Any

import numpy as np

from ..protocol import RELOAD
from ..reset import Baseline, Compare
from ..runner import Runner
from ..scope import MODULE
from ..stream import ObjectTable, Stream

#: CPython specialises a function's bytecode in its first calls; after so many there is nothing left to specialise.
ROUNDS = 10
#: Test cases of a child.
CASES = 2

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


class _InterpreterOnly(Baseline):
    """Leaves files and descriptors alone, since the zygote needs its own."""

    def _remove_files(self) -> None:
        pass


def warm_up(compare: Compare) -> None:
    """Load a submission and call it, as a first child does and as a later one, over a socket pair of this process.

    `compare` is what children compare namespaces with. Raises RuntimeError when a request is not answered as expected.
    """
    state = np.random.get_state()
    for pruned in (False, True) * ROUNDS:
        _run_cases(pruned, compare)
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    np.random.set_state(state)
    sys.modules.pop(MODULE, None)
    linecache.clearcache()


def _run_cases(pruned: bool, compare: Compare) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        table = ObjectTable()
        outside = Stream(theirs.fileno(), table)
        bundle = {
            "cells": [_SUBMISSION],
            "support": "",
            "provided": [],
            "entry_points": ["relu", "Layer"],
            "allowed": [],
            "answers": False,
        }
        x = np.ones((2, 2))
        how: dict[str, Any] = {"plan": (False, "", 0, (), (), "2 s"), "raised": [] if pruned else None, "seconds": 60.0}
        outside.write((1, 60.0, "load", {**bundle, **how}))
        for case in range(CASES):
            if case:
                outside.write(RELOAD)
            outside.write((2, 60.0, "call", None, "relu", (x, {"Z": x, "name": (1, 2.5, None, True)}), {}, False))
            outside.write((3, 60.0, "call", None, "Layer", ([2, 2],), {}, False))
            outside.write((4, 60.0, "call", None, "missing", (), {}, False))
        theirs.shutdown(socket.SHUT_WR)
        served = Runner(Stream(ours.fileno(), table))
        served.baseline = _InterpreterOnly(served.scope, compare)
        served.serve()
        replies = [outside.read()[1] for _ in range(1 + 3 * CASES)]
    if replies != ["ok", *["ok", "ok", "raised"] * CASES]:
        raise RuntimeError(f"the warm-up got unexpected replies: {replies}")
