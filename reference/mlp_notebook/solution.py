"""A multi-layer ReLU network with softmax and cross entropy: the reference solution.

Columns are samples. Forward, layer l: Z = W A_prev + b, A = max(0, Z), the last layer linear; A = softmax(Z) and
loss = -1/m sum_j log A[Y_j, j]. Backward: dZ = (A - onehot(Y)) / m for the last layer, then dA_prev = W^T dZ,
dW = dZ A_prev^T, db = row sums of dZ, and dZ = dA * 1[Z > 0] through ReLU. Shapes: Z, A (n, m), W (n, p), b (n, 1),
Y (1, m). Source: Goodfellow, Bengio, Courville, Deep Learning (2016), sections 4.1, 6.2.2 and 6.5.
"""

import numpy as np

from reference.relu_der.solution import relu_der


def seed_numpy(seed, draws=()):
    """Seed NumPy; then draw as the course does when it samples images: for each (n, k), k of n with replacement."""
    np.random.seed(seed)
    for n, k in draws:
        np.random.choice(n, k)


# ReLU. Its derivative is that of reference/relu_der.


def rectified(Z):
    """max(0, Z), (n, m)."""
    return np.maximum(0, Z)


def relu_cache(Z, A):
    """What backward will need."""
    return {"Z": Z}


def relu(Z):
    """A (n, m) and the cache with Z."""
    A = rectified(Z)
    return A, relu_cache(Z, A)


def linear(Z):
    """The identity, given by the course."""
    return Z, {}


def linear_der(dA, cache):
    """The gradient as it is, given by the course."""
    return np.array(dA, copy=True)


# Softmax and cross entropy.


def shifted(Z):
    """Z minus the maximum of each sample, (n, m)."""
    return Z - np.max(Z, axis=0, keepdims=True)


def normalised(E):
    """Columns that add up to 1, (n, m)."""
    return E / np.sum(E, axis=0, keepdims=True)


def softmax(Z):
    """Probabilities, (n, m)."""
    return normalised(np.exp(shifted(Z)))


def softmax_cache(Z, A):
    """What the derivative will need."""
    return {"A": A}


def label_logs(A, Y):
    """log of the probability of each sample's label, (m,)."""
    return np.log(A[Y.ravel(), np.arange(Y.size)])


def mean_loss(A, Y):
    """Minus the mean over the samples, a number."""
    return -np.sum(label_logs(A, Y)) / Y.size


def no_loss(A):
    """What stands for the loss without labels."""
    return []


def softmax_cross_entropy_loss(Z, Y=np.array([])):  # noqa: B008  the course's signature; nobody writes into it
    """A (n, m), the cache with A, and the loss, which is [] without labels."""
    A = softmax(Z)
    loss = mean_loss(A, Y) if Y.size else no_loss(A)
    return A, softmax_cache(Z, A), loss


def one_hot(Y, n):
    """1 in row Y[0, j] of column j, (n, m)."""
    return (np.arange(n).reshape(-1, 1) == Y.reshape(1, -1)).astype(float)


def difference(A, Y):
    """A minus the one-hot labels, (n, m)."""
    return A - one_hot(Y, A.shape[0])


def difference_of(cache, Y):
    """The same from the cache, which stays as it is."""
    return difference(cache["A"], Y)


def averaged(dZ, Y):
    """The derivative of a mean over the samples."""
    return dZ / Y.size


def softmax_cross_entropy_loss_der(Y, cache):
    """dZ = (A - onehot(Y)) / m, (n, m)."""
    return averaged(difference_of(cache, Y), Y)


# Layers.


def initial_weights(n, p):
    """0.01 times standard normal numbers, (n, p)."""
    return np.random.randn(n, p) * 0.01


def initial_biases(n):
    """Zeros, (n, 1)."""
    return np.zeros((n, 1))


def initialize_network(net_dims):
    """W1, b1, W2, b2, ...; net_dims counts the units of each layer, inputs first."""
    parameters = {}
    for layer in range(1, len(net_dims)):
        parameters[f"W{layer}"] = initial_weights(net_dims[layer], net_dims[layer - 1])
        parameters[f"b{layer}"] = initial_biases(net_dims[layer])
    return parameters


def weighted(A, W, b):
    """Z = W A + b, (n, m)."""
    return np.dot(W, A) + b


def linear_cache(A, Z):
    """What backward will need."""
    return {"A": A}


