# diagnosis: backward_divided_by_samples
import numpy as np


def linear_backward(dZ, cache, W, b):
    m = cache["A"].shape[1]
    return W.T @ dZ, (1 / m) * dZ @ cache["A"].T, (1 / m) * np.sum(dZ, axis=1, keepdims=True)


def relu(Z):
    return np.maximum(Z, 0), {"Z": Z}
