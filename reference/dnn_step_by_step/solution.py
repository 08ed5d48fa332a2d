"""A deep network step by step: L - 1 layers with ReLU, one with the sigmoid, cross-entropy cost, gradient descent.

Columns are samples. Layer l has W[l] of shape (n[l], n[l-1]) and b[l] of shape (n[l], 1). Forward

    Z[l] = W[l] A[l-1] + b[l];   A[l] = relu(Z[l]) for l < L;   A[L] = sigmoid(Z[L]);
    cost = -(1/m) sum of Y log A[L] + (1 - Y) log(1 - A[L])

and backward, d standing for the derivative of m times the cost except in dW and db, means over the m samples,

    dA[L] = -(Y / A[L] - (1 - Y) / (1 - A[L]));   dZ[l] = dA[l] g'(Z[l]);
    dW[l] = dZ[l] A[l-1]^T / m;   db[l] = row sums of dZ[l] / m;   dA[l-1] = W[l]^T dZ[l].
"""

import numpy as np


def sigmoid(Z):
    """1 / (1 + e^-Z), and Z for the way back."""
    return 1 / (1 + np.exp(-Z)), Z


def relu(Z):
    """max(0, Z), and Z for the way back."""
    return np.maximum(0, Z), Z


def sigmoid_backward(dA, cache):
    """dZ = dA * sigmoid'(Z)."""
    s = 1 / (1 + np.exp(-cache))
    return dA * s * (1 - s)


def relu_backward(dA, cache):
    """dZ = dA where Z > 0, else 0."""
    return np.where(cache > 0, dA, 0.0)


def small_weights(n_out, n_in):
    """0.01 times standard normals, shape (n_out, n_in)."""
    return np.random.randn(n_out, n_in) * 0.01


def zero_biases(n_out, n_in):
    """A column of n_out zeros."""
    return np.zeros((n_out, 1))


def initialize_parameters(n_x, n_h, n_y):
    """W1, b1, W2, b2 of a network with one hidden layer, drawn from seed 1."""
    np.random.seed(1)
    W1 = small_weights(n_h, n_x)
    b1 = zero_biases(n_h, n_x)
    W2 = small_weights(n_y, n_h)
    b2 = zero_biases(n_y, n_h)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


def deep_weights(n_out, n_in):
    """The same for the deep network."""
    return np.random.randn(n_out, n_in) * 0.01


def deep_biases(n_out, n_in):
    """A column of n_out zeros."""
    return np.zeros((n_out, 1))


def initialized_layers(layer_dims):
    """The numbers 1 ... L of the layers to draw."""
    return range(1, len(layer_dims))


def initialize_parameters_deep(layer_dims):
    """W1, b1, ..., WL, bL for the widths layer_dims, drawn from seed 3, layer by layer."""
    np.random.seed(3)
    parameters = {}
    for l in initialized_layers(layer_dims):
        parameters[f"W{l}"] = deep_weights(layer_dims[l], layer_dims[l - 1])
        parameters[f"b{l}"] = deep_biases(layer_dims[l], layer_dims[l - 1])
    return parameters


def weighted_input(A, W, b):
    """Z = W A + b, shape (n, m)."""
    return np.dot(W, A) + b


def linear_cache_of(A, W, b):
    """What the way back needs of the linear part."""
    return (A, W, b)


def linear_forward(A, W, b):
    """Z and the cache (A, W, b)."""
    return weighted_input(A, W, b), linear_cache_of(A, W, b)


def known(activation):
    """The name of an activation. Raises ValueError for one that there is not."""
    if activation not in ("sigmoid", "relu"):
        raise ValueError(f"activation must be 'sigmoid' or 'relu', not {activation!r}")
    return activation


def activate(Z, activation):
    """(A, activation cache) for "sigmoid" or "relu"."""
    return sigmoid(Z) if known(activation) == "sigmoid" else relu(Z)


def layer_output(A, Z):
    """What a layer hands on."""
    return A


def layer_cache(linear_cache, activation_cache, A):
    """What a layer keeps for the way back."""
    return (linear_cache, activation_cache)


def linear_activation_forward(A_prev, W, b, activation):
    """A of the layer and the cache ((A_prev, W, b), Z)."""
    Z, linear_cache = linear_forward(A_prev, W, b)
    A, activation_cache = activate(Z, activation)
    return layer_output(A, Z), layer_cache(linear_cache, activation_cache, A)


def forward_activations(L):
    """The activation of each of the layers 1 ... L."""
    return ["relu"] * (L - 1) + ["sigmoid"]


