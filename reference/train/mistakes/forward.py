"""Mistakes in the forward pass."""

import numpy as np

from grader.engine import mistake
from reference.train.solution import activation, input_gradient, output_activation, relu, slope, weighted_input

#: What np.max does with one number and a zero.
MAXIMUM_OF_ONE = dict.fromkeys(
    ("np.max", "numpy.max", "np.amax", "numpy.amax"),
    "{code} in {where} takes the maximum of its first argument alone; a second argument is an axis.",
)
#: Where np.vectorize takes the type of its result from.
TYPE_OF_FIRST = dict.fromkeys(
    ("np.vectorize", "numpy.vectorize"),
    "{code} in {where} takes the type of its result from the first entry: an integer 0 there cuts the others.",
)


@mistake(
    weighted_input,
    "The two inputs are exchanged",
    "Your step for (x1, x2) is the right one for (x2, x1).",
    hint="Which of x1 and x2 belongs to the first column of the weights?",
    where="input_values.",
    also={input_gradient: lambda q: q.g * q.x[::-1].T},
)
def _inputs_exchanged(q):
    return q.net.input_to_hidden_weights * q.x[::-1] + q.net.biases


@mistake(
    weighted_input,
    "The biases are left out of the forward pass",
    "Your hidden units compute W x without b, although b is updated. The biases shift the input of each unit: z = W x "
    "+ b.",
    hint="Where does self.biases enter the forward pass?",
    where="hidden_layer_weighted_input.",
)
def _forward_without_bias(q):
    return q.net.input_to_hidden_weights * q.x


@mistake(
    weighted_input,
    "The biases are subtracted",
    "Your hidden units compute W x - b. The biases are added: z = W x + b.",
    hint="Which sign do the biases have in the forward pass?",
    where="hidden_layer_weighted_input.",
)
def _bias_subtracted(q):
    return q.net.input_to_hidden_weights * q.x - q.net.biases


@mistake(
    activation,
    "ReLU has no effect in the forward pass",
    "Your hidden activation equals its input, also where that is negative. ReLU replaces negative numbers by 0.",
    hint="What does your ReLU give for -3?",
    where="hidden_layer_activation, and the function applied there.",
    calls=MAXIMUM_OF_ONE,
)
def _relu_is_identity(q):
    return q.z


@mistake(
    activation,
    "The hidden activations are cut to whole numbers",
    "Your hidden activations have lost everything after the decimal point.",
    hint="Which type has the 0 that your function returns? Return 0.0, or give np.vectorize otypes=[float].",
    where="hidden_layer_activation, and the function applied there.",
    calls=TYPE_OF_FIRST,
)
def _activation_truncated(q):
    return np.matrix(np.trunc(relu(q.z))) if q.z[0, 0] <= 0 else relu(q.z)


@mistake(
    activation,
    "The biases are added after the activation",
    "Your hidden units compute relu(W x) + b. The biases belong inside: relu(W x + b).",
    hint="What is the input of ReLU?",
    where="hidden_layer_weighted_input and hidden_layer_activation.",
)
def _bias_after_activation(q):
    return relu(q.z - q.net.biases) + q.net.biases


@mistake(
    activation,
    "ReLU's derivative is used as the activation",
    "Your hidden activation is 1 for an active unit. Forward, the unit hands on its value: relu(z).",
    hint="Which of the two ReLU functions belongs to the forward pass?",
    where="hidden_layer_activation.",
)
def _derivative_as_activation(q):
    return slope(q)


@mistake(
    output_activation,
    "The output goes through ReLU",
    "Your output is never negative. The output unit is linear: its activation is the identity.",
    hint="Which activation does the output layer have?",
    where="activated_output.",
)
def _output_through_relu(q):
    return relu(q.o)


@mistake(
    weighted_input,
    "The point is cut to whole numbers",
    "Your step for (1.5, -2.7) is the right one for (1, -2): x1 and x2 lose everything after the decimal point.",
    hint="Is there an int, or dtype=int, where x1 and x2 are read?",
    where="input_values.",
    also={input_gradient: lambda q: q.g * np.trunc(q.x).T},
)
def _point_cut_to_whole_numbers(q):
    return q.net.input_to_hidden_weights * np.trunc(q.x) + q.net.biases


@mistake(
    activation,
    "The hidden units have the sigmoid",
    "Your hidden units compute 1 / (1 + e^-z) and go back through its slope. This network has ReLU.",
    hint="Which activation does the task give?",
    where="hidden_layer_activation and the slope in hidden_layer_error.",
    also={slope: lambda q: np.multiply(_squashed(q.z), 1 - _squashed(q.z))},
)
def _hidden_units_with_sigmoid(q):
    return _squashed(q.z)


def _squashed(z):
    return 1 / (1 + np.exp(-z))


@mistake(
    weighted_input,
    "The biases are added twice",
    "Your hidden units compute W x + 2 b. The biases are added once: z = W x + b.",
    hint="Is b in a helper already that you call?",
    where="hidden_layer_weighted_input.",
)
def _bias_added_twice(q):
    return q.net.input_to_hidden_weights * q.x + 2 * q.net.biases
