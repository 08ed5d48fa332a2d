# diagnosis: maximum_of_the_batch
import numpy as np


def softmax_cross_entropy_loss(Z, Y=np.array([])):
    e = np.exp(Z - Z.max())
    A = e / e.sum(0)
    loss = []
    if Y.size:
        loss = -np.log(A.T[np.arange(Y.size), Y.ravel()]).mean()
    return A, {"A": A}, loss


def relu(Z):
    return np.maximum(Z, 0), {"Z": Z}
