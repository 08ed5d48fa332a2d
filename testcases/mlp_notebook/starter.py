import numpy as np


def relu(Z):
    """Z: (n, m). Returns A: (n, m), and a dictionary with "Z"."""
    cache = {}
    # your code here
    return A, cache


def relu_der(dA, cache):
    """dA: (n, m); cache["Z"]: (n, m). Returns dZ: (n, m)."""
    dZ = np.array(dA, copy=True)
    Z = cache["Z"]
    # your code here
    return dZ


def linear(Z):
    return Z, {}


def linear_der(dA, cache):
    return np.array(dA, copy=True)


def softmax_cross_entropy_loss(Z, Y=np.array([])):
    """Z: (n, m); Y: (1, m) labels. Returns A: (n, m), a dictionary with "A", and the loss ([] without labels)."""
    cache = {}
    # your code here
    return A, cache, loss


def softmax_cross_entropy_loss_der(Y, cache):
    """Y: (1, m) labels; cache["A"]: (n, m). Returns dZ: (n, m)."""
    # your code here
    return dZ


def initialize_network(net_dims):
    """net_dims: units of each layer, inputs first. Returns {"W1": ..., "b1": ..., ...}."""
    parameters = {}
    # your code here
    return parameters


def linear_forward(A_prev, W, b):
    """A_prev: (p, m); W: (n, p); b: (n, 1). Returns Z: (n, m), and a dictionary with "A"."""
    cache = {}
    # your code here
    return Z, cache


def layer_forward(A_prev, W, b, activation):
    Z, lin_cache = linear_forward(A_prev, W, b)
    if activation == "relu":
        A, act_cache = relu(Z)
    elif activation == "linear":
        A, act_cache = linear(Z)
    return A, {"lin_cache": lin_cache, "act_cache": act_cache}


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


def linear_backward(dZ, cache, W, b):
    """dZ: (n, m); cache["A"]: (p, m); W: (n, p); b: (n, 1). Returns dA_prev: (p, m), dW: (n, p), db: (n, 1)."""
    A_prev = cache["A"]
    # your code here
    return dA_prev, dW, db


def layer_backward(dA, cache, W, b, activation):
    if activation == "relu":
        dZ = relu_der(dA, cache["act_cache"])
    elif activation == "linear":
        dZ = linear_der(dA, cache["act_cache"])
    return linear_backward(dZ, cache["lin_cache"], W, b)


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
    """X: (n_in, m). Returns labels: (1, m)."""
    # your code here
    return YPred


def update_parameters(parameters, gradients, epoch, alpha):
    """One step of gradient descent. Returns the dictionary of parameters."""
    # your code here
    return parameters


def multi_layer_network(X, Y, net_dims, num_iterations=500, learning_rate=0.1, log=True):
    """X: (n_in, m); Y: (1, m) labels. Returns costs (one for every 20 iterations) and parameters."""
    parameters = initialize_network(net_dims)
    costs = []
    for ii in range(num_iterations):
        # your code here: five lines; call the loss `cost`
        if ii % 20 == 0:
            costs.append(cost)
            if log:
                print("Cost at iteration %i is: %.05f" % (ii + 1, cost))
    return costs, parameters
