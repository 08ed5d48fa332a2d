# diagnosis: logarithm_missing
import numpy as np


def softmax_cross_entropy_loss(Z, Y=np.array([])):
    E = np.exp(Z - np.max(Z, axis=0, keepdims=True))
    A = E / np.sum(E, axis=0, keepdims=True)
    loss = []
    if Y.size > 0:
        loss = -np.mean(A[Y.ravel(), np.arange(Y.size)])
    return A, {"A": A}, loss
