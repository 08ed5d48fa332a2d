"""A perceptron that learns one example at a time: the reference solution.

The layer is that of reference/backward. The network starts from the derivative of the binary cross-entropy
by its output o for the target t, (o - t) / (o (1 - o)), and goes through its layers in reverse. Columns: inputs (n, 1),
outputs (1, 1). Source: Nielsen, Neural Networks and Deep Learning (2015), chapter 2.
"""

import contextlib
import io
import re

import numpy as np

from reference.backward.solution import Layer, ReLU, Sigmoid, relu, sigmoid

#: What test cases use.
__all__ = [
    "Layer",
    "Perceptron",
    "ReLU",
    "RecordingLayer",
    "Sigmoid",
    "printed",
    "record",
    "relu",
    "sigmoid",
    "start_from_seed",
]


def shuffled(training_data, labels):
    """Both in the same random order."""
    permutation = np.random.permutation(training_data.shape[0])
    return training_data[permutation], labels[permutation]


def visited(count):
    """Which examples of an epoch are used."""
    return range(count)


def rounds(epochs):
    """How often the data are gone through."""
    return range(epochs)


def output_of(perceptron, inputs):
    """The network's output, (1, 1)."""
    return perceptron.forward(inputs)


def cross_entropy(output, target):
    """The loss of one example, (1, 1)."""
    return -(target * np.log(output) + (1 - target) * np.log(1 - output))


def output_gradient(output, target):
    """Derivative of the binary cross-entropy by the output."""
    return (output - target) / (output * (1 - output))


def way_back(layers):
    """The layers in the order in which the gradient meets them."""
    return layers[::-1]


def handed_on(layer, da, learning_rate):
    """One layer's turn: the gradient for the next one on the way back."""
    return layer.backward(da, learning_rate)


class Perceptron:
    """Layers one after the other."""

    def __init__(self, layers):
        self.layers = layers

    def forward(self, inputs):
        x = inputs
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def fit(self, training_data, labels, epochs, learning_rate):
        for _ in rounds(epochs):
            losses = []
            training_data, labels = shuffled(training_data, labels)
            for i in visited(training_data.shape[0]):
                output = output_of(self, training_data[i])
                losses.append(cross_entropy(output, labels[i]))
                da = output_gradient(output, labels[i])
                for layer in way_back(self.layers):
                    da = handed_on(layer, da, learning_rate)
            print(f"Average loss of the epoch: {np.mean(losses):.3f}")


_written = []


def start_from_seed(seed):
    """Seed NumPy's global generator, and forget what the layers wrote down."""
    np.random.seed(seed)
    _written.clear()


class RecordingLayer:
    """Learns nothing, hands back something that does not depend on the layer's weights, and keeps a record."""

    def __init__(self, number, weights, biases, activation_function):
        self.number = number
        self.weights = np.array(weights)
        self.biases = np.array(biases)
        self.activation = activation_function
        self.inputs = np.zeros((self.weights.shape[1], 1))
        self.outputs = np.zeros((self.weights.shape[0], 1))
        #: Taken from the biases after each step, so that the output for label 1 gets worse.
        self.drift = 0.0

    def forward(self, inputs):
        self.inputs = np.array(inputs, dtype=float).reshape(-1, 1)
        self.outputs = np.dot(self.weights, self.inputs) + self.biases
        _written.append(["forward", self.number, np.array(self.inputs), 0.0])
        return self.activation(self.outputs)

    def backward(self, da, learning_rate):
        da = np.array(da, dtype=float)
        _written.append(["backward", self.number, da, float(learning_rate)])
        self.biases = self.biases - self.drift
        return np.sum(da) * 0.5 + np.arange(1.0, self.weights.shape[1] + 1).reshape(-1, 1)


def printed(perceptron, *args):
    """The numbers with decimals that `fit` prints."""
    heard = io.StringIO()
    with contextlib.redirect_stdout(heard):
        perceptron.fit(*args)
    return [float(found) for found in re.findall(r"-?\d+\.\d+", heard.getvalue())]


def record():
    """What the recording layers were asked so far."""
    return _written