def linear_forward(A_prev, W, b):
    """Z (n, m) and the cache with A_prev."""
    Z = weighted(A_prev, W, b)
    return Z, linear_cache(A_prev, Z)


def layer_forward(A_prev, W, b, activation):
    """Given by the course."""
    Z, lin_cache = linear_forward(A_prev, W, b)
    A, act_cache = relu(Z) if activation == "relu" else linear(Z)
    return A, {"lin_cache": lin_cache, "act_cache": act_cache}


def multi_layer_forward(X, parameters):
    """Given by the course: ReLU in all layers but the last."""
    count = len(parameters) // 2
    A, caches = X, []
    for layer in range(1, count + 1):
        activation = "relu" if layer < count else "linear"
        A, cache = layer_forward(A, parameters[f"W{layer}"], parameters[f"b{layer}"], activation)
        caches.append(cache)
    return A, caches


def gradient_back(dZ, W):
    """dA_prev = W^T dZ, (p, m)."""
    return np.dot(W.T, dZ)


def weight_gradient(dZ, A):
    """dW = dZ A^T, (n, p)."""
    return np.dot(dZ, A.T)


def bias_gradient(dZ):
    """db, the sum over the samples, (n, 1)."""
    return np.sum(dZ, axis=1, keepdims=True)


def linear_backward(dZ, cache, W, b):
    """dA_prev (p, m), dW (n, p), db (n, 1)."""
    return gradient_back(dZ, W), weight_gradient(dZ, cache["A"]), bias_gradient(dZ)


def layer_backward(dA, cache, W, b, activation):
    """Given by the course."""
    der = relu_der if activation == "relu" else linear_der
    return linear_backward(der(dA, cache["act_cache"]), cache["lin_cache"], W, b)


def multi_layer_backward(dAL, caches, parameters):
    """Given by the course: dW1, db1, ..."""
    count = len(caches)
    gradients, dA = {}, dAL
    for layer in range(count, 0, -1):
        W, b = parameters[f"W{layer}"], parameters[f"b{layer}"]
        activation = "relu" if layer < count else "linear"
        dA, gradients[f"dW{layer}"], gradients[f"db{layer}"] = layer_backward(dA, caches[layer - 1], W, b, activation)
    return gradients


# The whole.


def labels_of(A):
    """The row with the largest probability of each column, (1, m)."""
    return np.argmax(A, axis=0).reshape(1, -1)


def class_probabilities(Z):
    """The softmax of the scores, (n, m)."""
    A, _, _ = softmax_cross_entropy_loss(Z)
    return A


def classify(X, parameters):
    """Labels, (1, m)."""
    Z, _ = multi_layer_forward(X, parameters)
    return labels_of(class_probabilities(Z))


def step(parameter, gradient, epoch, alpha):
    """A parameter after one plain step, a new array."""
    return parameter - alpha * gradient


def layers_to_update(count):
    """Numbers of the layers that learn."""
    return range(1, count + 1)


def update_parameters(parameters, gradients, epoch, alpha):
    """All parameters after one step, a new dictionary."""
    updated = dict(parameters)
    for layer in layers_to_update(len(parameters) // 2):
        for name in (f"W{layer}", f"b{layer}"):
            updated[name] = step(parameters[name], gradients[f"d{name}"], epoch, alpha)
    return updated


def is_recorded(iteration):
    """Whether the cost of this iteration, counted from 0, is kept."""
    return iteration % 20 == 0


def iterations_of(num_iterations):
    """The iterations, counted from 0."""
    return range(num_iterations)


def one_iteration(X, Y, parameters, iteration, learning_rate):
    """(cost, parameters after the step)."""
    AL, caches = multi_layer_forward(X, parameters)
    _, cache, cost = softmax_cross_entropy_loss(AL, Y)
    gradients = multi_layer_backward(softmax_cross_entropy_loss_der(Y, cache), caches, parameters)
    return cost, update_parameters(parameters, gradients, iteration, learning_rate)


def outcome(costs, parameters):
    """What multi_layer_network returns."""
    return costs, parameters


def multi_layer_network(X, Y, net_dims, num_iterations=500, learning_rate=0.1, log=True):
    """costs (of iterations 1, 21, 41, ...) and the trained parameters."""
    parameters = initialize_network(net_dims)
    costs = []
    for iteration in iterations_of(num_iterations):
        cost, parameters = one_iteration(X, Y, parameters, iteration, learning_rate)
        if is_recorded(iteration):
            costs.append(cost)
    return outcome(costs, parameters)
