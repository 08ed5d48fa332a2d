"""The functions that the notebook gives, and a way to put NumPy's random numbers into a known state."""

import numpy as np


def seed_numpy(seed, draws=()):
    """Seed NumPy; then draw as the course does when it samples images: for each (n, k), k of n with replacement."""
    np.random.seed(seed)
    for n, k in draws:
        np.random.choice(n, k)


def linear(Z):
    return Z, {}


def linear_der(dA, cache):
    return np.array(dA, copy=True)


def layer_forward(A_prev, W, b, activation):
    Z, lin_cache = linear_forward(A_prev, W, b)
    A, act_cache = relu(Z) if activation == "relu" else linear(Z)
    return A, {"lin_cache": lin_cache, "act_cache": act_cache}


def multi_layer_forward(X, parameters):
    L = len(parameters) // 2
    A, caches = X, []
    for l in range(1, L + 1):
        A, cache = layer_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], "relu" if l < L else "linear")
        caches.append(cache)
    return A, caches


def layer_backward(dA, cache, W, b, activation):
    der = relu_der if activation == "relu" else linear_der
    dZ = der(dA, cache["act_cache"])
    return linear_backward(dZ, cache["lin_cache"], W, b)


def multi_layer_backward(dAL, caches, parameters):
    L = len(caches)
    gradients, dA = {}, dAL
    for l in range(L, 0, -1):
        dA, gradients["dW" + str(l)], gradients["db" + str(l)] = layer_backward(
            dA, caches[l - 1], parameters["W" + str(l)], parameters["b" + str(l)], "relu" if l < L else "linear"
        )
    return gradients
