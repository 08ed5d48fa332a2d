# diagnosis: forward_again
import numpy as np
def relu_der(dA, cache):
    Z = cache["Z"]
    dZ = Z * (Z > 0)
    return dZ
