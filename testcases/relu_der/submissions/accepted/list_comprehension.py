import numpy as np

def relu_der(dA, cache):
    Z = cache["Z"]
    return np.array([[d if z > 0 else 0 for d, z in zip(dr, zr)] for dr, zr in zip(dA, Z)])
