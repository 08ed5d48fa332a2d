# diagnosis: none
import numpy as np


def relu(Z):
    A = Z.copy()
    A[A < 0] = 0
    return A, {"Z": Z}
