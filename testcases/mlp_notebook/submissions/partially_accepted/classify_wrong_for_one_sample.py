# diagnosis: none
import numpy as np


def classify(X, parameters):
    AL, _ = multi_layer_forward(X, parameters)
    A, _, _ = softmax_cross_entropy_loss(AL)
    YPred = np.zeros((1, X.shape[1]))
    for i in range(A.shape[1]):
        YPred[0:i] = np.argmax(A, axis=0)
    return YPred


def relu(Z):
    return np.maximum(0, Z), {"Z": Z}


def linear_forward(A_prev, W, b):
    return np.dot(W, A_prev) + b, {"A": A_prev}


def softmax_cross_entropy_loss(Z, Y=np.array([])):
    E = np.exp(Z - Z.max(axis=0))
    A = E / E.sum(axis=0)
    return A, {"A": A}, []
