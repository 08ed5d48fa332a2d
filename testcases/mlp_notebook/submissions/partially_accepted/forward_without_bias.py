# diagnosis: forward_without_bias
import numpy as np


def linear_forward(A_prev, W, b):
    return np.matmul(W, A_prev), {"A": A_prev}


def relu(Z):
    return np.maximum(Z, 0), {"Z": Z}
