"""Both methods together."""

from functools import cache as build_once
from itertools import pairwise

import numpy as np

from grader.engine import case, expect, nonzero_arrays

from .layer import CLOSE, layer_of

#: What training stands on.
BOTH_METHODS = ("relu_layer", "sigmoid_layer", "narrow_and_square", "fit_one_example", "fit_one_epoch")


def small_network(side, widths, seed):
    """A perceptron of the side's own layers, with relu and, at the end, the sigmoid."""
    layers = []
    for number, (inputs, neurons) in enumerate(pairwise(widths), start=1):
        weights, biases = nonzero_arrays(seed + number, (neurons, inputs), (neurons, 1))
        activation = "sigmoid" if number == len(widths) - 1 else "relu"
        layers.append(layer_of(side, weights / 2, biases / 2, activation))
    return side.Perceptron(layers), layers


def repeated_example(side, epochs):
    """Weights and biases of all layers after training on one example, where the order cannot matter."""
    perceptron, layers = small_network(side, (2, 4, 3, 1), 70)
    perceptron.fit(np.array([[0.8, -0.5]]), np.array([[0.0]]), epochs, 0.1)
    return [(layer.weights, layer.biases) for layer in layers]


def losses(side, epochs, rate):
    """The average cross-entropy of the course's network on its data, before training and after each epoch."""
    side.start_from_seed(10)
    shapes = ((2, 6, "relu"), (6, 6, "relu"), (6, 1, "sigmoid"))
    layers = [side.Layer(inputs, neurons, side.get(name)) for inputs, neurons, name in shapes]
    perceptron = side.Perceptron(layers)
    data, labels = rings()
    found = []
    for epoch in range(epochs + 1):
        if epoch:
            perceptron.fit(data, labels, 1, rate)
        outputs = forward([(layer.weights, layer.biases) for layer in layers], data)
        found.append(float(-np.mean(labels * np.log(outputs) + (1 - labels) * np.log(1 - outputs))))
    return found


@build_once
def rings():
    """24 points on an inner and an outer ring, labels 0 and 1."""
    angles = np.linspace(0.0, 6.0, 12).reshape(-1, 1)
    ring = np.hstack([np.cos(angles), np.sin(angles)])
    return np.vstack([0.5 * ring, 1.5 * ring]), np.vstack([np.zeros((12, 1)), np.ones((12, 1))])


def forward(parameters, data):
    """Outputs (n, 1), kept away from 0 and 1, of a network with relu and, at the end, the sigmoid."""
    signal = data.T
    for number, (weights, biases) in enumerate(parameters, start=1):
        signal = np.asarray(weights, dtype=float) @ signal + np.asarray(biases, dtype=float).reshape(-1, 1)
        signal = np.maximum(signal, 0) if number < len(parameters) else 1 / (1 + np.exp(-np.clip(signal, -500, 500)))
    return np.clip(signal.T, 1e-12, 1 - 1e-12)


@case(
    row="training",
    title="Three layers, one example, five epochs: all weights and biases",
    visible=True,
    after=BOTH_METHODS,
)
def trained_on_one_example(student, reference):
    pairs = zip(repeated_example(student, 5), repeated_example(reference, 5), strict=True)
    for number, (mine, right) in enumerate(pairs, start=1):
        expect(mine[0], f"the weights of layer {number}").close_to(right[0], **CLOSE)
        expect(mine[1], f"the biases of layer {number}").close_to(right[1], **CLOSE)


@case(row="training", title="The loss falls in each of ten epochs at rate 0.01", visible=True, after=BOTH_METHODS)
def loss_falls(student, reference):
    expect(losses(student, 10, 0.01), "the loss").decreases(strictly=True)