def L_model_forward(X, parameters):
    """AL of shape (n[L], m) and the L caches, first layer first."""
    L = len(parameters) // 2
    caches = []
    A = X
    for l, activation in enumerate(forward_activations(L), start=1):
        A_prev = A
        A, cache = linear_activation_forward(A_prev, parameters[f"W{l}"], parameters[f"b{l}"], activation)
        caches.append(cache)
    return A, caches


def log_likelihoods(AL, Y):
    """log of the probability given to each label, shape (1, m)."""
    return Y * np.log(AL) + (1 - Y) * np.log(1 - AL)


def mean_cost(likelihoods, m):
    """Minus their mean."""
    return -np.sum(likelihoods) / m


def as_number(cost):
    """A cost without axes."""
    return np.squeeze(cost)


def cost_of(likelihoods, m):
    """Minus the mean of the likelihoods, a number."""
    return as_number(mean_cost(likelihoods, m))


def compute_cost(AL, Y):
    """Cross-entropy, a number (0-d)."""
    m = Y.shape[1]
    return cost_of(log_likelihoods(AL, Y), m)


def number_of_samples(A_prev):
    """Samples are columns."""
    return A_prev.shape[1]


def weight_sum(dZ, A_prev, W):
    """m times dW, shape of W."""
    return np.dot(dZ, A_prev.T)


def weight_divisor(m):
    """What the sum for dW is divided by."""
    return m


def weight_gradient(dZ, A_prev, W, m):
    return weight_sum(dZ, A_prev, W) / weight_divisor(m)


def bias_sum(dZ):
    """m times db, a column."""
    return np.sum(dZ, axis=1, keepdims=True)


def bias_divisor(m):
    """What the sum for db is divided by."""
    return m


def bias_gradient(dZ, m):
    return bias_sum(dZ) / bias_divisor(m)


def gradient_handed_back(W, dZ, m):
    """dA of the layer before."""
    return np.dot(W.T, dZ)


def linear_backward(dZ, cache):
    """(dA_prev, dW, db)."""
    A_prev, W, _ = cache
    m = number_of_samples(A_prev)
    dW = weight_gradient(dZ, A_prev, W, m)
    db = bias_gradient(dZ, m)
    dA_prev = gradient_handed_back(W, dZ, m)
    return dA_prev, dW, db


def activation_gradient(dA, activation_cache, activation):
    """dZ of the layer."""
    return (sigmoid_backward if known(activation) == "sigmoid" else relu_backward)(dA, activation_cache)


def linear_activation_backward(dA, cache, activation):
    """(dA_prev, dW, db)."""
    linear_cache, activation_cache = cache
    dZ = activation_gradient(dA, activation_cache, activation)
    dA_prev, dW, db = linear_backward(dZ, linear_cache)
    return dA_prev, dW, db


def cost_gradient(AL, Y):
    """dAL, shape of AL."""
    return -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))


def backward_activations(L):
    """The activation of each of the layers 1 ... L."""
    return ["relu"] * (L - 1) + ["sigmoid"]


def cache_for(caches, l):
    """The cache of layer l (1 ... L)."""
    return caches[l - 1]


def activation_key(l):
    """What the derivative by A[l] is called. The course's older version counts one higher."""
    return f"dA{l}"


def incoming(grads, dAL, l, L):
    """The gradient that enters layer l from above."""
    return dAL if l == L else grads[activation_key(l)]


def stored(grads, l, L, dA_prev, dW, db):
    """Put the three gradients of layer l under their names."""
    grads[activation_key(l - 1)], grads[f"dW{l}"], grads[f"db{l}"] = dA_prev, dW, db


def visited_layers(L):
    """The layers in the order of the way back."""
    return range(L, 0, -1)


def L_model_backward(AL, Y, caches):
    """dA0 ... dA(L-1), dW1 ... dWL, db1 ... dbL in one dictionary."""
    grads = {}
    L = len(caches)
    Y = np.reshape(Y, AL.shape)
    dAL = cost_gradient(AL, Y)
    activations = backward_activations(L)
    for l in visited_layers(L):
        found = linear_activation_backward(incoming(grads, dAL, l, L), cache_for(caches, l), activations[l - 1])
        stored(grads, l, L, *found)
    return grads


def step(value, gradient, learning_rate):
    """One step downhill."""
    return value - learning_rate * gradient


def updated_layers(L):
    """The numbers of the layers to update."""
    return range(1, L + 1)


def updated_kinds():
    """Which parameters are updated."""
    return ("W", "b")


def update_parameters(params, grads, learning_rate):
    """The parameters after one step of gradient descent."""
    parameters = dict(params)
    for l in updated_layers(len(parameters) // 2):
        for kind in updated_kinds():
            parameters[f"{kind}{l}"] = step(parameters[f"{kind}{l}"], grads[f"d{kind}{l}"], learning_rate)
    return parameters
