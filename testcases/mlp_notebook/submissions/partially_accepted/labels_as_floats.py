# diagnosis: none
import numpy as np


def softmax_cross_entropy_loss(Z, Y=np.array([])):
    E = np.exp(Z - Z.max(axis=0))
    A = E / E.sum(axis=0)
    Y = Y.astype(float)
    loss = []
    if Y.size:
        loss = -np.mean(np.log(A[Y[0], np.arange(Y.shape[1])]))
    return A, {"A": A}, loss


def relu(Z):
    return np.maximum(Z, 0), {"Z": Z}
