import numpy as np


def relu(Z):
    A = np.array(Z, copy=True)
    A[A < 0] = 0
    return A, {"Z": np.array(Z), "A": A}


def relu_der(dA, cache):
    dZ = np.array(dA, copy=True)
    for i in range(dZ.shape[0]):
        dZ[i, cache["Z"][i] <= 0] = 0
    return dZ


def softmax_cross_entropy_loss(Z, Y=np.array([])):
    A = np.zeros(Z.shape)
    for j in range(Z.shape[1]):
        e = np.exp(Z[:, j] - max(Z[:, j]))
        A[:, j] = e / sum(e)
    cache = {"A": A}
    loss = []
    if Y.size:
        loss = 0
        for j in range(Z.shape[1]):
            loss -= np.log(A[int(Y[0, j]), j]) / Z.shape[1]
    return A, cache, loss


def softmax_cross_entropy_loss_der(Y, cache):
    dZ = cache["A"].copy()
    for j in range(Y.shape[1]):
        dZ[Y[0, j], j] -= 1.0
    dZ *= 1.0 / Y.shape[1]
    return dZ


def initialize_network(net_dims):
    parameters = {}
    for l in range(1, len(net_dims)):
        W = np.random.randn(net_dims[l], net_dims[l - 1])
        W *= 0.01
        parameters["W%d" % l] = W
        parameters["b%d" % l] = np.array([[0.0]] * net_dims[l])
    return parameters


def linear_forward(A_prev, W, b):
    Z = np.empty((W.shape[0], A_prev.shape[1]))
    for i in range(W.shape[0]):
        Z[i] = W[i].dot(A_prev) + b[i]
    cache = dict(A=A_prev, W=W, b=b)
    return Z, cache


def linear_backward(dZ, cache, W, b):
    dW = dZ.dot(cache["A"].transpose())
    db = np.zeros(b.shape)
    for i in range(len(b)):
        db[i, 0] = dZ[i].sum()
    dA_prev = W.transpose().dot(dZ)
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
    Z, _ = multi_layer_forward(X, parameters)
    A, _, _ = softmax_cross_entropy_loss(Z)
    YPred = np.zeros((1, X.shape[1]))
    for j in range(X.shape[1]):
        YPred[0, j] = np.argmax(A[:, j])
    return YPred


def update_parameters(parameters, gradients, epoch, alpha):
    for l in range(1, len(parameters) // 2 + 1):
        parameters["W" + str(l)] -= alpha * gradients["dW" + str(l)]
        parameters["b" + str(l)] -= alpha * gradients["db" + str(l)]
    return parameters


def multi_layer_network(X, Y, net_dims, num_iterations=500, learning_rate=0.1, log=True):
    parameters = initialize_network(net_dims)
    costs = []
    ii = 0
    while ii < num_iterations:
        AL, caches = multi_layer_forward(X, parameters)
        A, cache, cost = softmax_cross_entropy_loss(AL, Y)
        dAL = softmax_cross_entropy_loss_der(Y, cache)
        gradients = multi_layer_backward(dAL, caches, parameters)
        update_parameters(parameters, gradients, ii, learning_rate)
        if ii % 20 == 0:
            costs.append(float(cost))
        ii += 1
    return costs, parameters
