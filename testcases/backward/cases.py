"""Test cases for `Layer.backward`."""

from functools import cache as build_once

import numpy as np

from grader.engine import case, expect, frozen, nonzero_arrays

#: For inputs of 32 bits, whose results differ by rounding.
NARROW = {"rtol": 1e-4, "atol": 1e-5}


def layer_of(side, weights, biases, activation):
    """A layer of the student's (or the reference's) with these weights and biases."""
    neurons, inputs = weights.shape
    layer = side.Layer(inputs, neurons, side.get(activation))
    layer.weights = weights
    layer.biases = biases
    return layer


def one_step(side, weights, biases, activation, inputs, da, rate):
    """Forward, then backward: (weights after, biases after, gradient handed back)."""
    layer = layer_of(side, weights, biases, activation)
    layer.forward(inputs)
    handed_back = layer.backward(da, rate)
    return layer.weights, layer.biases, handed_back


def handout(side):
    """A hand-checkable layer: three neurons, two active, one not; z = (0.5, -4.5, 3.0)."""
    weights = np.array([[2.0, -1.0], [-1.0, -2.0], [0.5, 1.0]])
    biases = np.array([[0.5], [0.5], [0.5]])
    return one_step(side, weights, biases, "relu", np.array([1.0, 2.0]), np.array([[3.0], [5.0], [-2.0]]), 0.1)


def random_step(side, seed, neurons, inputs, activation, rate=0.3):
    """One step of a layer of the given size with random numbers."""
    weights, biases, x, da = nonzero_arrays(seed, (neurons, inputs), (neurons, 1), (inputs,), (neurons, 1))
    return one_step(side, weights, biases, activation, x, da, rate)


@build_once
def other_types():
    """Weights, biases, inputs, da and rate: whole numbers beside fractions, then 32 bits.

    Weights, biases and da are never whole numbers: `self.weights -= ...` and `da *= ...`, which are right, would fail.
    """
    weights, biases, x, da = nonzero_arrays(17, (4, 4), (4, 1), (4,), (4, 1))
    whole_x = np.array([2, -3, 1, 4])
    narrow = tuple(frozen(array.astype(np.float32)) for array in (weights, biases, x, da))
    return (
        (weights, biases, whole_x, da, 0.3),
        (weights, biases, whole_x.astype(np.int32), da, 2),
        (*narrow, 0.3),
    )


def two_rates(side):
    """The weights after a step of rate 0 (which moves nothing) and one of rate 0.5."""
    weights, biases, x, da = nonzero_arrays(16, (3, 2), (3, 1), (2,), (3, 1))
    layer = layer_of(side, weights, biases, "relu")
    for rate in (0.0, 0.5):
        layer.forward(x)
        layer.backward(da, rate)
    return layer.weights


def chain(side, steps):
    """2 - 6 - 5 - 1 with relu, relu, sigmoid: `steps` times forward and backward through all layers.

    Returns every layer's weights and biases afterwards, and the last gradient that reaches the inputs.
    """
    parameters = nonzero_arrays(31, (6, 2), (6, 1), (5, 6), (5, 1), (1, 5), (1, 1))
    layers = [
        layer_of(side, parameters[2 * i] / 2, parameters[2 * i + 1] / 2, activation)
        for i, activation in enumerate(("relu", "relu", "sigmoid"))
    ]
    gradient = None
    for x in nonzero_arrays(32, *[(2,)] * steps):
        signal = x
        for layer in layers:
            signal = layer.forward(signal)
        gradient = np.array([[0.9]])
        for layer in reversed(layers):
            gradient = layer.backward(gradient, 0.2)
    return [(layer.weights, layer.biases) for layer in layers], gradient


@case(row="step", title="ReLU, three neurons: the weights after one step", visible=True)
def weights_after_a_step(student, reference):
    expect(handout(student)[0], "layer.weights").close_to(handout(reference)[0])


