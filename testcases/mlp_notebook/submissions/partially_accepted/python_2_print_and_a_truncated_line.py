# diagnosis: none
import numpy as np


def relu(Z):
    A = np.maximum(0, Z)
    cache = {}
    cache["Z"] = Z
    return A, cache


def relu_der(dA, cache):
    dZ = np.array(dA, copy=True)
    Z = cache["Z"]
    dZ[Z <= 0] = 0
    return dZ


print "relu", relu([1, 2])


def softmax_cross_entropy_loss(Z, Y=np.array([])):
    A = np.exp(Z - np.max(Z, axis=0) /
    return A, {"A": A}, []
