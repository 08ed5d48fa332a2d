"""Mistakes on the way back through the activation of one layer: linear_activation_backward."""

from grader.engine import mistake
from reference.dnn_step_by_step.solution import activation_gradient, relu_backward, sigmoid_backward


@mistake(
    activation_gradient,
    "linear_activation_backward: sigmoid_backward and relu_backward are exchanged",
    'With activation "relu" your function applies sigmoid_backward, and the other way round.',
    hint="Read the two branches aloud: if the activation is relu, then ...",
    where="linear_activation_backward, the branches of the if",
)
def _slopes_exchanged(dA, activation_cache, activation):
    return (relu_backward if activation == "sigmoid" else sigmoid_backward)(dA, activation_cache)


@mistake(
    activation_gradient,
    "linear_activation_backward: always sigmoid_backward",
    "Whatever `activation` says, your function applies sigmoid_backward.",
    hint='Which branch is taken for activation = "relu"?',
    where="linear_activation_backward, the branches of the if",
)
def _always_sigmoid_slope(dA, activation_cache, activation):
    return sigmoid_backward(dA, activation_cache)


@mistake(
    activation_gradient,
    "linear_activation_backward: always relu_backward",
    "Whatever `activation` says, your function applies relu_backward.",
    hint='Which branch is taken for activation = "sigmoid"?',
    where="linear_activation_backward, the branches of the if",
)
def _always_relu_slope(dA, activation_cache, activation):
    return relu_backward(dA, activation_cache)


@mistake(
    activation_gradient,
    "linear_activation_backward: the slope of the activation is missing",
    "dA is used as if it were dZ. The chain rule first multiplies by the slope of the activation: relu_backward or "
    "sigmoid_backward.",
    hint="What turns dA into dZ?",
    where="linear_activation_backward, the line of dZ",
)
def _no_slope(dA, activation_cache, activation):
    return dA


@mistake(
    activation_gradient,
    "linear_activation_backward: the slope is divided by m",
    "1/m enters once, in linear_backward. Here dZ is divided by the number of samples already, so dW and db are "
    "divided twice.",
    hint="Where else is divided by m?",
    where="linear_activation_backward, the line of dZ",
)
def _slope_divided(dA, activation_cache, activation):
    return (sigmoid_backward if activation == "sigmoid" else relu_backward)(dA, activation_cache) / dA.shape[1]


@mistake(
    activation_gradient,
    "linear_activation_backward: ReLU's slope is missing",
    'With activation "relu", dA is used as if it were dZ. relu_backward multiplies by the slope of ReLU: it clears the '
    "entries where Z is not positive.",
    hint="What turns dA into dZ in the branch of relu?",
    where='linear_activation_backward, the branch of "relu"',
)
def _no_relu_slope(dA, activation_cache, activation):
    return sigmoid_backward(dA, activation_cache) if activation == "sigmoid" else dA


@mistake(
    activation_gradient,
    "linear_activation_backward: the sigmoid's slope is missing",
    'With activation "sigmoid", dA is used as if it were dZ. sigmoid_backward multiplies by the slope of the sigmoid.',
    hint="What turns dA into dZ in the branch of the sigmoid?",
    where='linear_activation_backward, the branch of "sigmoid"',
)
def _no_sigmoid_slope(dA, activation_cache, activation):
    return dA if activation == "sigmoid" else relu_backward(dA, activation_cache)
