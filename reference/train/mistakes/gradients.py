"""Mistakes in the gradients db = g, dV = e h^T and dW = g x^T."""

import numpy as np

from grader.engine import mistake
from reference.train.solution import bias_gradient, error_back, input_gradient, output_gradient, slope


@mistake(
    bias_gradient,
    "Every bias gets the output error",
    "Your bias gradient is e for each unit. It has to be the hidden error g = V^T e * relu'(z), which differs from "
    "unit to unit.",
    hint="A bias is added to z. What is dL/dz?",
    where="bias_gradients.",
)
def _bias_from_output_error(q):
    return np.ones((3, 1)) * q.e


@mistake(
    bias_gradient,
    "The bias gradient lacks ReLU's derivative",
    "Your bias gradient is V^T e. The bias of an inactive unit must not move: V^T e * relu'(z).",
    hint="A bias is added to z. What is dL/dz?",
    where="bias_gradients.",
)
def _bias_without_derivative(q):
    return error_back(q)


@mistake(
    bias_gradient,
    "The output weights are missing in the bias gradient",
    "Your bias gradient is e relu'(z). The error reaches each hidden unit through its output weight: it has to be the "
    "hidden error, V^T e * relu'(z).",
    hint="By what is a hidden activation multiplied on its way to the output?",
    where="bias_gradients.",
)
def _bias_without_output_weights(q):
    return slope(q) * q.e


@mistake(
    bias_gradient,
    "The bias gradient is relu'(z) alone",
    "Your bias gradient is 1 for each active unit. The error is missing: it has to be the hidden error.",
    hint="Where does the error enter bias_gradients?",
    where="bias_gradients.",
)
def _bias_from_slope(q):
    return slope(q)


@mistake(
    bias_gradient,
    "The bias gradient is multiplied by the biases",
    "Your bias gradient is g * b. The derivative of z = W x + b with respect to b is 1, so it is g alone.",
    hint="What is dz/db?",
    where="bias_gradients.",
)
def _bias_times_bias(q):
    return np.multiply(q.g, q.net.biases)


@mistake(
    bias_gradient,
    "The bias gradient is added up over the units",
    "Every bias of yours moves by the same amount, the sum of the hidden errors. Each unit has its own.",
    hint="Which shape has bias_gradients? It has to be 3 by 1.",
    where="bias_gradients: no sum.",
)
def _bias_summed(q):
    return np.ones((3, 1)) * q.g.sum()


@mistake(
    bias_gradient,
    "The bias gradient is averaged over the units",
    "Every bias of yours moves by the same amount, the mean of the hidden errors. Each unit has its own.",
    hint="Which shape has bias_gradients? It has to be 3 by 1.",
    where="bias_gradients: no mean.",
)
def _bias_averaged(q):
    return np.ones((3, 1)) * q.g.mean()


@mistake(
    bias_gradient,
    "The bias gradient is a row",
    "Your bias gradient is 1 by 3. Subtracted from the 3 by 1 biases it makes a 3 by 3 matrix. It has to be a column.",
    hint="Print the shape of bias_gradients.",
    where="bias_gradients: a .T too many, or one missing.",
)
def _bias_gradient_row(q):
    return q.g.T


@mistake(
    output_gradient,
    "The output weights stand in for the hidden activations",
    "Your gradient of the output weights is e * V. The output is V h, so its derivative with respect to V is h: e * "
    "h^T.",
    hint="What is each output weight multiplied by in the forward pass?",
    where="hidden_to_output_weight_gradients.",
)
def _output_gradient_from_weights(q):
    return q.e * q.net.hidden_to_output_weights


@mistake(
    output_gradient,
    "The hidden input stands in for the hidden activations",
    "Your gradient of the output weights is e * z^T. What arrives at the output weights is h = relu(z): for an "
    "inactive unit 0, not z.",
    hint="What is each output weight multiplied by in the forward pass?",
    where="hidden_to_output_weight_gradients.",
)
def _output_gradient_from_weighted_input(q):
    return q.e * q.z.T


