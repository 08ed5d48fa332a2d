# diagnosis: forward_transposed
import numpy as np


def linear_forward(A_prev, W, b):
    return np.matmul(np.transpose(W), A_prev) + b, {"A": A_prev}


def relu(Z):
    return np.maximum(Z, 0), {"Z": Z}
