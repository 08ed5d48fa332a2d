"""Mistakes in the gradients of weights and biases."""

import numpy as np

from grader.engine import mistake
from reference.backward.solution import bias_gradient, weight_gradient


@mistake(
    weight_gradient,
    "The weights' gradient lacks the derivative",
    "Your weight gradient is da x^T. It has to be dz x^T with dz = da * f'(z).",
    hint="Which of da and dz enters d_weights?",
    where="The line that computes d_weights.",
)
def _weights_without_derivative(layer, da, dz):
    return np.dot(da, layer.inputs.T)


@mistake(
    weight_gradient,
    "The weights' gradient lacks the inputs",
    "Your weight gradient is dz, the same for every input. Each weight is multiplied by its input, so d_weights = dz "
    "x^T.",
    hint="d_weights has the shape of the weights, (neurons, inputs). What fills its columns?",
    where="The line that computes d_weights.",
)
def _weights_without_inputs(layer, da, dz):
    return dz * np.ones_like(layer.inputs.T)


@mistake(
    weight_gradient,
    "The weights' gradient lacks dz",
    "Your weight gradient holds the inputs alone, the same in every row. It has to be dz x^T.",
    hint="Which quantity of each neuron enters d_weights?",
    where="The line that computes d_weights.",
)
def _weights_without_delta(layer, da, dz):
    return np.ones_like(dz) * layer.inputs.T


@mistake(
    weight_gradient,
    "The weights' gradient is divided by the number of neurons",
    "Your weight gradient is the right one divided by the number of neurons. backward works on one sample; there is "
    "nothing to average.",
    hint="Which division is in your d_weights, and over what would it average?",
    where="The line that computes d_weights, or the weights' step.",
)
def _weights_divided_by_neurons(layer, da, dz):
    return np.dot(dz, layer.inputs.T) / dz.shape[0]


@mistake(
    weight_gradient,
    "The weights' gradient is divided by the number of inputs",
    "Your weight gradient is the right one divided by the number of inputs: inputs.shape[0] counts features here, not "
    "samples.",
    hint="Which division is in your d_weights, and over what would it average?",
    where="The line that computes d_weights, or the weights' step.",
)
def _weights_divided_by_inputs(layer, da, dz):
    return np.dot(dz, layer.inputs.T) / layer.inputs.shape[0]


@mistake(
    weight_gradient,
    "The weights' gradient uses the weights",
    "Your weight gradient is dz * W. The derivative of W x with respect to W is x, so d_weights = dz x^T.",
    hint="What is each weight multiplied by on the way forward?",
    where="The line that computes d_weights.",
)
def _weights_from_weights(layer, da, dz):
    return dz * layer.weights


@mistake(
    weight_gradient,
    "The weights' gradient is transposed",
    "Your weight gradient is x dz^T, of shape (inputs, neurons). It has to be dz x^T, of the shape of the weights.",
    hint="d_weights has the shape of self.weights: (neurons, inputs).",
    where="The line that computes d_weights.",
)
def _weights_transposed(layer, da, dz):
    return np.dot(layer.inputs, dz.T)


@mistake(
    bias_gradient,
    "The biases' gradient lacks the derivative",
    "Your bias gradient is da. It has to be dz = da * f'(z).",
    hint="Which of da and dz enters d_biases?",
    where="The line that computes d_biases.",
)
def _biases_without_derivative(layer, da, dz):
    return np.asarray(da)


@mistake(
    bias_gradient,
    "The biases' step is the mean over the neurons",
    "Every bias of yours moves by the same amount, the mean of dz. Each neuron has its own bias and its own gradient: "
    "d_biases = dz.",
    hint="Which shape has d_biases? It has to be (neurons, 1).",
    where="The line that computes d_biases: no np.mean.",
)
def _biases_mean(layer, da, dz):
    return np.mean(dz)


@mistake(
    bias_gradient,
    "The biases' step is the sum over the neurons",
    "Every bias of yours moves by the same amount, the sum of dz. Each neuron has its own bias and its own gradient: "
    "d_biases = dz.",
    hint="Which shape has d_biases? It has to be (neurons, 1).",
    where="The line that computes d_biases: no sum over axis 0.",
)
def _biases_sum(layer, da, dz):
    return np.sum(dz)


@mistake(
    bias_gradient,
    "The biases' gradient is divided by the number of neurons",
    "Your bias gradient is the right one divided by the number of neurons. backward works on one sample; there is "
    "nothing to average.",
    hint="Which division is in your d_biases, and over what would it average?",
    where="The line that computes d_biases, or the biases' step.",
)
def _biases_divided_by_neurons(layer, da, dz):
    return dz / dz.shape[0]


@mistake(
    bias_gradient,
    "The biases' gradient is divided by the number of inputs",
    "Your bias gradient is the right one divided by the number of inputs: inputs.shape[0] counts features here, not "
    "samples.",
    hint="Which division is in your d_biases, and over what would it average?",
    where="The line that computes d_biases, or the biases' step.",
)
def _biases_divided_by_inputs(layer, da, dz):
    return dz / layer.inputs.shape[0]


@mistake(
    bias_gradient,
    "The biases' gradient uses the biases",
    "Your bias gradient is dz * b. The derivative of z = W x + b with respect to b is 1, so d_biases = dz.",
    hint="What is the derivative of z with respect to b?",
    where="The line that computes d_biases.",
)
def _biases_times_biases(layer, da, dz):
    return dz * layer.biases
