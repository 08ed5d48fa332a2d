# diagnosis: relu_instead_of_derivative
import numpy as np
def relu_der(dA, cache):
    Z = cache["Z"].copy()
    Z[Z < 0] = 0
    return Z * dA
