# diagnosis: every_cost_kept
import numpy as np


def relu(Z):
    Z = np.array(Z)
    return np.where(Z > 0, Z, 0), {"Z": Z}


def relu_der(dA, cache):
    return np.where(cache["Z"] > 0, dA, 0)


def softmax_cross_entropy_loss(Z, Y=np.array([])):
    E = np.exp(Z - Z.max(axis=0))
    A = E / E.sum(axis=0)
    if len(Y) == 0:
        return A, {"A": A}, []
    onehot = np.eye(Z.shape[0])[Y.ravel()].T
    return A, {"A": A}, float(-(onehot * np.log(A + 1e-8)).sum() / Y.size)


def softmax_cross_entropy_loss_der(Y, cache):
    n, m = cache["A"].shape
    onehot = np.eye(n)[:, Y.ravel()]
    return (cache["A"] - onehot) / m


def initialize_network(net_dims):
    params = {}
    for l, (n_in, n_out) in enumerate(zip(net_dims[:-1], net_dims[1:]), start=1):
        params[f"W{l}"] = np.random.normal(0.0, 0.01, size=(n_out, n_in))
        params[f"b{l}"] = np.zeros((n_out, 1), dtype=float)
    return params


def linear_forward(A_prev, W, b):
    return W @ A_prev + b, {"A": A_prev}


def linear_backward(dZ, cache, W, b):
    return W.T @ dZ, dZ @ cache["A"].T, dZ.sum(axis=1).reshape(-1, 1)


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
    AL, _ = multi_layer_forward(X, parameters)
    return np.argmax(AL, axis=0, keepdims=True)


def update_parameters(parameters, gradients, epoch, alpha):
    return {name: value - alpha * gradients["d" + name] for name, value in parameters.items()}


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
        costs.append(cost)
        if ii % 20 == 0:
            if log:
                print("Cost at iteration %i is: %.05f, learning rate: %.05f" % (ii + 1, cost, learning_rate))
    return costs, parameters
