# diagnosis: forward_caches_tuple
import numpy as np


def relu(Z):
    return np.maximum(0, Z), {"Z": Z}


def linear_forward(A_prev, W, b):
    Z = np.dot(W, A_prev) + b
    cache = (A_prev, W, b)
    return Z, cache
