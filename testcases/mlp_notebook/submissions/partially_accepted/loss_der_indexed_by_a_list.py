# diagnosis: none
import numpy as np


def softmax_cross_entropy_loss_der(Y, cache):
    dZ = cache["A"].copy()
    dZ[[Y[0], np.arange(Y.size)]] -= 1
    return dZ / Y.size


def relu(Z):
    return np.maximum(Z, 0), {"Z": Z}
