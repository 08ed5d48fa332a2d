"""One training step of a small network: the reference solution.

z = W x + b, h = relu(z), o = V h, L = 1/2 (y - o)^2; e = o - y, dV = e h^T, g = V^T e * relu'(z), dW = g x^T, db = g,
all from the weights before the step; then each parameter minus learning_rate times its gradient. x is (2, 1), W (3, 2),
z, h, g, b (3, 1), V (1, 3), o and e (1, 1). Source: Rumelhart, Hinton, Williams, Learning representations by
back-propagating errors (Nature 323, 1986), equations 4 to 8.
"""

# ruff: noqa: F841  the names of the course's starter stay in `train`, for the hint that tells the first one that differs
from types import SimpleNamespace

import numpy as np


def relu(z):
    """max(0, z), entry by entry; keeps the shape."""
    return np.maximum(0.0, z)


def relu_derivative(z):
    """1.0 where z > 0, else 0.0; keeps the shape."""
    return np.multiply(z > 0, 1.0)


def weighted_input(q):
    """z = W x + b, (3, 1)."""
    return q.net.input_to_hidden_weights * q.x + q.net.biases


def activation(q):
    """h = relu(z), (3, 1)."""
    return relu(q.z)


def output_activation(q):
    """The identity of V h, (1, 1)."""
    return q.o


def output_error(q):
    """e = dL/do = o - y, (1, 1)."""
    return q.a - q.y


def slope(q):
    """relu'(z), (3, 1)."""
    return relu_derivative(q.z)


def error_back(q):
    """V^T e, (3, 1)."""
    return q.net.hidden_to_output_weights.T * q.e


def hidden_error(q):
    """g = V^T e * relu'(z), (3, 1)."""
    return np.multiply(error_back(q), slope(q))


def bias_gradient(q):
    """db = g, (3, 1)."""
    return q.g


def output_gradient(q):
    """dV = e h^T, (1, 3)."""
    return q.e * q.h.T


def input_gradient(q):
    """dW = g x^T, (3, 2)."""
    return q.g * q.x.T


def bias_step(q):
    """b after the step."""
    return q.net.biases - q.net.learning_rate * q.db


def input_step(q):
    """W after the step."""
    return q.net.input_to_hidden_weights - q.net.learning_rate * q.dW


def output_step(q):
    """V after the step."""
    return q.net.hidden_to_output_weights - q.net.learning_rate * q.dV


def update(q):
    """All three parameters, from gradients that are known by now."""
    net = q.net
    net.biases, net.input_to_hidden_weights, net.hidden_to_output_weights = bias_step(q), input_step(q), output_step(q)


class NeuralNetwork:
    """Two inputs, three hidden ReLU units with biases, one linear output."""

    def __init__(self):
        self.input_to_hidden_weights = np.matrix(np.ones((3, 2)))
        self.hidden_to_output_weights = np.matrix(np.ones((1, 3)))
        self.biases = np.matrix(np.zeros((3, 1)))
        self.learning_rate = 0.001
        self.epochs_to_train = 10
        self.training_points = [((2, 1), 10), ((3, 3), 21), ((4, 5), 32), ((6, 6), 42)]

    def train(self, x1, x2, y):
        """One step for the point (x1, x2) with target y. `q` collects the quantities for the steps above."""
        q = SimpleNamespace(net=self, x=np.matrix([[x1], [x2]]), y=y)
        hidden_layer_weighted_input = q.z = weighted_input(q)
        hidden_layer_activation = q.h = activation(q)
        output = q.o = self.hidden_to_output_weights * q.h
        activated_output = q.a = output_activation(q)
        output_layer_error = q.e = output_error(q)
        hidden_layer_error = q.g = hidden_error(q)
        bias_gradients = q.db = bias_gradient(q)
        hidden_to_output_weight_gradients = q.dV = output_gradient(q)
        input_to_hidden_weight_gradients = q.dW = input_gradient(q)
        update(q)
