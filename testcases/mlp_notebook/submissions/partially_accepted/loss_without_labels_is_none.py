# diagnosis: none_without_labels
import numpy as np


def softmax_cross_entropy_loss(Z, Y=np.array([])):
    Zs = Z - np.max(Z, axis=0, keepdims=True)
    A = np.exp(Zs) / np.sum(np.exp(Zs), axis=0, keepdims=True)
    cache = {}
    cache["A"] = A
    if Y.size == 0:
        loss = None
    else:
        m = Y.shape[1]
        loss = -np.sum(np.log(A[Y[0, :], range(m)])) / m
    return A, cache, loss


def relu(Z):
    return np.maximum(Z, 0), {"Z": Z}
