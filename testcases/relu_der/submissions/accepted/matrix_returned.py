import numpy as np

def relu_der(dA, cache):
    Z = np.asmatrix(cache["Z"])
    return np.multiply(np.matrix(dA), (Z > 0).astype(int))