@case(row="step", title="ReLU, three neurons: the biases after one step", visible=True)
def biases_after_a_step(student, reference):
    expect(handout(student)[1], "layer.biases").close_to(handout(reference)[1])


@case(row="gradient", title="ReLU, three neurons: the gradient handed back", visible=True)
def gradient_handed_back(student, reference):
    expect(handout(student)[2], "da_prev").close_to(handout(reference)[2])


@case(row="step", title="Sigmoid: weights and biases after one step")
def sigmoid_step(student, reference):
    weights, biases, _ = random_step(student, 11, 3, 4, "sigmoid")
    right_weights, right_biases, _ = random_step(reference, 11, 3, 4, "sigmoid")
    expect(weights, "layer.weights").close_to(right_weights)
    expect(biases, "layer.biases").close_to(right_biases)


@case(row="gradient", title="Sigmoid: the gradient handed back")
def sigmoid_gradient(student, reference):
    expect(random_step(student, 12, 3, 4, "sigmoid")[2], "da_prev").close_to(
        random_step(reference, 12, 3, 4, "sigmoid")[2]
    )


@case(row="step", title="Layers with one neuron or one input; whole numbers and fractions", weight=0.5)
def narrow_layers_step(student, reference):
    for neurons, inputs in ((1, 5), (5, 1), (4, 4)):
        for activation in ("relu", "sigmoid"):
            weights, biases, _ = random_step(student, 13, neurons, inputs, activation)
            right_weights, right_biases, _ = random_step(reference, 13, neurons, inputs, activation)
            expect(weights, "layer.weights").close_to(right_weights)
            expect(biases, "layer.biases").close_to(right_biases)
    for weights, biases, x, da, rate in other_types():
        step = one_step(student, weights, biases, "sigmoid", x, da, rate)
        right = one_step(reference, weights, biases, "sigmoid", x, da, rate)
        expect(step[0], "layer.weights").close_to(right[0], **NARROW)
        expect(step[1], "layer.biases").close_to(right[1], **NARROW)


@case(
    row="gradient",
    title="Layers with one neuron or one input, whole numbers and fractions: the gradient handed back",
    weight=0.5,
)
def narrow_layers_gradient(student, reference):
    for neurons, inputs in ((1, 5), (5, 1), (4, 4)):
        for activation in ("relu", "sigmoid"):
            handed_back = random_step(student, 14, neurons, inputs, activation)[2]
            expect(handed_back, "da_prev").close_to(random_step(reference, 14, neurons, inputs, activation)[2])
    for weights, biases, x, da, rate in other_types():
        handed_back = one_step(student, weights, biases, "sigmoid", x, da, rate)[2]
        right = one_step(reference, weights, biases, "sigmoid", x, da, rate)[2]
        expect(handed_back, "da_prev").close_to(right, **NARROW)


@case(row="gradient", title="The gradient handed back at a large learning rate")
def gradient_of_the_old_weights(student, reference):
    for activation in ("relu", "sigmoid"):
        handed_back = random_step(student, 15, 4, 3, activation, rate=5.0)[2]
        expect(handed_back, "da_prev").close_to(random_step(reference, 15, 4, 3, activation, rate=5.0)[2])


@case(row="step", title="A step with learning rate zero, then one with 0.5", weight=0.5)
def rate_zero_first(student, reference):
    expect(two_rates(student), "layer.weights").close_to(two_rates(reference))


@case(row="gradient", title="Three layers of different widths: the gradient that reaches the inputs")
def chain_gradient(student, reference):
    expect(chain(student, 1)[1], "the gradient at the inputs").close_to(chain(reference, 1)[1])


@case(row="step", title="Three layers of different widths, five steps", weight=2.0)
def chain_of_layers(student, reference):
    layers, right_layers = chain(student, 5)[0], chain(reference, 5)[0]
    for number, (layer, right) in enumerate(zip(layers, right_layers, strict=True), start=1):
        expect(layer[0], f"the weights of layer {number}").close_to(right[0])
        expect(layer[1], f"the biases of layer {number}").close_to(right[1])
