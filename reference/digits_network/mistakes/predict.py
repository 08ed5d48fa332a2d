"""Mistakes in the prediction."""

import numpy as np

from grader.engine import adapter, mistake
from reference.digits_network.solution import NeuralNetwork, answer, hidden_input, hidden_output
from reference.train.solution import relu, relu_derivative


@mistake(
    hidden_input,
    "predict leaves out the biases",
    "Your prediction uses W x without b. It has to be the same forward pass as in training: W x + b.",
    hint="Where does self.biases enter `predict`?",
    where="hidden_layer_weighted_input in `predict`.",
)
def _predict_without_bias(net, x):
    return net.input_to_hidden_weights * x


@mistake(
    hidden_input,
    "predict exchanges the two inputs",
    "Your prediction for (x1, x2) is the right one for (x2, x1).",
    hint="Which of x1 and x2 belongs to the first column of the weights?",
    where="input_values in `predict`.",
)
def _predict_exchanges_inputs(net, x):
    return net.input_to_hidden_weights * x[::-1] + net.biases


@mistake(
    hidden_output,
    "predict leaves out ReLU",
    "Your prediction hands the input of the hidden units on as it is. It has to be the same forward pass as in "
    "training.",
    hint="Which activation do the hidden units have?",
    where="hidden_layer_activation in `predict`.",
)
def _predict_without_relu(z):
    return z


@mistake(
    hidden_output,
    "predict uses ReLU's derivative",
    "Your prediction takes 1 for an active unit. Forward, a unit hands on relu(z).",
    hint="Which of the two ReLU functions belongs to the forward pass?",
    where="hidden_layer_activation in `predict`.",
)
def _predict_with_derivative(z):
    return relu_derivative(z)


@mistake(
    answer,
    "predict applies ReLU to the output",
    "Your prediction is never negative. The output unit is linear.",
    hint="Which activation does the output have?",
    where="activated_output in `predict`.",
)
def _predict_relu_on_output(o):
    return max(0.0, o.item())


@mistake(
    answer,
    "predict always says 0",
    "Your prediction is 0 for every point.",
    hint="Repeat the forward pass of `train`.",
    where="`predict`.",
)
def _predict_is_zero(o):
    return 0.0


@mistake(
    answer,
    "predict cuts to whole numbers",
    "Your prediction loses everything after the decimal point.",
    hint="Is there an int(...) in it?",
    where="The end of `predict`.",
)
def _predict_is_truncated(o):
    return int(o.item())


@mistake(
    answer,
    "The prediction is rounded",
    "Your prediction is rounded. The number itself is asked for, with all its digits.",
    hint="Is there a round(...) in it?",
    where="The end of `predict`.",
)
def _predict_rounded(o):
    return round(o.item(), 2)


@mistake(
    answer,
    "predict returns nothing",
    "The result of your `predict` is None.",
    hint="return activated_output.item().",
    where="The end of `predict`.",
)
def _predict_returns_nothing(o):
    return None


def _every_unit_with_every_bias(net, x1, x2):
    """relu of (W x)_j + b_i, a 3 by 3 array: NumPy adds a flat array to a column in that way."""
    flat = np.asarray(net.input_to_hidden_weights) @ np.array([x1, x2])
    return relu(flat + np.asarray(net.biases))


_THREE_BY_THREE = (
    "In your prediction each hidden unit appears with all three biases: the inputs of the units are a flat array of 3, "
    "and with the column of biases, 3 by 1, they make a 3 by 3 array."
)


@mistake(
    NeuralNetwork.predict,
    "The hidden input becomes 3 by 3 in predict",
    _THREE_BY_THREE,
    hint="Print the shape of the hidden input in `predict`. It has to be (3, 1).",
    where="The line in `predict` that adds the biases.",
)
def _predict_three_by_three(net, x1, x2):
    return float(np.sum(_every_unit_with_every_bias(net, x1, x2) * np.asarray(net.hidden_to_output_weights).T))


@mistake(
    NeuralNetwork.predict,
    "The hidden input becomes 3 by 3 in predict",
    _THREE_BY_THREE,
    hint="Print the shape of the hidden input in `predict`. It has to be (3, 1).",
    where="The line in `predict` that adds the biases.",
)
def _predict_three_by_three_rows(net, x1, x2):
    return float(np.sum(_every_unit_with_every_bias(net, x1, x2) * np.asarray(net.hidden_to_output_weights)))


_NO_OUTPUT_BIAS = (
    "Your prediction adds self.biases to the output. They belong to the three hidden units; the output unit has no "
    "bias, and one number plus three makes three."
)


@mistake(
    NeuralNetwork.predict,
    "predict adds the hidden biases to the output",
    _NO_OUTPUT_BIAS,
    hint="Which units have a bias in this network?",
    where="The end of `predict`.",
    summand="biases",
)
def _predict_adds_hidden_biases(net, x1, x2):
    h = hidden_output(hidden_input(net, np.matrix([[x1], [x2]])))
    return (net.hidden_to_output_weights * h + net.biases).item()


@mistake(
    NeuralNetwork.predict,
    "predict adds the hidden biases to the output",
    _NO_OUTPUT_BIAS,
    hint="Which units have a bias in this network?",
    where="The end of `predict`.",
)
def _predict_gives_three_numbers(net, x1, x2):
    h = hidden_output(hidden_input(net, np.matrix([[x1], [x2]])))
    return net.hidden_to_output_weights * h + net.biases


@mistake(
    NeuralNetwork.predict,
    "predict adds up the hidden units",
    "Your prediction is the sum of the three activations. Each is multiplied by its output weight first: V h.",
    hint="Where does self.hidden_to_output_weights enter `predict`?",
    where="The line of output in `predict`.",
)
def _predict_without_output_weights(net, x1, x2):
    return float(np.sum(hidden_output(hidden_input(net, np.matrix([[x1], [x2]])))))


@mistake(
    NeuralNetwork.predict,
    "predict stops at the hidden layer",
    "Your prediction is the three hidden activations. The output is V h, one number.",
    hint="Which value does the return statement of `predict` name?",
    where="The return statement of `predict`.",
)
def _predict_returns_hidden_units(net, x1, x2):
    return hidden_output(hidden_input(net, np.matrix([[x1], [x2]])))


@adapter(
    NeuralNetwork.predict,
    "predict trains the network",
    "Your `predict` is right while the learning rate is 0: otherwise it makes training steps, and answers with weights "
    "that have moved. A prediction leaves the network as it is.",
    hint="Which attributes of self are the same before and after `predict`?",
    where="The line of `predict` that calls `train`, or that changes a weight.",
    when=("value", "unchanged", "size"),
)
def _predict_trains(call, net, x1, x2):
    rate, net.learning_rate = net.learning_rate, 0.0
    try:
        return call(x1, x2)
    finally:
        net.learning_rate = rate
