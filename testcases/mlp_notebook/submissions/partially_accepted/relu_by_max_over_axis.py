# diagnosis: relu_is_largest_along_axis
import numpy as np


def relu(Z):
    return np.max(Z, 0), {"Z": Z}


def linear_forward(A_prev, W, b):
    return W @ A_prev + b, {"A": A_prev}
