"""`Layer.backward`."""

from functools import cache as build_once

import numpy as np

from grader.engine import case, expect, frozen, nonzero_arrays

#: Right code differs from the reference by rounding, or by a guard such as 1e-8 against a division by zero.
CLOSE = {"rtol": 1e-5, "atol": 1e-7}


def layer_of(side, weights, biases, activation):
    """A layer of the student's (or the reference's) with these weights and biases."""
    neurons, inputs = weights.shape
    layer = side.Layer(inputs, neurons, side.get(activation))
    layer.weights = weights
    layer.biases = biases
    return layer


def one_step(side, seed, neurons, inputs, activation, rate):
    """Forward, then backward: (weights after, biases after, gradient handed back)."""
    arrays = nonzero_arrays(seed, (neurons, inputs), (neurons, 1), (inputs, 1), (neurons, 1))
    return one_step_with(side, *arrays, activation, rate)


def one_step_with(side, weights, biases, x, da, activation, rate):
    """`one_step` with these arrays."""
    layer = layer_of(side, weights, biases, activation)
    layer.forward(x)
    # Not checked by itself: it tells "outputs holds f(z)" from "the derivative is taken at f(z)".
    _ = layer.outputs
    handed_back = layer.backward(da, rate)
    return layer.weights, layer.biases, handed_back


RESULTS = ("layer.weights after the step", "layer.biases after the step", "the gradient handed back")


def compare_step(student, reference, *args):
    """All three results of one step."""
    for name, mine, right in zip(RESULTS, one_step(student, *args), one_step(reference, *args), strict=True):
        expect(mine, name).close_to(right, **CLOSE)


@case(row="backward", title="A layer with ReLU, three neurons and two inputs", visible=True)
def relu_layer(student, reference):
    compare_step(student, reference, 1, 3, 2, "relu", 0.1)


@case(row="backward", title="A layer with the sigmoid, two neurons and four inputs", visible=True)
def sigmoid_layer(student, reference):
    compare_step(student, reference, 2, 2, 4, "sigmoid", 0.1)


@case(row="backward", title="The gradient handed back at a large learning rate")
def large_rate(student, reference):
    compare_step(student, reference, 3, 5, 3, "sigmoid", 4.0)


@case(row="backward", title="One neuron, one input, and a square layer; whole numbers and fractions")
def narrow_and_square(student, reference):
    for neurons, inputs in ((1, 5), (5, 1), (4, 4)):
        for activation in ("relu", "sigmoid"):
            compare_step(student, reference, 4, neurons, inputs, activation, 0.3)
    for arrays in other_types():
        mine, right = (one_step_with(side, *arrays, "sigmoid", 2) for side in (student, reference))
        for name, value, wanted in zip(RESULTS, mine, right, strict=True):
            expect(value, name).close_to(wanted, rtol=1e-4, atol=1e-5)


@build_once
def other_types():
    """Weights, biases, inputs and da: whole numbers beside fractions, then 32 bits.

    Weights, biases and da are never whole numbers: `self.weights -= ...` and `da *= ...`, which are right, would fail.
    """
    weights, biases, x, da = nonzero_arrays(5, (3, 2), (3, 1), (2, 1), (3, 1))
    whole_x = np.array([[2], [-3]])
    return (
        (weights, biases, whole_x, da),
        (weights, 0 * biases, x, da),
        (weights, biases, whole_x.astype(np.int32), da),
        tuple(frozen(array.astype(np.float32)) for array in (weights, biases, x, da)),
    )
