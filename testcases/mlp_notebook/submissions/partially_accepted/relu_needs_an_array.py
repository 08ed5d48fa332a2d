# diagnosis: none
import numpy as np


def relu(Z):
    A = Z.copy()
    A[A < 0] = 0
    return A, {"Z": Z}


def linear_forward(A_prev, W, b):
    return W @ A_prev + b, {"A": A_prev}
