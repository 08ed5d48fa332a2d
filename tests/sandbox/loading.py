"""Loads submissions with a small support file, for the tests of the loader."""

from __future__ import annotations

import textwrap

import pytest

from grader.sandbox.inside.loader import NotLoaded, Plan, load

#: What a child does after another one has used up its time: it runs what the entry points can reach.
PRUNED = Plan(prune=True, why="takes more than 1 s to run", seconds="2 s")

SUPPORT = """
import numpy as np

def rectified_linear_unit(x):
    return max(0.0, float(x))

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

class Layer:
    def __init__(self, weights):
        self.weights = weights

    def forward(self, x):
        return self.weights @ x

class NeuralNetworkBase:
    def __init__(self):
        self.biases = [0]
"""


def loaded(*cells, entry_points=("f",), support=SUPPORT, provided=(), plan=None):
    texts = [textwrap.dedent(cell).lstrip("\n") for cell in cells]
    bundle = {"cells": texts, "support": support, "entry_points": entry_points, "provided": provided}
    return load(bundle, plan=plan)


def why(result, name):
    """What a call of `name` says."""
    with pytest.raises(NotLoaded) as caught:
        result.namespace[name]()
    return str(caught.value)
