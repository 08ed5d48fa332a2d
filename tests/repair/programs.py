"""A small assignment in memory, and repairs of submissions to it without a jail."""

import itertools
import textwrap
from dataclasses import replace

import numpy as np

from grader.engine import case, expect
from grader.engine.case import Suite, collect
from grader.engine.reference_runner import ReferenceRunner
from grader.repair.donors import Donors
from grader.repair.generation import generate
from grader.repair.program import Program
from grader.repair.repairing import Order, Repairer
from grader.repair.source_text import apply
from tests.engine.conftest import assignment
from tests.engine.double import OpenJail, source
from tests.engine.references import reference_of

X = np.array([[1.0, -2.0, 0.0], [4.0, 5.0, -6.0]])
Y = np.array([[0.5, 1.5, -1.0], [2.0, -3.0, 1.0]])

REFERENCE = """
    import numpy as np

    def relu_der(dA, Z):
        dZ = np.array(dA, dtype=float)
        dZ[Z <= 0] = 0
        return dZ

    def bias_gradient(dZ):
        m = dZ.shape[1]
        return np.sum(dZ, axis=1, keepdims=True) / m
"""


@case(row="one", title="The gradient", visible=True)
def gradient(student, reference):
    expect(student.relu_der(Y, X)).close_to(reference.relu_der(Y, X))


@case(row="one", title="Another gradient")
def another_gradient(student, reference):
    expect(student.relu_der(Y + 3, -X)).close_to(reference.relu_der(Y + 3, -X))


@case(row="one", title="The gradient of the biases", visible=True)
def biases(student, reference):
    expect(student.bias_gradient(Y)).close_to(reference.bias_gradient(Y))


@case(row="one", title="Another gradient of the biases")
def more_biases(student, reference):
    expect(student.bias_gradient(X)).close_to(reference.bias_gradient(X))


CASES = (gradient, another_gradient, biases, more_biases)
RELU = """
def relu_der(dA, Z):
    dZ = np.array(dA, dtype=float)
    dZ[Z <= 0] = 0
    return dZ
"""
BIASES = """
def bias_gradient(dZ):
    m = dZ.shape[1]
    return np.sum(dZ, axis=1, keepdims=True) / m
"""


def ticking(step=0.001):
    """A clock that moves by `step` each time it is looked at."""
    ticks = itertools.count()
    return lambda: next(ticks) * step


class Bench:
    """Repairs text in this process."""

    def __init__(
        self, reference=REFERENCE, cases=CASES, entry_points=("relu_der", "bias_gradient"), solutions=(), starter=""
    ):
        task = replace(assignment(entry_points=entry_points), starter=starter)
        suite = Suite(assignment=task, cases=collect({"cases": list(cases)}))
        self.reference_runner = ReferenceRunner(suite, reference_of(reference), ticking())
        texts = [file.text for file in self.reference_runner.reference.solution.values()]
        self.jail = OpenJail()
        self.repairer = Repairer(
            self.reference_runner,
            lambda: [*texts, *solutions],
            unary=lambda: (),
            clock=ticking(),
            processor=ticking(0.0001),
        )

    def repair(self, text, *, is_cancelled=lambda: False, **order):
        text = textwrap.dedent(text)
        order = {"source": source(text), "seconds": 20.0} | order
        return self.repairer.repair(Order(**order), self.open, is_cancelled=is_cancelled)

    def open(self, bundle, limits):
        with self.jail.admit(bundle) as admitted:
            return admitted.case(limits)


def changed(text, label="f", solutions=(), unary=(), provided=()):
    """The texts that the candidates make of `text`, with their changes."""
    handed_in = source(textwrap.dedent(text))
    candidates = generate(Program(handed_in), (label,), Donors(solutions), unary=unary, without=(), provided=provided)
    found = {}
    for candidate in candidates:
        after = apply(handed_in, candidate.edits)
        if after is not None:
            found.setdefault(after.cells[0], candidate.change)
    return found
