# diagnosis: none
import numpy as np
def relu_der(dA, cache):
    if cache["Z"] > 0:
        return dA
    return np.zeros_like(dA)
