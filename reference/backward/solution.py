"""Backward through a dense layer: the reference solution.

Forward z = W x + b, a = f(z). Backward dz = da * f'(z), dW = dz x^T, db = dz, da_prev = W^T dz, all from the weights of
the forward pass; then W and b minus learning_rate times their gradients. x is a column (inputs, 1); z, da and dz are
columns (neurons, 1); W is (neurons, inputs). Source: Nielsen, Neural Networks and Deep Learning (2015), chapter 2.
"""

import numpy as np


class ReLU:
    """max(0, z), derivative 1 where z > 0."""

    def __call__(self, z):
        return np.maximum(0.0, z)

    def derivative(self, z):
        return np.where(z > 0, 1.0, 0.0)


class Sigmoid:
    """1 / (1 + exp(-z)), derivative f(z) (1 - f(z))."""

    def __call__(self, z):
        return 1 / (1 + np.exp(-z))

    def derivative(self, z):
        f = self(z)
        return f * (1 - f)


relu = ReLU()


sigmoid = Sigmoid()


def slope(layer):
    """f'(z), shape (neurons, 1)."""
    return layer.activation.derivative(layer.outputs)


def delta(layer, da):
    """dz = da * f'(z), shape (neurons, 1)."""
    return da * slope(layer)


def weight_gradient(layer, da, dz):
    """dW = dz x^T, shape (neurons, inputs)."""
    return np.dot(dz, layer.inputs.T)


def bias_gradient(layer, da, dz):
    """db = dz, shape (neurons, 1)."""
    return dz


def gradient_back(layer, da, dz):
    """da_prev = W^T dz, shape (inputs, 1)."""
    return np.dot(layer.weights.T, dz)


def weight_step(weights, d_weights, learning_rate):
    """W after the step, a new array."""
    return weights - learning_rate * d_weights


def bias_step(biases, d_biases, learning_rate):
    """b after the step, a new array."""
    return biases - learning_rate * d_biases


def backpropagate(layer, da, learning_rate):
    """Gradients first, then the step; returns da_prev."""
    dz = delta(layer, da)
    d_weights = weight_gradient(layer, da, dz)
    d_biases = bias_gradient(layer, da, dz)
    da_prev = gradient_back(layer, da, dz)
    layer.weights = weight_step(layer.weights, d_weights, learning_rate)
    layer.biases = bias_step(layer.biases, d_biases, learning_rate)
    return da_prev


class Layer:
    """A dense layer; `outputs` holds z, the values before the activation."""

    def __init__(self, n_inputs, n_neurons, activation_function):
        self.inputs = np.zeros((n_inputs, 1))
        self.outputs = np.zeros((n_neurons, 1))
        self.weights = np.random.uniform(-1, 1, (n_neurons, n_inputs))
        self.biases = np.random.uniform(-1, 1, (n_neurons, 1))
        self.activation = activation_function

    def forward(self, inputs):
        self.inputs = np.array(inputs).reshape(-1, 1)
        self.outputs = np.dot(self.weights, self.inputs) + self.biases
        return self.activation(self.outputs)

    def backward(self, da, learning_rate):
        return backpropagate(self, da, learning_rate)
