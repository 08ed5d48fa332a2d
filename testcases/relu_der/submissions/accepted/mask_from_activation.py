import numpy as np

def relu(Z):
    A = np.maximum(0, Z)
    cache = {"Z": Z}
    return A, cache

def relu_der(dA, cache):
    A, _ = relu(cache["Z"])
    g = A.copy()
    g[A > 0] = 1
    return dA * g
