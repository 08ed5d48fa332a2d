"""Mistakes in dz = da * f'(z), the gradient at the weighted input."""

import numpy as np

from grader.engine import mistake
from reference.backward.solution import delta, slope


@mistake(
    slope,
    "The derivative is taken at the activated value",
    "Your numbers are those of f'(f(z)). The derivative belongs at z, the value before the activation. With ReLU both "
    "agree, with the sigmoid they do not.",
    hint="What does self.outputs hold when backward begins: z, or the activation of z?",
    where="self.outputs in forward, or the argument of activation.derivative.",
)
def _derivative_at_activation(layer):
    return layer.activation.derivative(layer.activation(layer.outputs))


@mistake(
    slope,
    "The activation's derivative is missing",
    "Your dz equals da, so the layer is treated as if it had no activation. The chain rule needs dz = da * f'(z).",
    hint="Where does self.activation.derivative enter your method?",
    where="The line that computes dz.",
)
def _no_derivative(layer):
    return np.ones_like(layer.outputs)


@mistake(
    slope,
    "The activation instead of its derivative",
    "Your dz is da * f(z). The chain rule needs the slope of the activation, f'(z).",
    hint="activation(z) is the value, activation.derivative(z) is the slope.",
    where="The line that computes dz.",
)
def _activation_not_derivative(layer):
    return layer.activation(layer.outputs)


@mistake(
    slope,
    "a (1 - a) is computed with z in place of a",
    "a (1 - a) is the sigmoid's slope when a is the activated value. self.outputs holds z, the value before the "
    "activation, and other layers have another activation: self.activation.derivative knows the right slope.",
    hint="What does self.outputs hold, and which method of the activation gives its slope?",
    where="The line that computes dz.",
)
def _sigmoid_formula_of_outputs(layer):
    return layer.outputs * (1 - layer.outputs)


@mistake(
    slope,
    "Multiplied by z instead of by the derivative",
    "Your dz is da * z. The chain rule needs the slope of the activation at z, f'(z).",
    hint="Where does self.activation.derivative enter your method?",
    where="The line that computes dz.",
)
def _times_outputs(layer):
    return layer.outputs


@mistake(
    delta,
    "The derivative is taken of da instead of z",
    "Your dz is f'(da). The chain rule multiplies: da * f'(z).",
    hint="At which value is the slope of the activation needed?",
    where="The argument of activation.derivative, and the factor da.",
)
def _derivative_of_gradient(layer, da):
    return layer.activation.derivative(da)


@mistake(
    delta,
    "The derivative is taken at da instead of z",
    "Your dz is da * f'(da). The slope of the activation belongs at z, the value before the activation.",
    hint="At which value is the slope of the activation needed?",
    where="The argument of activation.derivative.",
)
def _derivative_at_gradient(layer, da):
    return da * layer.activation.derivative(da)


@mistake(
    delta,
    "The incoming gradient is missing",
    "Your dz is f'(z) alone. The chain rule multiplies it with the gradient that came in: dz = da * f'(z).",
    hint="Where does da enter your method?",
    where="The line that computes dz.",
)
def _incoming_gradient_missing(layer, da):
    return slope(layer)


@mistake(
    delta,
    "A dot product instead of an elementwise product",
    "Your dz is one number for all neurons, the sum of da * f'(z). Each neuron has its own: the product is "
    "elementwise.",
    hint="Which shape has dz? It has to be (neurons, 1).",
    where="The line that computes dz: use * instead of np.dot or @.",
)
def _dot_in_delta(layer, da):
    return np.ones_like(layer.outputs) * np.dot(np.asarray(da).T, slope(layer))


@mistake(
    delta,
    "The sign is reversed",
    "All your gradients are the right ones times -1, so the step climbs instead of descending.",
    hint="Gradients keep their sign; the one minus belongs in the update.",
    where="The line that computes dz.",
)
def _gradients_reversed(layer, da):
    return -da * slope(layer)


@mistake(
    delta,
    "A factor of 2 too much",
    "All your gradients are twice the right ones. The factor belongs to the loss, and is already inside da.",
    hint="Where does the 2 come from?",
    where="The line that computes dz.",
)
def _factor_two(layer, da):
    return 2 * da * slope(layer)


@mistake(
    delta,
    "The activation's derivative is applied twice",
    "Your dz is da * f'(z) * f'(z). The slope enters once per layer.",
    hint="Where does activation.derivative enter your method, and how often?",
    where="The line that computes dz, and the ones that use it.",
)
def _derivative_twice(layer, da):
    return da * slope(layer) ** 2


@mistake(
    slope,
    "The derivative is taken without the biases",
    "Your slope is f'(W x). The derivative belongs at z = W x + b, the value before the activation.",
    hint="Which attribute holds z?",
    where="The argument of activation.derivative.",
)
def _derivative_without_biases(layer):
    return layer.activation.derivative(layer.weights @ layer.inputs)


@mistake(
    slope,
    "The sigmoid's slope for every activation",
    "Your dz is da * a (1 - a) with a = f(z). That is the slope of the sigmoid; a layer with ReLU has another one. "
    "self.activation.derivative knows the right slope.",
    hint="Which activations can a layer have, and which method gives the slope of each?",
    where="The line that computes dz.",
)
def _sigmoid_slope_everywhere(layer):
    a = layer.activation(layer.outputs)
    return a * (1 - a)


@mistake(
    slope,
    "ReLU's slope for every activation",
    "Your dz is da where z > 0, and 0 elsewhere. That is right for ReLU; a layer with the sigmoid has another slope. "
    "self.activation.derivative knows the right one.",
    hint="Which activations can a layer have, and which method gives the slope of each?",
    where="The line that computes dz.",
)
def _relu_slope_everywhere(layer):
    return np.where(layer.outputs > 0, 1.0, 0.0)


@mistake(
    delta,
    "Negative gradients are lost",
    "Your dz is max(0, da * f'(z)). The gradient may well be negative and has to pass unchanged.",
    hint="Is there a maximum, or a ReLU, around the gradient?",
    where="The line that computes dz.",
)
def _negative_delta_lost(layer, da):
    return np.maximum(da * slope(layer), 0)
