# diagnosis: divided_by_input
import numpy as np
def relu_der(dA, cache):
    Z = cache["Z"]
    slope = np.maximum(Z, 0) / Z
    return slope * dA
