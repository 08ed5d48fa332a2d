"""Mistakes in da_prev = W^T dz, the gradient that is handed back."""

import numpy as np

from grader.engine import mistake
from reference.backward.solution import (
    backpropagate,
    bias_gradient,
    bias_step,
    delta,
    gradient_back,
    slope,
    weight_gradient,
    weight_step,
)


@mistake(
    gradient_back,
    "The gradient handed back lacks the incoming gradient",
    "You hand back W^T f'(z). It has to be W^T dz with dz = da * f'(z), or the layers before never learn of the error.",
    hint="Which of the quantities that you computed goes through the weights?",
    where="The line that computes da_prev.",
)
def _back_without_gradient(layer, da, dz):
    return np.dot(layer.weights.T, slope(layer))


@mistake(
    gradient_back,
    "The gradient handed back lacks the derivative",
    "You hand back W^T da. It has to be W^T dz with dz = da * f'(z).",
    hint="Which of da and dz goes through the weights?",
    where="The line that computes da_prev.",
)
def _back_without_derivative(layer, da, dz):
    return np.dot(layer.weights.T, da)


@mistake(
    gradient_back,
    "The gradient handed back has not gone through the weights",
    "You hand back dz, which has one entry per neuron. The layer before needs one per input: W^T dz.",
    hint="Which shape does the layer before expect?",
    where="The line that computes da_prev, or the return statement.",
)
def _back_without_weights(layer, da, dz):
    return dz


@mistake(
    gradient_back,
    "The incoming gradient is handed back",
    "You hand back da as it came. The layer before needs the gradient with respect to its own output: W^T dz.",
    hint="Which shape does the layer before expect?",
    where="The line that computes da_prev, or the return statement.",
)
def _back_unchanged(layer, da, dz):
    return np.array(da)


@mistake(
    gradient_back,
    "The weights' gradient is used to go back",
    "You hand back d_weights^T dz. It has to be W^T dz: the signal goes back through the weights it came forward "
    "through.",
    hint="Through which array did the signal come forward?",
    where="The line that computes da_prev.",
)
def _back_through_weight_gradient(layer, da, dz):
    return np.dot(weight_gradient(layer, da, dz).T, dz)


@mistake(
    gradient_back,
    "The wrong gradient is returned",
    "You return the weights' gradient. The layer before needs da_prev = W^T dz.",
    hint="Which variable is in your return statement?",
    where="The return statement.",
)
def _weight_gradient_returned(layer, da, dz):
    return weight_gradient(layer, da, dz)


@mistake(
    gradient_back,
    "Nothing is handed back",
    "Your method gives back None, so the layer before gets no gradient.",
    hint="Add `return da_prev` at the end.",
    where="The last line of the method.",
)
def _nothing_handed_back(layer, da, dz):
    return None


@mistake(
    gradient_back,
    "The gradient handed back is summed up",
    "You hand back one number. The layer before needs one entry per input: W^T dz, of shape (inputs, 1).",
    hint="Which shape does the layer before expect?",
    where="The line that computes da_prev.",
)
def _back_summed(layer, da, dz):
    return np.sum(np.dot(layer.weights.T, dz))


@mistake(
    gradient_back,
    "The gradient handed back is a row",
    "Your values are right, but they come as a row. The layer before needs a column of shape (inputs, 1).",
    hint="W^T dz is a column; dz^T W is the same as a row.",
    where="The line that computes da_prev.",
)
def _back_as_row(layer, da, dz):
    return np.dot(layer.weights.T, dz).T


@mistake(
    gradient_back,
    "The gradient handed back is divided by the number of inputs",
    "You hand back W^T dz divided by the number of inputs. There is nothing to average.",
    hint="Which division is in your da_prev?",
    where="The line that computes da_prev.",
)
def _back_divided_by_inputs(layer, da, dz):
    return np.dot(layer.weights.T, dz) / layer.inputs.shape[0]


@mistake(
    gradient_back,
    "The gradient handed back is divided by the number of neurons",
    "You hand back W^T dz divided by the number of neurons. There is nothing to average: the contributions add up.",
    hint="Which division is in your da_prev?",
    where="The line that computes da_prev.",
)
def _back_divided_by_neurons(layer, da, dz):
    return np.dot(layer.weights.T, dz) / dz.shape[0]


@mistake(
    backpropagate,
    "The gradient is handed back through the new weights",
    "You hand back the gradient through the weights after the step, which did not make the forward pass. All "
    "gradients belong to the old weights.",
    hint="Compute da_prev first, then update, then return it.",
    where="The order of the lines: da_prev before self.weights changes.",
)
def _back_through_new_weights(layer, da, learning_rate):
    dz = delta(layer, da)
    d_weights = weight_gradient(layer, da, dz)
    d_biases = bias_gradient(layer, da, dz)
    layer.weights = weight_step(layer.weights, d_weights, learning_rate)
    layer.biases = bias_step(layer.biases, d_biases, learning_rate)
    return gradient_back(layer, da, dz)


@mistake(
    backpropagate,
    "The gradient handed back is multiplied by the learning rate",
    "You hand back learning_rate * W^T dz. The learning rate scales the step of the parameters, not the gradient on "
    "its way back.",
    hint="Where does learning_rate enter your method? Only in the two updates.",
    where="The line that computes da_prev (or dz, if it already holds the learning rate).",
)
def _rate_in_gradient_back(layer, da, learning_rate):
    dz = delta(layer, da)
    da_prev = learning_rate * gradient_back(layer, da, dz)
    layer.weights = weight_step(layer.weights, weight_gradient(layer, da, dz), learning_rate)
    layer.biases = bias_step(layer.biases, bias_gradient(layer, da, dz), learning_rate)
    return da_prev


@mistake(
    gradient_back,
    "The gradient handed back has the derivative of the layer before",
    "You hand back W^T dz times f' at this layer's inputs. The layer before applies its own derivative in its "
    "backward; this layer hands back W^T dz.",
    hint="How often is an activation's derivative applied on the way through one layer?",
    where="The line that computes da_prev.",
)
def _back_with_slope_of_inputs(layer, da, dz):
    return (layer.weights.T @ dz) * layer.activation.derivative(layer.inputs)


@mistake(
    gradient_back,
    "The gradient handed back is multiplied by the inputs",
    "You hand back W^T dz times the inputs. The inputs belong to the weights' gradient; this layer hands back W^T dz.",
    hint="What is the derivative of W x by x?",
    where="The line that computes da_prev.",
)
def _back_times_inputs(layer, da, dz):
    return (layer.weights.T @ dz) * layer.inputs
