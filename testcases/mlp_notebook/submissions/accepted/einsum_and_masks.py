import numpy as np


def relu(Z):
    Z = np.asarray(Z)
    return Z * (Z > 0), {"Z": Z}


def relu_der(dA, cache):
    mask = (cache["Z"] > 0).astype(dA.dtype)
    return np.einsum("ij,ij->ij", dA, mask)


def softmax_cross_entropy_loss(Z, Y=np.array([])):
    logits = Z - np.amax(Z, 0)
    log_sum = np.log(np.exp(logits).sum(0))
    A = np.exp(logits - log_sum)
    loss = [] if not Y.size else np.mean([-(logits - log_sum)[y, j] for j, y in enumerate(Y.flatten())])
    return A, {"A": A}, loss


def softmax_cross_entropy_loss_der(Y, cache):
    onehot = (np.arange(len(cache["A"]))[:, None] == Y).astype(int)
    return np.subtract(cache["A"], onehot) / np.size(Y)


def initialize_network(net_dims):
    shapes = list(zip(net_dims[1:], net_dims))
    parameters = {"W" + str(i + 1): np.random.standard_normal(shape) / 100 for i, shape in enumerate(shapes)}
    parameters.update({"b" + str(i + 1): np.zeros([shape[0], 1]) for i, shape in enumerate(shapes)})
    return parameters


def linear_forward(A_prev, W, b):
    Z = np.einsum("ij,jk->ik", W, A_prev)
    Z = Z + b
    return Z, {"A": A_prev.copy()}


def linear_backward(dZ, cache, W, b):
    dA_prev = np.einsum("ji,jk->ik", W, dZ)
    dW = np.einsum("ik,jk->ij", dZ, cache["A"])
    db = np.einsum("ik->i", dZ)[:, np.newaxis]
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
    Z = X
    L = len(parameters) // 2
    for l in range(1, L + 1):
        Z = parameters["W" + str(l)] @ Z + parameters["b" + str(l)]
        if l != L:
            Z = np.maximum(Z, 0)
    return Z.argmax(0)[None, :]


def update_parameters(parameters, gradients, epoch, alpha):
    for key in parameters:
        parameters[key] = parameters[key] - np.multiply(alpha, gradients["d" + key])
    return parameters


def multi_layer_network(X, Y, net_dims, num_iterations=500, learning_rate=0.1, log=True):
    parameters = initialize_network(net_dims)
    costs = []

    def one(ii, parameters):
        out, caches = multi_layer_forward(X, parameters)
        A, cache, cost = softmax_cross_entropy_loss(out, Y)
        grads = multi_layer_backward(softmax_cross_entropy_loss_der(Y, cache), caches, parameters)
        return cost, update_parameters(parameters, grads, ii, learning_rate)

    for ii in range(num_iterations):
        cost, parameters = one(ii, parameters)
        if ii % 20 == 0:
            costs.append(cost)
            if log:
                print(f"Cost at iteration {ii + 1} is: {cost:.5f}")
    return costs, parameters
