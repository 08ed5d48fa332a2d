import numpy as np

mean = lambda x: 1.0 / x.shape[-1]


def deltas(x, y):
    a0, z1, a1, z2, a2, z3, a3 = network_function(x)
    D3 = np.einsum("ik,ik->ik", 2 * (a3 - y), d_sigma(z3))
    D2 = np.einsum("ij,ik,jk->jk", W3, D3, d_sigma(z2))
    D1 = np.einsum("ij,ik,jk->jk", W2, D2, d_sigma(z1))
    return (D1, a0), (D2, a1), (D3, a2)


def weights(pair, x):
    D, a = pair
    return np.einsum("ik,jk->ij", D, a) * mean(x)


def biases(pair, x):
    D, _ = pair
    return np.einsum("ik->i", D)[:, None] * mean(x)


J_W3 = lambda x, y: weights(deltas(x, y)[2], x)
J_b3 = lambda x, y: biases(deltas(x, y)[2], x)
J_W2 = lambda x, y: weights(deltas(x, y)[1], x)
J_b2 = lambda x, y: biases(deltas(x, y)[1], x)
J_W1 = lambda x, y: weights(deltas(x, y)[0], x)
J_b1 = lambda x, y: biases(deltas(x, y)[0], x)
