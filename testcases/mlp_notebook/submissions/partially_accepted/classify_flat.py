# diagnosis: labels_flat
import numpy as np


def classify(X, parameters):
    Z, caches = multi_layer_forward(X, parameters)
    A, cache, loss = softmax_cross_entropy_loss(Z)
    YPred = A.argmax(axis=0)
    return YPred


def relu(Z):
    return np.maximum(Z, 0), {"Z": Z}
