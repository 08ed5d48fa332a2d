# diagnosis: mask_alone
import numpy as np


def relu_der(dA, cache):
    dZ = np.array(dA, copy=True)
    Z = cache["Z"]
    dZ = np.where(Z > 0, 1, 0)
    return dZ
