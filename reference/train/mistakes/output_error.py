"""Mistakes in the error of the output, e = o - y."""

import numpy as np

from grader.engine import mistake
from reference.train.solution import output_error, relu_derivative


@mistake(
    output_error,
    "The sign of the error is reversed",
    "All three parameters move the wrong way, as with the error y - o and a step that subtracts. The derivative of "
    "1/2 (y - o)^2 is o - y.",
    hint="Either o - y and subtract, or y - o and add.",
    where="output_layer_error, or the signs of the three updates.",
)
def _error_sign(q):
    return q.y - q.a


@mistake(
    output_error,
    "A factor of 2 too much in the error",
    "Your error is 2 (o - y), the derivative of (y - o)^2. This course's loss is 1/2 (y - o)^2, whose derivative is o "
    "- y.",
    hint="What does the 1/2 in the loss do to its derivative?",
    where="output_layer_error.",
)
def _error_factor_two(q):
    return 2 * (q.a - q.y)


@mistake(
    output_error,
    "Half of the error",
    "Your error is (o - y) / 2. The derivative of 1/2 (y - o)^2 is o - y.",
    hint="What does the derivative of the square do to the 1/2?",
    where="output_layer_error.",
)
def _error_halved(q):
    return (q.a - q.y) / 2


@mistake(
    output_error,
    "The loss is used as the error",
    "Your error is the loss 1/2 (y - o)^2 itself, which has no sign. Backpropagation starts with its derivative, o - "
    "y.",
    hint="What is dL/do?",
    where="output_layer_error.",
)
def _loss_as_error(q):
    return np.multiply(q.a - q.y, q.a - q.y) / 2


@mistake(
    output_error,
    "The squared error is used as the error",
    "Your error is (y - o)^2, which has no sign. Backpropagation starts with the derivative of the loss 1/2 (y - "
    "o)^2, which is o - y.",
    hint="What is dL/do?",
    where="output_layer_error.",
)
def _square_as_error(q):
    return np.multiply(q.a - q.y, q.a - q.y)


@mistake(
    output_error,
    "The error has lost its sign",
    "Your error is |o - y|. Whether the output is too large or too small decides which way the weights move.",
    hint="Is there an abs in your error?",
    where="output_layer_error.",
)
def _error_absolute(q):
    return abs(q.a - q.y)


@mistake(
    output_error,
    "The error is multiplied by the output",
    "Your error is (o - y) * o. The derivative of the output's activation belongs there, and for a linear output that "
    "is 1.",
    hint="output_layer_activation is the identity. What is its derivative?",
    where="output_layer_error.",
)
def _error_times_output(q):
    return np.multiply(q.a - q.y, q.a)


@mistake(
    output_error,
    "The error goes through ReLU's derivative",
    "Your error is (o - y) * relu'(o). The output unit is linear: its derivative is 1, also for a negative output.",
    hint="Which derivative belongs to the output layer?",
    where="output_layer_error.",
)
def _error_times_relu_derivative(q):
    return np.multiply(q.a - q.y, relu_derivative(q.o))


@mistake(
    output_error,
    "The target is missing in the error",
    "Your error is the output itself. The derivative of 1/2 (y - o)^2 is o - y.",
    hint="Where does y enter your step?",
    where="output_layer_error.",
)
def _error_without_target(q):
    return q.a


@mistake(
    output_error,
    "The error is cut to a whole number",
    "Your error loses everything after the decimal point.",
    hint="Is there an int(...) around the error?",
    where="output_layer_error.",
)
def _error_truncated(q):
    return np.trunc(q.a - q.y)


@mistake(
    output_error,
    "The error is multiplied by the learning rate",
    "Your error is learning_rate * (o - y), and each step multiplies by the learning rate once more: every step is a "
    "thousand times too small at a rate of 0.001. The rate belongs into the three steps only.",
    hint="How often does the learning rate enter each of the three new parameters?",
    where="output_layer_error.",
)
def _error_times_rate(q):
    return q.net.learning_rate * (q.a - q.y)


@mistake(
    output_error,
    "The sigmoid's slope is applied to a linear output",
    "Your error is (o - y) o (1 - o). The factor o (1 - o) is the slope of a sigmoid whose value is o; the output of "
    "this network is linear, and its slope is 1.",
    hint="Which activation does the output have, and what is its derivative?",
    where="output_layer_error.",
)
def _error_times_sigmoid_slope(q):
    return np.multiply(q.a - q.y, np.multiply(q.a, 1 - q.a))


@mistake(
    output_error,
    "The output is rounded before the error",
    "Your error is the rounded output minus y. The loss is made of the output as it is.",
    hint="Is there a round(...) around the output?",
    where="The output, or output_layer_error.",
)
def _error_of_rounded_output(q):
    return np.round(q.a) - q.y


@mistake(
    output_error,
    "Only outputs that are too small are corrected",
    "Where the output is larger than y, your step changes nothing. The error o - y counts with either sign.",
    hint="Which points does your step leave out?",
    where="The condition of the step, or output_layer_error.",
)
def _only_small_outputs_corrected(q):
    return np.minimum(q.a - q.y, 0)


@mistake(
    output_error,
    "Only outputs that are too large are corrected",
    "Where the output is smaller than y, your step changes nothing. The error o - y counts with either sign.",
    hint="Which points does your step leave out?",
    where="The condition of the step, or output_layer_error.",
)
def _only_large_outputs_corrected(q):
    return np.maximum(q.a - q.y, 0)


@mistake(
    output_error,
    "The error is cut off at 1",
    "Your error is never beyond 1 and -1. Where the output is far from y, the error is larger; it counts as it is.",
    hint="How large is o - y for o = 2 and y = 10? Is there a clip, or a min and a max?",
    where="output_layer_error.",
)
def _error_clipped_to_one(q):
    return np.clip(q.a - q.y, -1, 1)


@mistake(
    output_error,
    "A quarter of the error",
    "Your error is (o - y) / 4, as if it were averaged over the four training points. One call learns from one point: "
    "there is no mean.",
    hint="What is divided by the number of training points?",
    where="output_layer_error.",
)
def _error_divided_by_points(q):
    return (q.a - q.y) / 4


@mistake(
    output_error,
    "The error is divided by y",
    "Your error is relative, (o - y) / y. The derivative of 1/2 (y - o)^2 is o - y.",
    hint="What is divided by y?",
    where="output_layer_error.",
)
def _error_relative(q):
    return (q.a - q.y) / (q.y + 1e-8)
