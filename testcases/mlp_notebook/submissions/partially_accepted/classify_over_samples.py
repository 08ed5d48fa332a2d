# diagnosis: argmax_over_samples_flat
import numpy as np


def classify(X, parameters):
    Z, caches = multi_layer_forward(X, parameters)
    A, cache, loss = softmax_cross_entropy_loss(Z)
    YPred = np.argmax(A, 1)
    return YPred


def relu(Z):
    return np.maximum(Z, 0), {"Z": Z}
