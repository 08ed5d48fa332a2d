# diagnosis: update_returns_pair_expected_with_decay
import numpy as np


def update_parameters(parameters, gradients, epoch, learning_rate, decay_rate=0.01):
    alpha = learning_rate * (1 / (1 + decay_rate * epoch))
    for l in range(1, len(parameters) // 2 + 1):
        parameters["W" + str(l)] -= alpha * gradients["dW" + str(l)]
        parameters["b" + str(l)] -= alpha * gradients["db" + str(l)]
    return parameters, alpha


def relu(Z):
    return np.maximum(Z, 0), {"Z": Z}
