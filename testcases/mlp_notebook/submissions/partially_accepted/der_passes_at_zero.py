# diagnosis: gradient_at_zero
import numpy as np


def relu_der(dA, cache):
    dZ = np.array(dA, copy=True)
    dZ[cache["Z"] < 0] = 0
    return dZ


def relu(Z):
    return np.maximum(Z, 0), {"Z": Z}
