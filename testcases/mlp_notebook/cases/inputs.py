"""Inputs that several modules use."""

import numpy as np

from grader.engine import frozen

FORWARD = ("multi_layer_forward", "layer_forward", "linear_forward", "relu", "softmax_cross_entropy_loss")


def drawn(seed, *shapes):
    """Standard normal arrays, drawn as the course's tests draw them."""
    random = np.random.RandomState(seed)
    return tuple(frozen(random.randn(*shape)) for shape in shapes)


def parameters_of(seed, dims, scale):
    """Weights and biases of a network, all drawn."""
    random = np.random.RandomState(seed)
    found = {}
    for l in range(1, len(dims)):
        found[f"W{l}"] = frozen(scale * random.randn(dims[l], dims[l - 1]))
        found[f"b{l}"] = frozen(0.1 * scale * random.randn(dims[l], 1))
    return found
