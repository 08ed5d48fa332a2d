import numpy as np

f = np.float32


def prepared(x, y):
    values = [np.asarray(v, dtype=f) for v in network_function(x)]
    return values + [np.asarray(y, dtype=f)]


def J_W3(x, y):
    a0, z1, a1, z2, a2, z3, a3, t = prepared(x, y)
    return (f(2) * (a3 - t) * d_sigma(z3).astype(f)) @ a2.T / f(x.size)


def J_b3(x, y):
    a0, z1, a1, z2, a2, z3, a3, t = prepared(x, y)
    return np.mean(f(2) * (a3 - t) * d_sigma(z3).astype(f), axis=1)[:, np.newaxis]


def hidden2(x, y):
    a0, z1, a1, z2, a2, z3, a3, t = prepared(x, y)
    d = f(2) * (a3 - t) * d_sigma(z3).astype(f)
    return (W3.T.astype(f) @ d) * d_sigma(z2).astype(f)


def hidden1(x, y):
    z1 = network_function(x)[1].astype(f)
    return (W2.T.astype(f) @ hidden2(x, y)) * d_sigma(z1).astype(f)


def J_W2(x, y):
    return hidden2(x, y) @ network_function(x)[2].T.astype(f) / f(x.size)


def J_b2(x, y):
    return np.mean(hidden2(x, y), axis=1)[:, np.newaxis]


def J_W1(x, y):
    return hidden1(x, y) @ x.T.astype(f) / f(x.size)


def J_b1(x, y):
    return np.mean(hidden1(x, y), axis=1)[:, np.newaxis]
