"""Mistakes in the step of weights and biases."""

from grader.engine import mistake
from reference.backward.solution import bias_step, weight_step


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
