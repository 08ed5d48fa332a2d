import numpy as np

def step(z):
    if z > 0:
        return 1.0
    else:
        return 0.0

def relu_der(dA, cache):
    slope = np.vectorize(step)
    return np.multiply(dA, slope(cache["Z"]))
