# diagnosis: last_layer_not_updated
import numpy as np


def relu(Z):
    A = np.vectorize(lambda z: float(z) if z > 0 else 0.0)(Z)
    cache = {}
    cache["Z"] = Z
    return A, cache


def relu_der(dA, cache):
    return np.multiply(dA, np.heaviside(cache["Z"], 0))


def softmax_cross_entropy_loss(Z, Y=np.array([])):
    shift = np.max(Z, axis=0).reshape((1, Z.shape[1]))
    A = np.divide(np.exp(Z - shift), np.exp(Z - shift).sum(axis=0, keepdims=True))
    cache = {}
    cache["A"] = A
    loss = []
    if Y.shape[-1] != 0:
        picked = np.take_along_axis(A, Y.reshape(1, -1), axis=0)
        loss = -np.mean(np.log(picked))
    return A, cache, loss


def one_hot(Y, n):
    out = np.zeros((n, Y.size))
    out[Y.ravel(), np.arange(Y.size)] = 1
    return out


def softmax_cross_entropy_loss_der(Y, cache):
    A = cache["A"]
    return (1.0 / Y.shape[1]) * (A - one_hot(Y, A.shape[0]))


def initialize_network(net_dims):
    parameters = {}
    l = 1
    while l < len(net_dims):
        parameters["W" + str(l)] = np.multiply(np.random.randn(net_dims[l], net_dims[l - 1]), 1e-2)
        parameters["b" + str(l)] = np.zeros(shape=(net_dims[l], 1))
        l += 1
    return parameters


def linear_forward(A_prev, W, b):
    cache = {"A": A_prev}
    Z = np.add(np.matmul(W, A_prev), b)
    return Z, cache


def linear_backward(dZ, cache, W, b):
    ones = np.ones((dZ.shape[1], 1))
    return np.matmul(W.T, dZ), np.matmul(dZ, cache["A"].T), np.matmul(dZ, ones)


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
    scores = multi_layer_forward(X, parameters)[0]
    probabilities = softmax_cross_entropy_loss(scores)[0]
    return np.array([np.argmax(probabilities, 0)])


def update_parameters(parameters, gradients, epoch, alpha):
    L = len(parameters) // 2
    for l in range(1, L):
        for key in ("W" + str(l), "b" + str(l)):
            parameters[key] = parameters[key] - alpha * gradients["d" + key]
    return parameters


def multi_layer_network(X, Y, net_dims, num_iterations=500, learning_rate=0.1, log=True):
    parameters = initialize_network(net_dims)
    history = np.zeros(num_iterations)
    for ii in range(num_iterations):
        AL, caches = multi_layer_forward(X, parameters)
        _, cache, history[ii] = softmax_cross_entropy_loss(AL, Y)
        gradients = multi_layer_backward(softmax_cross_entropy_loss_der(Y, cache), caches, parameters)
        parameters = update_parameters(parameters, gradients, ii, learning_rate)
    return list(history[::20]), parameters
