import numpy as np

def relu_der(dA, cache):
    """slope = (sign(z) + |sign(z)|) / 2"""
    s = np.sign(cache["Z"])
    return dA * (s + np.abs(s)) / 2
