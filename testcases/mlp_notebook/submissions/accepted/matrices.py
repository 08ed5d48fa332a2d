import numpy as np


def relu(Z):
    A = (np.abs(Z) + np.array(Z)) / 2
    return A, {"Z": Z}


def relu_der(dA, cache):
    A, _ = relu(cache["Z"])
    dZ = dA.copy()
    dZ[A == 0] = 0
    return dZ


def softmax_cross_entropy_loss(Z, Y=np.array([])):
    maxima = np.tile(np.max(Z, axis=0), (Z.shape[0], 1))
    exps = np.exp(Z - maxima)
    A = exps / np.tile(np.sum(exps, axis=0), (Z.shape[0], 1))
    cache = {"A": A, "Z": Z}
    if Y.size == 0:
        return A, cache, []
    mask = np.zeros_like(A, dtype=bool)
    mask[Y[0], np.arange(Y.shape[1])] = True
    return A, cache, np.array([[-np.log(A.T[mask.T]).mean()]])


def softmax_cross_entropy_loss_der(Y, cache):
    dZ = np.copy(cache["A"])
    np.subtract.at(dZ, (Y.ravel(), np.arange(Y.size)), 1)
    return np.true_divide(dZ, Y.shape[-1])


def initialize_network(net_dims):
    parameters = {}
    for n_prev, n, l in zip(net_dims, net_dims[1:], range(1, 100)):
        parameters.setdefault("W" + str(l), np.random.randn(n, n_prev) * .01)
        parameters.setdefault("b" + str(l), np.zeros(n).reshape(n, 1))
    return parameters


def linear_forward(A_prev, W, b):
    Z = np.asarray(np.matrix(W) * np.matrix(A_prev)) + b
    return Z, {"A": A_prev}


def linear_backward(dZ, cache, W, b):
    dZm = np.asmatrix(dZ)
    return np.asarray(np.asmatrix(W).T * dZm), dZm * np.asmatrix(cache["A"]).T, dZm.sum(axis=1)


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
    A, _, _ = softmax_cross_entropy_loss(multi_layer_forward(X, parameters)[0])
    return np.argmax(A.T, axis=1).reshape((1, X.shape[1]))


def update_parameters(parameters, gradients, epoch, alpha):
    for g, gradient in gradients.items():
        parameters[g[1:]] = np.asarray(parameters[g[1:]] - alpha * gradient)
    return parameters


def multi_layer_network(X, Y, net_dims, num_iterations=500, learning_rate=0.1, log=True):
    parameters = initialize_network(net_dims)
    costs = []
    for ii in range(1, num_iterations + 1):
        scores, caches = multi_layer_forward(X, parameters)
        A, cache, cost = softmax_cross_entropy_loss(scores, Y)
        delta = softmax_cross_entropy_loss_der(Y, cache)
        grads = multi_layer_backward(delta, caches, parameters)
        parameters = update_parameters(parameters, grads, ii - 1, learning_rate)
        if ii % 20 == 1:
            costs.append(cost)
    return costs, parameters
