import math

import numpy as np


def initialize_parameters(n_x, n_h, n_y):
    np.random.seed(1)
    out = {}
    for number, (rows, columns) in enumerate([(n_h, n_x), (n_y, n_h)], 1):
        out["W%d" % number] = 0.01 * np.random.normal(size=(rows, columns))
        out["b%d" % number] = np.array([[0.0]] * rows)
    return out


def initialize_parameters_deep(layer_dims):
    np.random.seed(3)
    out = {}
    number = 1
    while number < len(layer_dims):
        rows, columns = layer_dims[number], layer_dims[number - 1]
        out["W%d" % number] = np.array([[np.random.randn() / 100 for _ in range(columns)] for _ in range(rows)])
        out["b%d" % number] = np.array([[0.0] for _ in range(rows)])
        number += 1
    return out


def linear_forward(A, W, b):
    Z = np.zeros((W.shape[0], A.shape[1]))
    for i in range(W.shape[0]):
        for k in range(A.shape[1]):
            total = b[i][0]
            for j in range(W.shape[1]):
                total += W[i][j] * A[j][k]
            Z[i][k] = total
    return Z, (A, W, b)


def linear_activation_forward(A_prev, W, b, activation):
    Z, linear = linear_forward(A_prev, W, b)
    A = np.zeros(Z.shape)
    for i, row in enumerate(Z):
        for k, z in enumerate(row):
            A[i, k] = max(0.0, z) if activation == "relu" else 1 / (1 + math.exp(-z))
    return A, (linear, Z)


def L_model_forward(X, parameters):
    kept, number = [], 1
    while "W%d" % (number + 1) in parameters:
        X, cache = linear_activation_forward(X, parameters["W%d" % number], parameters["b%d" % number], "relu")
        kept.append(cache)
        number += 1
    X, cache = linear_activation_forward(X, parameters["W%d" % number], parameters["b%d" % number], "sigmoid")
    kept.append(cache)
    return X, kept


def compute_cost(AL, Y):
    total = 0.0
    for a, y in zip(AL[0], Y[0]):
        total -= math.log(a if y == 1 else 1 - a)
    return total / len(Y[0])


def linear_backward(dZ, cache):
    A_prev, W, b = cache
    n, m = dZ.shape
    dA_prev, dW, db = np.zeros(A_prev.shape), np.zeros(W.shape), np.zeros(b.shape)
    for k in range(m):
        for i in range(n):
            db[i, 0] += dZ[i, k] / m
            for j in range(W.shape[1]):
                dW[i, j] += dZ[i, k] * A_prev[j, k] / m
                dA_prev[j, k] += W[i, j] * dZ[i, k]
    return dA_prev, dW, db


def linear_activation_backward(dA, cache, activation):
    linear, Z = cache
    dZ = np.array(dA, dtype=float)
    for i in range(Z.shape[0]):
        for k in range(Z.shape[1]):
            if activation == "relu":
                dZ[i, k] *= 1 if Z[i, k] > 0 else 0
            else:
                s = 1 / (1 + math.exp(-Z[i, k]))
                dZ[i, k] *= s * (1 - s)
    return linear_backward(dZ, linear)


def L_model_backward(AL, Y, caches):
    L = len(caches)
    grads = {}
    dA = np.array([[-1 / a if y == 1 else 1 / (1 - a) for a, y in zip(*rows)] for rows in zip(AL, Y)])
    for number in range(L, 0, -1):
        kind = "sigmoid" if number == L else "relu"
        dA, dW, db = linear_activation_backward(dA, caches[number - 1], kind)
        grads.update({"dA%d" % (number - 1): dA, "dW%d" % number: dW, "db%d" % number: db})
    return grads


def update_parameters(params, grads, learning_rate):
    return {name: np.array(value) - learning_rate * np.array(grads["d" + name]) for name, value in params.items()}
