"""The small network of the homework in numbers: forward and backward side by side.

z1 = w1 x, a1 = max(0, z1), z2 = w2 a1 + b, y = 1 / (1 + e^-z2), C = (y - t)^2 / 2.
"""

import numpy as np

#: The inputs and parameters of the homework.
NETWORK = {"x": 3.0, "t": 1.0, "w1": 0.01, "w2": -5.0, "b": -1.0}


def forward(x, t, w1, w2, b):
    """(a1, y, C)."""
    a1 = max(0.0, w1 * x)
    y = 1 / (1 + np.exp(-(w2 * a1 + b)))
    return a1, y, 0.5 * (y - t) ** 2


def backward(x, t, w1, w2, b):
    """The derivatives of C by w1, w2 and b."""
    a1, y, _ = forward(x, t, w1, w2, b)
    delta_2 = (y - t) * y * (1 - y)
    delta_1 = w2 * delta_2 * (1.0 if w1 * x > 0 else 0.0)
    return delta_1 * x, delta_2 * a1, delta_2


def answers():
    """The numbers asked for."""
    dC_dw1, dC_dw2, dC_db = backward(**NETWORK)
    return {"loss": forward(**NETWORK)[2], "dC_dw1": dC_dw1, "dC_dw2": dC_dw2, "dC_db": dC_db}
