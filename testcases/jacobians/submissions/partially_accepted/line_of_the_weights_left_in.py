# diagnosis: J_b1_with_line_of_weights
import numpy as np


def J_W3(x, y):
    a0, z1, a1, z2, a2, z3, a3 = network_function(x)
    return (2 * (a3 - y) * d_sigma(z3)) @ a2.T / x.size


def J_b1(x, y):
    a0, z1, a1, z2, a2, z3, a3 = network_function(x)
    J = 2 * (a3 - y) * d_sigma(z3)
    J = (J.T @ W3).T * d_sigma(z2)
    J = (J.T @ W2).T * d_sigma(z1)
    J = J @ a0.T / x.size
    J = np.sum(J, axis=1, keepdims=True) / x.size
    return J
