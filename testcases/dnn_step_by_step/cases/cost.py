"""The cross-entropy cost."""

from functools import cache as build_once

import numpy as np

from grader.engine import case, expect, frozen

from .inputs import CLOSE


@build_once
def predictions(m, seed):
    """AL between 0.02 and 0.98, and labels."""
    rng = np.random.default_rng(seed)
    return frozen(rng.uniform(0.02, 0.98, (1, m))), frozen((rng.uniform(size=(1, m)) < 0.4).astype(int))


def check_cost(student, reference, AL, Y):
    """One number."""
    cost = student.compute_cost(AL, Y)
    expect(cost, "the cost").has_shape(())
    expect(cost, "the cost").close_to(reference.compute_cost(AL, Y), **CLOSE)


@case(row="compute_cost", title="Three samples, by hand", visible=True)
def cost_of_three(student, reference):
    check_cost(student, reference, np.array([[0.8, 0.9, 0.4]]), np.array([[1, 1, 0]]))


@case(row="compute_cost", title="Twenty samples")
def cost_of_twenty(student, reference):
    AL, Y = predictions(20, 13)
    for kinds in ((float, int), (float, float), (float, np.int32), (np.float32, np.float32), (np.float32, np.int32)):
        check_cost(student, reference, AL.astype(kinds[0]), Y.astype(kinds[1]))


@case(row="compute_cost", title="A single sample of either label")
def cost_of_one(student, reference):
    check_cost(student, reference, np.array([[0.3]]), np.array([[0]]))
    check_cost(student, reference, np.array([[0.3]]), np.array([[1]]))
