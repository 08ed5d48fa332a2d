# diagnosis: none
import numpy as np
def relu_derivative(dA, cache):
    return np.where(cache["Z"] > 0, dA, 0)
