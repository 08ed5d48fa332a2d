"""The network of the quiz."""

import numpy as np


def a1(w1, b1, a0):
    """The output."""
    z = w1 * a0 + b1
    return np.tanh(z)


def C(w1, b1, x, y):
    """The cost of one example."""
    return (a1(w1, b1, x) - y) ** 2


def dCdw(w1, b1, x, y):
    """The derivative of the cost by the weight."""
    z = w1 * x + b1
    dCda = 2 * (a1(w1, b1, x) - y)
    dadz = 1 / np.cosh(z) ** 2
    dzdw = x
    return dCda * dadz * dzdw
