# diagnosis: maximum_of_the_batch + logarithm_with_constant + none_without_labels
import numpy as np


def softmax_cross_entropy_loss(Z, Y=np.array([])):
    A = np.exp(Z - np.max(Z))
    A = A / A.sum(axis=0)
    loss = None
    if Y.shape[0]:
        found = [-np.log(A[int(label), j] + 1e-5) for j, label in enumerate(Y[0])]
        loss = np.mean(found)
    return A, {"A": A}, loss


def relu(Z):
    return np.maximum(0, Z), {"Z": Z}
