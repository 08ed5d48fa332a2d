import numpy as np

RATE = 1e-2


def _layer(n, p):
    return dict(W=np.multiply(RATE, np.random.standard_normal((n, p))), b=np.zeros([n, 1], dtype="float64"))


def initialize_parameters(n_x, n_h, n_y):
    np.random.seed(1)
    first, second = _layer(n_h, n_x), _layer(n_y, n_h)
    return dict(W1=first["W"], b1=first["b"], W2=second["W"], b2=second["b"])


def initialize_parameters_deep(layer_dims):
    np.random.seed(3)
    named = {}
    for number, (p, n) in enumerate(zip(layer_dims[:-1], layer_dims[1:]), start=1):
        for name, value in _layer(n, p).items():
            named[f"{name}{number}"] = value
    return named


def linear_forward(A, W, b):
    return np.einsum("ij,jk->ik", W, A) + np.repeat(b, A.shape[1], axis=1), (A, W, b)


def linear_activation_forward(A_prev, W, b, activation):
    Z, linear_cache = linear_forward(A=A_prev, W=W, b=b)
    A, activation_cache = {"relu": relu, "sigmoid": sigmoid}[activation](Z)
    return A, (linear_cache, activation_cache)


def L_model_forward(X, parameters):
    L = int(len(parameters) / 2)
    A, caches = X, [None] * L
    for l in range(L):
        A, caches[l] = linear_activation_forward(
            A_prev=A,
            W=parameters[f"W{l + 1}"],
            b=parameters[f"b{l + 1}"],
            activation="sigmoid" if l == L - 1 else "relu",
        )
    return A, caches


def compute_cost(AL, Y):
    return -np.mean(np.where(Y == 1, np.log(AL), np.log(1 - AL)))


def linear_backward(dZ, cache):
    A_prev, W, b = cache
    dZ_mean = dZ / A_prev.shape[1]
    return np.einsum("ij,ik->jk", W, dZ), np.einsum("ik,jk->ij", dZ_mean, A_prev), dZ_mean.sum(1)[:, None]


def linear_activation_backward(dA, cache, activation):
    slope = relu_backward if activation == "relu" else sigmoid_backward
    return linear_backward(dZ=slope(dA, cache[1]), cache=cache[0])


def L_model_backward(AL, Y, caches):
    grads, L = {}, len(caches)
    dA = (AL - Y) / (AL * (1 - AL))
    for l in reversed(range(L)):
        dA, grads[f"dW{l + 1}"], grads[f"db{l + 1}"] = linear_activation_backward(
            dA=dA, cache=caches[l], activation="relu" if l < L - 1 else "sigmoid"
        )
        grads[f"dA{l}"] = dA
    grads["dA%d" % L] = (AL - Y) / (AL * (1 - AL))
    return grads


def update_parameters(params, grads, learning_rate):
    new = {}
    for name in params:
        new[name] = np.subtract(params[name], np.multiply(learning_rate, grads["d" + name]))
    return new
