"""Inputs that several modules use."""

from functools import cache as build_once

import numpy as np

from grader.engine import frozen

FORWARD = ("multi_layer_forward", "layer_forward", "linear_forward", "relu", "softmax_cross_entropy_loss")


@build_once
def drawn(seed, *shapes):
    """Standard normal arrays, drawn as the course's tests draw them."""
    random = np.random.RandomState(seed)
    return tuple(frozen(random.randn(*shape)) for shape in shapes)


#: For inputs of 32 bits, whose results differ by rounding.
NARROW = {"rtol": 1e-4, "atol": 1e-5}


@build_once
def whole(seed, *shape):
    """Whole numbers from -3 to 3."""
    return frozen(np.random.RandomState(seed).randint(-3, 4, shape))


def narrow(*arrays):
    """The same numbers in 32 bits."""
    return tuple(frozen(array.astype(np.int32 if array.dtype.kind == "i" else np.float32)) for array in arrays)


def parameters_of(seed, dims, scale):
    """Weights and biases of a network, all drawn."""
    return dict(_parameters_of(seed, tuple(dims), scale))


@build_once
def _parameters_of(seed, dims, scale):
    random = np.random.RandomState(seed)
    found = {}
    for l in range(1, len(dims)):
        found[f"W{l}"] = frozen(scale * random.randn(dims[l], dims[l - 1]))
        found[f"b{l}"] = frozen(0.1 * scale * random.randn(dims[l], 1))
    return found
