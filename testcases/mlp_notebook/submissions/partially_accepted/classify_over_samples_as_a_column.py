# diagnosis: argmax_over_samples_column
import numpy as np


def classify(X, parameters):
    AL, _ = multi_layer_forward(X, parameters)
    A, _, _ = softmax_cross_entropy_loss(AL)
    return np.argmax(A, axis=1, keepdims=True)


def linear_forward(A_prev, W, b):
    return np.dot(W, A_prev) + b, {"A": A_prev}
