# diagnosis: unfinished
import numpy as np


def relu_der(dA, cache):
    dZ = np.array(dA, copy=True)
    Z = cache["Z"]
    # your code here
    return dZ