@mistake(
    output_gradient,
    "The hidden activations are missing in the output gradient",
    "Your gradient of the output weights is e for each unit. The output is V h, so it has to be e * h^T.",
    hint="What is each output weight multiplied by in the forward pass?",
    where="hidden_to_output_weight_gradients.",
)
def _output_gradient_is_error(q):
    return q.e * np.ones((1, 3))


@mistake(
    output_gradient,
    "The output error is missing in the output gradient",
    "Your gradient of the output weights is h^T. It has to be multiplied with the error: e * h^T.",
    hint="Where does output_layer_error enter?",
    where="hidden_to_output_weight_gradients.",
)
def _output_gradient_without_error(q):
    return q.h.T


@mistake(
    output_gradient,
    "ReLU's derivative stands in for the hidden activations",
    "Your gradient of the output weights is e * relu'(z)^T. The output is V h, so it has to be e * h^T.",
    hint="What is each output weight multiplied by in the forward pass?",
    where="hidden_to_output_weight_gradients.",
)
def _output_gradient_from_slope(q):
    return q.e * slope(q).T


@mistake(
    output_gradient,
    "The hidden error stands in for the output error",
    "Your gradient of the output weights is made of the hidden error, g * h. The output weights feel the output "
    "error: e * h^T.",
    hint="Which error stands at the end of the output weights?",
    where="hidden_to_output_weight_gradients.",
)
def _output_gradient_from_hidden_error(q):
    return np.multiply(q.g, q.h).T


@mistake(
    output_gradient,
    "The output gradient is a column",
    "Your gradient of the output weights is 3 by 1. Subtracted from the 1 by 3 weights it makes a 3 by 3 matrix. It "
    "has to be a row: e * h^T.",
    hint="Print the shape of hidden_to_output_weight_gradients.",
    where="hidden_to_output_weight_gradients: the activations have to be transposed.",
)
def _output_gradient_column(q):
    return q.h * q.e


@mistake(
    input_gradient,
    "The gradient of the hidden-layer weights lacks ReLU's derivative",
    "Your gradient of the hidden-layer weights is (V^T e) x^T, while your biases use the right hidden error. It has to "
    "be g x^T with g = V^T e * relu'(z).",
    hint="Which error stands at the input of the hidden units?",
    where="input_to_hidden_weight_gradients.",
)
def _input_gradient_without_derivative(q):
    return error_back(q) * q.x.T


@mistake(
    input_gradient,
    "The output weights are missing in the gradient of the hidden-layer weights",
    "Your gradient of the hidden-layer weights is e relu'(z) x^T. The error reaches each hidden unit through its "
    "output weight, so V^T belongs into it: the hidden error times x^T.",
    hint="By what is a hidden activation multiplied on its way to the output?",
    where="input_to_hidden_weight_gradients.",
)
def _input_gradient_without_output_weights(q):
    return slope(q) * q.e * q.x.T


@mistake(
    input_gradient,
    "The inputs are missing in the gradient of the hidden-layer weights",
    "Your gradient of the hidden-layer weights is g in both columns. The hidden input is W x, so it has to be g x^T.",
    hint="What is each hidden weight multiplied by in the forward pass?",
    where="input_to_hidden_weight_gradients.",
)
def _input_gradient_without_inputs(q):
    return q.g * np.ones((1, 2))


@mistake(
    input_gradient,
    "The output error stands in for the hidden error",
    "Your gradient of the hidden-layer weights is e x^T, the same for each unit. It has to be g x^T "
    "with the hidden error g.",
    hint="Which error stands at the input of the hidden units?",
    where="input_to_hidden_weight_gradients.",
)
def _input_gradient_from_output_error(q):
    return np.ones((3, 1)) * q.e * q.x.T


@mistake(
    input_gradient,
    "The gradient of the hidden-layer weights uses the weights",
    "Your gradient of the hidden-layer weights is g * W. The hidden input is W x, so it has to be g x^T.",
    hint="What is each hidden weight multiplied by in the forward pass?",
    where="input_to_hidden_weight_gradients.",
)
def _input_gradient_from_weights(q):
    return np.multiply(q.g, q.net.input_to_hidden_weights)
