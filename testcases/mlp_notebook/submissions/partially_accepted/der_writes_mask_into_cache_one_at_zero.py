# diagnosis: cache_overwritten_and_open_at_zero
import numpy as np


def relu_der(dA, cache):
    dZ = np.array(dA, copy=True)
    Z = cache["Z"]
    Z[Z >= 0] = 1
    Z[Z < 0] = 0
    dZ = dZ * Z
    return dZ


def relu(Z):
    return np.maximum(Z, 0), {"Z": Z}
