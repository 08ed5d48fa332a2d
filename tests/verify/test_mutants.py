"""Automatic mutants: which changes are made, and where."""

import ast

from grader.verify.mutants import mutants
from tests.engine.references import reference_of

SOURCE = '''
import numpy as np

def helper(x, axis_sum=True):
    """Doc 1 + 1."""
    return np.sum(x, axis=0, keepdims=True)

def graded(a, b):
    total = helper(a) - b / 2
    if total > 0:
        total -= 1
    return total @ b.T

class Net:
    def step(self, d):
        self.w = self.w - d
    def other(self, d):
        return d + 1

def unused(x):
    return x + 1

def given(x):
    return x * 3
'''


def keys(names, provided=(), equivalent=""):
    reference = reference_of(SOURCE, equivalent)
    found = mutants(reference, names, provided)
    for mutant in found:
        ast.parse(mutant.source)
        assert mutant.source != ast.unparse(ast.parse(SOURCE))
    return {mutant.key for mutant in found}


def test_every_kind_of_change_is_made():
    found = keys(["graded"])
    assert {
        "graded: helper(a) - b / 2 -> helper(a) + b / 2",
        "graded: helper(a) - b / 2 -> b / 2 - helper(a)",
        "graded: b / 2 -> b * 2",
        "graded: 2 -> 3",
        "graded: total > 0 -> total >= 0",
        "graded: total -= 1 -> pass",
        "graded: total -= 1 -> total += 1",
        "graded: total @ b.T -> b.T @ total",
        "graded: b.T -> b",
        "helper: axis=0 -> axis=1",
        "helper: keepdims=True -> keepdims=False",
        "helper: np.sum(x, axis=0, keepdims=True) -> np.mean(x, axis=0, keepdims=True)",
    } <= found


def test_only_what_is_graded_and_used_is_changed():
    assert not any(key.startswith(("unused", "given", "Net")) for key in keys(["graded"]))
    assert any(key.startswith("Net.step") for key in keys(["Net"]))
    assert not any(key.startswith("Net.other") for key in keys(["Net.step"]))
    assert not keys(["given"], provided=["given"])


def test_docstrings_and_explained_functions_are_left_alone():
    assert not any("Doc" in key for key in keys(["graded"]))
    equivalent = "MUTANTS_EQUIVALENT = {'helper': 'given in the starter'}"
    assert not any(key.startswith("helper") for key in keys(["graded"], equivalent=equivalent))


def test_one_change_at_a_time():
    reference = reference_of(SOURCE)
    plain = ast.unparse(ast.parse(SOURCE)).splitlines()
    for mutant in mutants(reference, ["graded"]):
        changed = mutant.source.splitlines()
        assert sum(a != b for a, b in zip(plain, changed, strict=True)) == 1
