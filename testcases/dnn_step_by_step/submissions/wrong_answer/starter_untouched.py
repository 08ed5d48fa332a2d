import numpy as np

# sigmoid, relu, sigmoid_backward and relu_backward are there already.


def initialize_parameters(n_x, n_h, n_y):
    np.random.seed(1)
    # four lines
    W1 = None
    b1 = None
    W2 = None
    b2 = None
    parameters = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
    return parameters


def initialize_parameters_deep(layer_dims):
    np.random.seed(3)
    parameters = {}
    L = len(layer_dims)
    for l in range(1, L):
        # two lines
        parameters["W" + str(l)] = None
        parameters["b" + str(l)] = None
    return parameters


def linear_forward(A, W, b):
    # one line
    Z = None
    cache = (A, W, b)
    return Z, cache


def linear_activation_forward(A_prev, W, b, activation):
    if activation == "sigmoid":
        # two lines
        Z, linear_cache = None, None
        A, activation_cache = None, None
    elif activation == "relu":
        # two lines
        Z, linear_cache = None, None
        A, activation_cache = None, None
    cache = (linear_cache, activation_cache)
    return A, cache


def L_model_forward(X, parameters):
    caches = []
    A = X
    L = len(parameters) // 2
    # Layers 1 ... L - 1: linear -> relu. Append each cache.
    for l in range(1, L):
        A_prev = A
        A, cache = None, None
    # Layer L: linear -> sigmoid. Append its cache.
    AL, cache = None, None
    return AL, caches


def compute_cost(AL, Y):
    m = Y.shape[1]
    # one line
    cost = None
    cost = np.squeeze(cost)
    return cost


def linear_backward(dZ, cache):
    A_prev, W, b = cache
    m = A_prev.shape[1]
    # three lines
    dW = None
    db = None
    dA_prev = None
    return dA_prev, dW, db


def linear_activation_backward(dA, cache, activation):
    linear_cache, activation_cache = cache
    if activation == "relu":
        # two lines
        dZ = None
        dA_prev, dW, db = None, None, None
    elif activation == "sigmoid":
        # two lines
        dZ = None
        dA_prev, dW, db = None, None, None
    return dA_prev, dW, db


def L_model_backward(AL, Y, caches):
    grads = {}
    L = len(caches)
    Y = Y.reshape(AL.shape)
    # The derivative of the cost by AL.
    dAL = None
    # Layer L: sigmoid -> linear.
    current_cache = None
    dA_prev_temp, dW_temp, db_temp = None, None, None
    grads["dA" + str(L - 1)] = None
    grads["dW" + str(L)] = None
    grads["db" + str(L)] = None
    # Layers L - 1 ... 1: relu -> linear.
    for l in reversed(range(L - 1)):
        current_cache = None
        dA_prev_temp, dW_temp, db_temp = None, None, None
        grads["dA" + str(l)] = None
        grads["dW" + str(l + 1)] = None
        grads["db" + str(l + 1)] = None
    return grads


def update_parameters(params, grads, learning_rate):
    parameters = params.copy()
    L = len(parameters) // 2
    for l in range(L):
        # two lines
        parameters["W" + str(l + 1)] = None
        parameters["b" + str(l + 1)] = None
    return parameters
