# diagnosis: cache_overwritten_with_mask
import numpy as np


def relu_der(dA, cache):
    Z = cache["Z"]
    Z[Z <= 0] = 0
    Z[Z > 0] = 1
    return dA * Z


def relu(Z):
    return np.maximum(Z, 0), {"Z": Z}
