import numpy as np


def relu_der(dA, cache):
    dZ = np.array(dA, copy=True)
    Z = cache["Z"]
    dZ[Z <= 0] = 0
    return dZ
