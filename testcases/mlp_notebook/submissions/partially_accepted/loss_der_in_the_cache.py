# diagnosis: der_overwrites_cache
import numpy as np


def softmax_cross_entropy_loss_der(Y, cache):
    dZ = cache["A"]
    for j, y in enumerate(Y[0]):
        dZ[y, j] = dZ[y, j] - 1
    dZ = dZ / Y.shape[1]
    return dZ


def relu(Z):
    return np.maximum(Z, 0), {"Z": Z}
