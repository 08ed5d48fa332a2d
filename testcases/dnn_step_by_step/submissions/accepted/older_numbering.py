# The numbering of the course's older version: dA1 ... dAL.
import numpy as np


def sigmoid(z):
    s = np.reciprocal(1.0 + np.exp(-z))
    return s, z


def relu(z):
    return z * (z > 0), z


def relu_backward(dA, cache):
    return dA * (cache > 0)


def sigmoid_backward(dA, cache):
    s, _ = sigmoid(cache)
    return dA * s * (1 - s)


def initialize_parameters(n_x, n_h, n_y):
    np.random.seed(1)
    W1 = np.random.randn(n_h, n_x)
    W1 *= 0.01
    b1 = np.zeros(shape=(n_h, 1))
    W2 = np.random.randn(n_y, n_h)
    W2 *= 0.01
    b2 = np.zeros(shape=(n_y, 1))
    return {"b1": b1, "b2": b2, "W1": W1, "W2": W2}


def initialize_parameters_deep(layer_dims):
    np.random.seed(3)
    parameters = {}
    for l in range(len(layer_dims) - 1):
        parameters["W" + str(l + 1)] = 0.01 * np.random.randn(layer_dims[l + 1], layer_dims[l])
        parameters["b" + str(l + 1)] = 0 * np.ones((layer_dims[l + 1], 1))
    return parameters


def linear_forward(A, W, b):
    Z = W @ A
    Z += b
    return (Z, (A, W, b))


def linear_activation_forward(A_prev, W, b, activation):
    Z, linear_cache = linear_forward(A_prev, W, b)
    if activation == "sigmoid":
        A, activation_cache = sigmoid(Z)
    if activation == "relu":
        A, activation_cache = relu(Z)
    return A, (linear_cache, activation_cache)


def L_model_forward(X, parameters):
    L = len(parameters) // 2
    A = X
    caches = []
    for l in range(1, L + 1):
        W, b = parameters.get("W" + str(l)), parameters.get("b" + str(l))
        if l == L:
            A, cache = linear_activation_forward(A, W, b, "sigmoid")
        else:
            A, cache = linear_activation_forward(A, W, b, "relu")
        caches += [cache]
    return A, caches


def compute_cost(AL, Y):
    m = AL.shape[1]
    cost = (-np.dot(Y, np.log(AL).T) - np.dot(1 - Y, np.log(1 - AL).T)) / m
    return np.squeeze(cost)


def linear_backward(dZ, cache):
    A_prev, W, b = cache
    m = dZ.shape[1]
    dW = dZ @ A_prev.T / m
    db = np.mean(dZ, axis=1, keepdims=True)
    dA_prev = W.T @ dZ
    return dA_prev, dW, db


def linear_activation_backward(dA, cache, activation):
    linear_cache, activation_cache = cache
    dZ = sigmoid_backward(dA, activation_cache) if activation == "sigmoid" else relu_backward(dA, activation_cache)
    dA_prev, dW, db = linear_backward(dZ, linear_cache)
    return dA_prev, dW, db


def L_model_backward(AL, Y, caches):
    grads = {}
    L = len(caches)
    Y = Y.reshape(AL.shape)
    dAL = -np.divide(Y, AL) + np.divide(1 - Y, 1 - AL)
    grads["dA" + str(L)], grads["dW" + str(L)], grads["db" + str(L)] = linear_activation_backward(
        dAL, caches[-1], activation="sigmoid"
    )
    for l in reversed(range(L - 1)):
        grads["dA" + str(l + 1)], grads["dW" + str(l + 1)], grads["db" + str(l + 1)] = linear_activation_backward(
            grads["dA" + str(l + 2)], caches[l], activation="relu"
        )
    return grads


def update_parameters(parameters, grads, learning_rate):
    L = len(parameters) // 2
    for l in range(1, L + 1):
        parameters["W%i" % l] = parameters["W%i" % l] - learning_rate * grads["dW%i" % l]
        parameters["b%i" % l] = parameters["b%i" % l] - learning_rate * grads["db%i" % l]
    return parameters
