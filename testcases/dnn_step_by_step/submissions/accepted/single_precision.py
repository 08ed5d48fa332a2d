import numpy as np

f = np.float32


def initialize_parameters(n_x, n_h, n_y):
    np.random.seed(1)
    W1 = (np.random.randn(n_h, n_x) * 0.01).astype(f)
    W2 = (np.random.randn(n_y, n_h) * 0.01).astype(f)
    return {"W1": W1, "b1": np.zeros((n_h, 1), f), "W2": W2, "b2": np.zeros((n_y, 1), f)}


def initialize_parameters_deep(layer_dims):
    np.random.seed(3)
    p = {}
    for l, n in enumerate(layer_dims):
        if l == 0:
            continue
        p["W" + str(l)] = f(0.01) * np.random.randn(n, layer_dims[l - 1]).astype(f)
        p["b" + str(l)] = np.zeros((n, 1), f)
    return p


def linear_forward(A, W, b):
    Z = np.matmul(W.astype(f), A.astype(f)) + b.astype(f)
    return Z, (A, W, b)


def linear_activation_forward(A_prev, W, b, activation):
    Z, linear_cache = linear_forward(A_prev, W, b)
    Z = Z.astype(f)
    if activation == "relu":
        A = np.clip(Z, 0, None)
    else:
        A = f(1) / (f(1) + np.exp(-Z))
    return A, (linear_cache, Z)


def L_model_forward(X, parameters):
    A, caches, L = X.astype(f), [], len(parameters) // 2
    for l in range(1, L):
        A, cache = linear_activation_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], "relu")
        caches.append(cache)
    AL, cache = linear_activation_forward(A, parameters["W" + str(L)], parameters["b" + str(L)], "sigmoid")
    return AL, caches + [cache]


def compute_cost(AL, Y):
    AL, Y = AL.astype(f), Y.astype(f)
    losses = Y * np.log(AL) + (f(1) - Y) * np.log(f(1) - AL)
    return -losses.sum(dtype=f) / f(Y.shape[1])


def linear_backward(dZ, cache):
    A_prev, W, b = (part.astype(f) for part in cache)
    dZ = dZ.astype(f)
    m = f(A_prev.shape[1])
    return W.T @ dZ, (dZ @ A_prev.T) / m, dZ.sum(axis=1, keepdims=True) / m


def linear_activation_backward(dA, cache, activation):
    linear_cache, activation_cache = cache
    slope = relu_backward if activation == "relu" else sigmoid_backward
    return linear_backward(slope(dA.astype(f), activation_cache.astype(f)), linear_cache)


def L_model_backward(AL, Y, caches):
    AL = AL.astype(f)
    L = len(caches)
    grads = {}
    dA = -(Y / AL - (1 - Y) / (1 - AL)).astype(f)
    names = ["relu"] * (L - 1) + ["sigmoid"]
    for l in range(L - 1, -1, -1):
        dA, dW, db = linear_activation_backward(dA, caches[l], names[l])
        grads["dA" + str(l)], grads["dW" + str(l + 1)], grads["db" + str(l + 1)] = dA, dW, db
    return grads


def update_parameters(params, grads, learning_rate):
    return {k: (v - f(learning_rate) * grads["d" + k]).astype(f) for k, v in params.items()}
