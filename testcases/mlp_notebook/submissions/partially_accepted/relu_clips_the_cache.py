# diagnosis: relu_caches_output
import numpy as np


def relu(Z):
    Z = np.asarray(Z)
    Z[Z < 0] = 0
    return Z, {"Z": Z}


def linear_forward(A_prev, W, b):
    return W @ A_prev + b, {"A": A_prev}
