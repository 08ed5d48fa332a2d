# diagnosis: der_not_divided
import numpy as np


def softmax_cross_entropy_loss_der(Y, cache):
    onehot = np.eye(cache["A"].shape[0])[Y.ravel()].T
    return cache["A"] - onehot


def relu(Z):
    return np.maximum(Z, 0), {"Z": Z}
