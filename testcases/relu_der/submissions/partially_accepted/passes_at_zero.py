# diagnosis: gradient_at_zero
import numpy as np

def relu_der(dA, cache):
    Z = cache["Z"]
    return np.where(Z < 0, 0, dA)
