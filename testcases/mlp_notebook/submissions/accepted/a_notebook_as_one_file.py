import numpy as np


def relu(Z):
    A = np.maximum(0, Z)
    cache = {}
    cache["Z"] = Z
    return A, cache


def relu_der(dA, cache):
    dZ = np.array(dA, copy=True)
    Z = cache["Z"]
    dZ[Z <= 0] = 0
    return dZ


def softmax_cross_entropy_loss(Z, Y=np.array([])):
    Zs = Z - np.max(Z, axis=0, keepdims=True)
    A = np.exp(Zs) / np.sum(np.exp(Zs), axis=0, keepdims=True)
    cache = {}
    cache["A"] = A
    if Y.size == 0:
        loss = []
    else:
        m = Y.shape[1]
        loss = -np.sum(np.log(A[Y[0, :], range(m)])) / m
    return A, cache, loss


def softmax_cross_entropy_loss_der(Y, cache):
    A = cache["A"]
    m = Y.shape[1]
    dZ = np.array(A, copy=True)
    dZ[Y[0], np.arange(m)] -= 1
    return dZ / m


def initialize_network(net_dims):
    numLayers = len(net_dims)
    parameters = {}
    for l in range(numLayers - 1):
        parameters["W" + str(l + 1)] = 0.01 * np.random.randn(net_dims[l + 1], net_dims[l])
        parameters["b" + str(l + 1)] = np.zeros((net_dims[l + 1], 1))
    return parameters


def linear_forward(A_prev, W, b):
    Z = np.dot(W, A_prev) + b
    cache = {}
    cache["A"] = A_prev
    return Z, cache


def linear_backward(dZ, cache, W, b):
    A_prev = cache["A"]
    dA_prev = np.dot(W.T, dZ)
    dW = np.dot(dZ, A_prev.T)
    db = np.sum(dZ, axis=1, keepdims=True)
    return dA_prev, dW, db


def linear(Z):
    A = Z
    cache = {}
    return A, cache


def linear_der(dA, cache):
    dZ = np.array(dA, copy=True)
    return dZ


def layer_forward(A_prev, W, b, activation):
    Z, lin_cache = linear_forward(A_prev, W, b)
    if activation == "relu":
        A, act_cache = relu(Z)
    elif activation == "linear":
        A, act_cache = linear(Z)
    cache = {}
    cache["lin_cache"] = lin_cache
    cache["act_cache"] = act_cache
    return A, cache


def multi_layer_forward(X, parameters):
    L = len(parameters) // 2
    A = X
    caches = []
    for l in range(1, L):
        A, cache = layer_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], "relu")
        caches.append(cache)
    AL, cache = layer_forward(A, parameters["W" + str(L)], parameters["b" + str(L)], "linear")
    caches.append(cache)
    return AL, caches


def layer_backward(dA, cache, W, b, activation):
    lin_cache = cache["lin_cache"]
    act_cache = cache["act_cache"]
    if activation == "relu":
        dZ = relu_der(dA, act_cache)
    elif activation == "linear":
        dZ = linear_der(dA, act_cache)
    dA_prev, dW, db = linear_backward(dZ, lin_cache, W, b)
    return dA_prev, dW, db


def multi_layer_backward(dAL, caches, parameters):
    L = len(caches)
    gradients = {}
    dA = dAL
    activation = "linear"
    for l in reversed(range(1, L + 1)):
        dA, gradients["dW" + str(l)], gradients["db" + str(l)] = layer_backward(
            dA, caches[l - 1], parameters["W" + str(l)], parameters["b" + str(l)], activation
        )
        activation = "relu"
    return gradients


def classify(X, parameters):
    Z, caches = multi_layer_forward(X, parameters)
    A, cache, loss = softmax_cross_entropy_loss(Z)
    YPred = np.argmax(A, axis=0).reshape(1, -1)
    return YPred


def update_parameters(parameters, gradients, epoch, alpha):
    L = len(parameters) // 2
    for i in range(L):
        parameters["W" + str(i + 1)] = parameters["W" + str(i + 1)] - alpha * gradients["dW" + str(i + 1)]
        parameters["b" + str(i + 1)] = parameters["b" + str(i + 1)] - alpha * gradients["db" + str(i + 1)]
    return parameters


def multi_layer_network(X, Y, net_dims, num_iterations=500, learning_rate=0.1, log=True):
    parameters = initialize_network(net_dims)
    A0 = X
    costs = []
    for ii in range(num_iterations):
        AL, caches = multi_layer_forward(A0, parameters)
        A, cache, cost = softmax_cross_entropy_loss(AL, Y)
        dZ = softmax_cross_entropy_loss_der(Y, cache)
        gradients = multi_layer_backward(dZ, caches, parameters)
        parameters = update_parameters(parameters, gradients, ii, learning_rate)
        if ii % 20 == 0:
            costs.append(cost)
            if log:
                print("Cost at iteration %i is: %.05f, learning rate: %.05f" % (ii + 1, cost, learning_rate))
    return costs, parameters
