# diagnosis: softmax_of_rows
import numpy as np


def softmax(x):
    x = x - x.max(axis=1).reshape(-1, 1)
    return np.exp(x) / np.exp(x).sum(axis=1).reshape(-1, 1)


def softmax_cross_entropy_loss(Z, Y=np.array([])):
    A = softmax(Z)
    loss = [] if Y.size == 0 else -np.sum(np.log(A[Y[0], range(Y.shape[1])])) / Y.shape[1]
    return A, {"A": A}, loss


def relu(Z):
    return np.maximum(Z, 0), {"Z": Z}
