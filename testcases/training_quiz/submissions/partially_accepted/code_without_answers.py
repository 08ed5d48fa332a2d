# diagnosis: none
import numpy as np



def dCdb(w1, b1, x, y):
    return np.multiply(2 * (np.tanh(w1 * x + b1) - y) * np.power(np.cosh(w1 * x + b1), -2), 1)
