"""Mistakes in the step of weights and biases."""

import numpy as np

from grader.engine import adapter, mistake
from reference import clipping
from reference.backward.solution import Layer, bias_step, relu, sigmoid, weight_step


@mistake(
    weight_step,
    "The weights are never updated",
    "The weights are the same before and after. The step subtracts learning_rate * d_weights from them.",
    hint="Is the new value assigned to self.weights?",
    where="The weights' update.",
)
def _weights_not_updated(weights, d_weights, learning_rate):
    return weights


@mistake(
    weight_step,
    "The weights move the wrong way",
    "Your weights move by plus learning_rate times the gradient. Gradient descent goes against the gradient: minus.",
    hint="Which sign has the weights' update?",
    where="The weights' update.",
)
def _weights_ascend(weights, d_weights, learning_rate):
    return weights + learning_rate * d_weights


@mistake(
    weight_step,
    "The weights' step lacks the learning rate",
    "Your weights move by the whole gradient instead of learning_rate times the gradient.",
    hint="Where does learning_rate enter the weights' update?",
    where="The weights' update.",
)
def _weights_without_rate(weights, d_weights, learning_rate):
    return weights - d_weights


@mistake(
    weight_step,
    "The weights are replaced by the step",
    "After your method the weights are learning_rate * d_weights (or its negative): the old weights are lost. The "
    "step is subtracted from them.",
    hint="Is it -= or = in your update?",
    where="The weights' update.",
)
def _weights_replaced(weights, d_weights, learning_rate):
    return -learning_rate * d_weights


@mistake(
    bias_step,
    "The biases are never updated",
    "The biases are the same before and after. The step subtracts learning_rate * d_biases from them.",
    hint="Is the new value assigned to self.biases?",
    where="The biases' update.",
)
def _biases_not_updated(biases, d_biases, learning_rate):
    return biases


@mistake(
    bias_step,
    "The biases move the wrong way",
    "Your biases move by plus learning_rate times the gradient. Gradient descent goes against the gradient: minus.",
    hint="Which sign has the biases' update?",
    where="The biases' update.",
)
def _biases_ascend(biases, d_biases, learning_rate):
    return biases + learning_rate * d_biases


@mistake(
    bias_step,
    "The biases' step lacks the learning rate",
    "Your biases move by the whole gradient instead of learning_rate times the gradient.",
    hint="Where does learning_rate enter the biases' update?",
    where="The biases' update.",
)
def _biases_without_rate(biases, d_biases, learning_rate):
    return biases - d_biases


_TWICE = "The step is learning_rate times the gradient. Yours is multiplied by learning_rate a second time."


@mistake(
    weight_step,
    "The weights' step is multiplied by the learning rate twice",
    _TWICE,
    hint="Is learning_rate in d_weights already?",
    where="The lines that compute and use the gradient of the weights.",
)
def _weights_rate_twice(weights, d_weights, learning_rate):
    return weights - learning_rate**2 * d_weights


@mistake(
    bias_step,
    "The biases' step is multiplied by the learning rate twice",
    _TWICE,
    hint="Is learning_rate in d_biases already?",
    where="The lines that compute and use the gradient of the biases.",
)
def _biases_rate_twice(biases, d_biases, learning_rate):
    return biases - learning_rate**2 * d_biases


@mistake(
    bias_step,
    "The biases are replaced by the step",
    "After your method the biases are -learning_rate * d_biases: the old biases are lost. The step is subtracted from "
    "them.",
    hint="Is it -= or = in your update?",
    where="The biases' update.",
)
def _biases_replaced_by_minus_step(biases, d_biases, learning_rate):
    return -learning_rate * d_biases


@adapter(
    Layer.backward,
    clipping.TITLE,
    clipping.explanation("Your backward is"),
    hint=clipping.HINT,
    where="The lines that compute dz, d_weights and d_biases.",
    when=clipping.WHEN,
)
def _gradients_clipped(call, layer, da, learning_rate):
    weights, biases = np.array(layer.weights), np.array(layer.biases)
    handed_back = call(da, learning_rate)
    if not learning_rate:
        return handed_back
    found = (weights - layer.weights) / learning_rate, (biases - layer.biases) / learning_rate, handed_back
    for activation in (relu, sigmoid):
        dz = da * activation.derivative(layer.outputs)
        right = _all_gradients(weights, layer.inputs, dz)
        cut_early = _all_gradients(weights, layer.inputs, clipping.cut_like(found[1], dz))
        if all(map(clipping.is_clipped, found, right)) or all(map(clipping.is_clipped, found, cut_early)):
            layer.weights, layer.biases = weights - learning_rate * right[0], biases - learning_rate * right[1]
            return right[2]
    raise ValueError("not clipped")


def _all_gradients(weights, inputs, dz):
    """dW, db and da_prev."""
    return dz @ inputs.T, dz, weights.T @ dz
