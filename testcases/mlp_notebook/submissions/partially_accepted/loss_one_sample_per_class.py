# diagnosis: loss_one_sample_per_class
import numpy as np


def softmax_cross_entropy_loss(Z, Y=np.array([])):
    E = np.exp(Z - Z.max(axis=0))
    A = E / E.sum(axis=0)
    if not Y.size:
        return A, {"A": A}, []
    onehot = np.zeros(A.shape)
    onehot[Y[0], np.arange(Y.shape[1])] = 1
    picked = A[range(A.shape[0]), onehot.argmax(axis=1)]
    return A, {"A": A}, -np.log(picked).sum() / Y.shape[1]


def relu(Z):
    return np.maximum(Z, 0), {"Z": Z}
