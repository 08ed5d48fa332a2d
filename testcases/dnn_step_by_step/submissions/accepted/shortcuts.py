import numpy as np


def draw(sizes, seed):
    np.random.seed(seed)
    weights = [np.random.randn(a, b) * 0.01 for b, a in zip(sizes, sizes[1:])]
    biases = [np.zeros_like(w[:, :1]) for w in weights]
    both = [("W%d" % i, w) for i, w in enumerate(weights, 1)] + [("b%d" % i, b) for i, b in enumerate(biases, 1)]
    return dict(both)


def initialize_parameters(n_x, n_h, n_y):
    return draw([n_x, n_h, n_y], 1)


def initialize_parameters_deep(layer_dims):
    return draw(list(layer_dims), 3)


def linear_forward(A, W, b):
    return np.hstack([W, b]) @ np.vstack([A, np.ones((1, A.shape[1]))]), (A, W, b)


def linear_activation_forward(A_prev, W, b, activation):
    Z = W.dot(A_prev) + b
    return (np.maximum(Z, 0) if activation == "relu" else np.tanh(Z / 2) / 2 + 0.5), ((A_prev, W, b), Z)


def L_model_forward(X, parameters):
    depth = max(int(name[1:]) for name in parameters)
    caches = []
    for i in range(1, depth + 1):
        X, cache = linear_activation_forward(X, parameters["W%d" % i], parameters["b%d" % i], ["relu", "sigmoid"][i == depth])
        caches.append(cache)
    return X, caches


def compute_cost(AL, Y):
    return float(np.average(-np.log(np.abs(1 - Y - AL))))


def linear_backward(dZ, cache):
    A_prev, W, b = cache
    extended = np.vstack([A_prev, np.ones((1, A_prev.shape[1]))])
    both = dZ @ extended.T / dZ.shape[-1]
    return (dZ.T @ W).T, both[:, :-1], both[:, -1:]


def linear_activation_backward(dA, cache, activation):
    (A_prev, W, b), Z = cache
    if activation == "relu":
        A = np.maximum(Z, 0)
        dZ = np.where(A > 0, dA, 0)
    else:
        A = np.tanh(Z / 2) / 2 + 0.5
        dZ = dA * A * (1 - A)
    return linear_backward(dZ, (A_prev, W, b))


def L_model_backward(AL, Y, caches):
    grads = {}
    dZ = AL - Y
    for i in range(len(caches), 0, -1):
        (A_prev, W, b), Z = caches[i - 1]
        if i < len(caches):
            dZ = dA * (Z > 0)
        dA, grads["dW%d" % i], grads["db%d" % i] = linear_backward(dZ, (A_prev, W, b))
        grads["dA%d" % (i - 1)] = dA
    return grads


def update_parameters(params, grads, learning_rate):
    updated = dict(params)
    updated.update((name, params[name] - learning_rate * grads["d" + name]) for name in params if name[0] in "Wb")
    return updated
