"""Backward through ReLU: the reference solution.

Forward, A = max(0, Z); backward, dZ = dA * 1[Z > 0]; all arrays (n, m), n units and m samples. At Z = 0, where ReLU has
no derivative, the course takes 0. Source: Goodfellow, Bengio, Courville, Deep Learning (2016), sections 6.3 and 6.5.
"""

import numpy as np


def relu(Z):
    """Forward, beside its derivative: A = max(0, Z), shape (n, m), and what backward will need."""
    return np.maximum(0, Z), {"Z": Z}


def is_open(Z):
    """Which entries let the gradient through: booleans of shape (n, m)."""
    return Z > 0


def through(dA, opened):
    """The gradient where `opened`, zero elsewhere: shape (n, m), a new array."""
    dZ = np.array(dA, copy=True)
    dZ[~opened] = 0
    return dZ


def relu_der(dA, cache):
    """dZ of shape (n, m) from dA of shape (n, m) and cache["Z"] of shape (n, m)."""
    return through(dA, is_open(cache["Z"]))
