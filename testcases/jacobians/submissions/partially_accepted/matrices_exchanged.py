# diagnosis: J_W1_matrices_exchanged
import numpy as np


def slopes(x):
    out = network_function(x)
    return d_sigma(out[1]), d_sigma(out[3]), d_sigma(out[5])


def J_W3(x, y):
    out = network_function(x)
    return np.dot((out[6] - y) * 2 * slopes(x)[2], out[4].T) / x.shape[1]


def J_b3(x, y):
    out = network_function(x)
    return np.mean((out[6] - y) * 2 * slopes(x)[2], axis=1, keepdims=True)


def J_W2(x, y):
    s1, s2, s3 = slopes(x)
    out = network_function(x)
    delta = s2 * np.dot(W3.T, (out[6] - y) * 2 * s3)
    return np.dot(delta, out[2].T) / x.shape[1]


def J_b2(x, y):
    s1, s2, s3 = slopes(x)
    out = network_function(x)
    delta = s2 * np.dot(W3.T, (out[6] - y) * 2 * s3)
    return np.mean(delta, axis=1, keepdims=True)


def J_W1(x, y):
    s1, s2, s3 = slopes(x)
    out = network_function(x)
    delta = s1 * np.dot(W3.T, s2 * np.dot(W2.T, (out[6] - y) * 2 * s3))
    return np.dot(delta, x.T) / x.shape[1]


def J_b1(x, y):
    s1, s2, s3 = slopes(x)
    out = network_function(x)
    delta = s1 * np.dot(W2.T, s2 * np.dot(W3.T, (out[6] - y) * 2 * s3))
    return np.mean(delta, axis=1, keepdims=True)
