# diagnosis: labels_times_logarithm
import numpy as np


def softmax_cross_entropy_loss(Z, Y=np.array([])):
    E = np.exp(Z - np.max(Z, axis=0, keepdims=True))
    A = E / np.sum(E, axis=0, keepdims=True)
    loss = []
    if Y.size > 0:
        loss = -1 / Y.shape[1] * np.sum(np.multiply(Y, np.log(A)))
    return A, {"A": A}, loss
