# diagnosis: nan_without_labels
import numpy as np


def softmax_cross_entropy_loss(Z, Y=np.array([])):
    E = np.exp(Z - Z.max(axis=0))
    A = E / E.sum(axis=0)
    y = Y.astype(int).ravel()
    loss = -np.mean(np.log(A[y, np.arange(y.size)]))
    return A, {"A": A}, loss


def relu(Z):
    return np.maximum(Z, 0), {"Z": Z}
