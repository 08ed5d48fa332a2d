"""What the cases call the functions with."""

from functools import cache as build_once

import numpy as np

from grader.engine import frozen

#: Right code differs from the reference by rounding only, also in float32; the closest wrong one by some per cent.
CLOSE = {"rtol": 1e-4, "atol": 1e-6}


#: How the arrays of a layer may be typed: whole numbers beside fractions, then 32 bits. Gradients are never whole
#: numbers: changing them in place, which is right, would fail.
TYPES = ("whole inputs", "32-bit whole inputs", "32 bits")


def retyped(types, gradient, *others):
    """A gradient (or other first array) and further arrays of one of `TYPES`; whole numbers are 3 times as large."""
    if types == "whole inputs":
        return (gradient, *map(whole, others))
    if types == "32-bit whole inputs":
        return (gradient, *(frozen(whole(array).astype(np.int32)) for array in others))
    return tuple(frozen(array.astype(np.float32)) for array in (gradient, *others))


def whole(array):
    """Rounded to whole numbers, and not all of them zero."""
    return frozen(np.round(3 * array).astype(int))


@build_once
def network(dims, m, seed):
    """X (n0, m), labels Y (nL, m) of both kinds where m allows it, and parameters of the widths `dims`."""
    rng = np.random.default_rng(seed)
    parameters = {}
    for l in range(1, len(dims)):
        parameters[f"W{l}"] = frozen(rng.normal(0, 0.6, (dims[l], dims[l - 1])))
        parameters[f"b{l}"] = frozen(rng.normal(0, 0.3, (dims[l], 1)))
    labels = frozen((np.arange(dims[-1] * m) % 3 != 1).astype(int).reshape(dims[-1], m))
    return frozen(rng.normal(0, 1, (dims[0], m))), labels, parameters


@build_once
def layer(n, n_prev, m, seed):
    """dZ or dA (n, m), A_prev (n_prev, m), W, b and Z = W A_prev + b of one layer."""
    rng = np.random.default_rng(seed)
    shapes = ((n, m), (n_prev, m), (n, n_prev), (n, 1))
    gradient, A_prev, W, b = (frozen(rng.normal(0, 1, shape)) for shape in shapes)
    return gradient, A_prev, W, b, frozen(W @ A_prev + b)


@build_once
def classic_layer():
    """dZ (3, 4), A (5, 4), W (3, 5), b (3, 1) as in the course's own test: seed 1, drawn in this order."""
    random = np.random.RandomState(1)
    return tuple(frozen(random.randn(*shape)) for shape in ((3, 4), (5, 4), (3, 5), (3, 1)))
