# diagnosis: maximum_not_subtracted
import numpy as np


def softmax_cross_entropy_loss(Z, Y=np.array([])):
    A = np.exp(Z) / np.sum(np.exp(Z), axis=0)
    cache = {"A": A}
    if Y.size == 0:
        return A, cache, []
    return A, cache, -np.mean(np.log(A[Y.ravel(), np.arange(Z.shape[1])]))


def relu(Z):
    return np.maximum(Z, 0), {"Z": Z}
