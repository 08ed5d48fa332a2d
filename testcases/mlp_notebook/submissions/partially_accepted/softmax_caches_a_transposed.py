# diagnosis: softmax_caches_transposed
import numpy as np


def softmax_cross_entropy_loss(Z, Y=np.array([])):
    E = np.exp(Z.T - Z.T.max(axis=1, keepdims=True))
    A = E / E.sum(axis=1, keepdims=True)
    cache = {"A": A}
    loss = [] if not Y.size else -np.log(A[np.arange(Y.size), Y[0]]).mean()
    return A.T, cache, loss


def relu(Z):
    return np.maximum(Z, 0), {"Z": Z}
