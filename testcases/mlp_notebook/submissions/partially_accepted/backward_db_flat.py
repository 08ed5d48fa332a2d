# diagnosis: bias_gradient_flat
import numpy as np


def linear_backward(dZ, cache, W, b):
    return W.T @ dZ, dZ @ cache["A"].T, dZ.sum(axis=1)


def relu(Z):
    return np.maximum(Z, 0), {"Z": Z}
