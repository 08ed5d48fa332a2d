"""Mistakes in the step of one parameter."""

from types import SimpleNamespace

import numpy as np

from grader.engine import adapter, mistake
from reference import clipping
from reference.train.solution import (
    NeuralNetwork,
    activation,
    bias_gradient,
    bias_step,
    hidden_error,
    input_gradient,
    input_step,
    output_activation,
    output_error,
    output_gradient,
    output_step,
    weighted_input,
)


@mistake(
    bias_step,
    "The biases are never updated",
    "The biases are the same before and after `train`.",
    hint="Is the new value assigned to self.biases?",
    where="The update of self.biases.",
)
def _biases_not_updated(q):
    return q.net.biases


@mistake(
    input_step,
    "The hidden-layer weights are never updated",
    "The hidden-layer weights are the same before and after `train`.",
    hint="Is the new value assigned to self.input_to_hidden_weights?",
    where="The update of self.input_to_hidden_weights.",
)
def _hidden_weights_not_updated(q):
    return q.net.input_to_hidden_weights


@mistake(
    output_step,
    "The output weights are never updated",
    "The output weights are the same before and after `train`.",
    hint="Is the new value assigned to self.hidden_to_output_weights?",
    where="The update of self.hidden_to_output_weights.",
)
def _output_weights_not_updated(q):
    return q.net.hidden_to_output_weights


@mistake(
    bias_step,
    "The biases move the wrong way",
    "Your biases are updated with the other sign than the gradient asks for. Gradient descent goes against the "
    "gradient.",
    hint="Which sign has the update of self.biases?",
    where="The update of self.biases.",
)
def _biases_ascend(q):
    return q.net.biases + q.net.learning_rate * q.db


@mistake(
    input_step,
    "The hidden-layer weights move the wrong way",
    "Your hidden-layer weights are updated with the other sign than the gradient asks for. Gradient descent goes "
    "against the gradient.",
    hint="Which sign has the update of self.input_to_hidden_weights?",
    where="The update of self.input_to_hidden_weights.",
)
def _hidden_weights_ascend(q):
    return q.net.input_to_hidden_weights + q.net.learning_rate * q.dW


@mistake(
    output_step,
    "The output weights move the wrong way",
    "Your output weights are updated with the other sign than the gradient asks for. Gradient descent goes "
    "against the gradient.",
    hint="Which sign has the update of self.hidden_to_output_weights?",
    where="The update of self.hidden_to_output_weights.",
)
def _output_weights_ascend(q):
    return q.net.hidden_to_output_weights + q.net.learning_rate * q.dV


@mistake(
    bias_step,
    "The biases' step lacks the learning rate",
    "Your biases move by the whole gradient instead of learning_rate times the gradient.",
    hint="Where does self.learning_rate enter?",
    where="The update of self.biases.",
)
def _biases_without_rate(q):
    return q.net.biases - q.db


@mistake(
    input_step,
    "The hidden-layer weights' step lacks the learning rate",
    "Your hidden-layer weights move by the whole gradient instead of learning_rate times the gradient.",
    hint="Where does self.learning_rate enter?",
    where="The update of self.input_to_hidden_weights.",
)
def _hidden_weights_without_rate(q):
    return q.net.input_to_hidden_weights - q.dW


@mistake(
    output_step,
    "The output weights' step lacks the learning rate",
    "Your output weights move by the whole gradient instead of learning_rate times the gradient.",
    hint="Where does self.learning_rate enter?",
    where="The update of self.hidden_to_output_weights.",
)
def _output_weights_without_rate(q):
    return q.net.hidden_to_output_weights - q.dV


_NAMES = ("input_to_hidden_weights", "hidden_to_output_weights", "biases")
#: The course's rate. With another one no test would pass, and asking for it after each step takes time.
_RATE = NeuralNetwork().learning_rate


@adapter(
    NeuralNetwork.train,
    "The learning rate changes with every step",
    "Your `train` changes self.learning_rate. It is right when the rate is put back to 0.001 before each step: in this "
    "task the rate stays the same.",
    hint="What is self.learning_rate after ten calls of `train`?",
    where="The line that changes self.learning_rate.",
    when=("value",),
)
def _learning_rate_decays(call, net, x1, x2, y):
    rate = net.learning_rate
    call(x1, x2, y)
    if net.learning_rate == rate:
        raise ValueError("the rate stays")
    net.learning_rate = rate


@adapter(
    NeuralNetwork.train,
    clipping.TITLE,
    clipping.explanation("Your step is"),
    hint=clipping.HINT,
    where="The lines that compute the gradients.",
    when=clipping.WHEN,
)
def _gradients_clipped(call, net, x1, x2, y):
    before = [np.asmatrix(getattr(net, name)) for name in _NAMES]
    call(x1, x2, y)
    found = [(old - getattr(net, name)) / _RATE for old, name in zip(before, _NAMES, strict=True)]
    q = SimpleNamespace(net=SimpleNamespace(**dict(zip(_NAMES, before, strict=True))), x=np.matrix([[x1], [x2]]), y=y)
    q.z = weighted_input(q)
    q.h = activation(q)
    q.o = q.net.hidden_to_output_weights * q.h
    q.a = output_activation(q)
    q.e = output_error(q)
    q.g = hidden_error(q)
    right = [input_gradient(q), output_gradient(q), bias_gradient(q)]
    q.g = clipping.cut_like(found[2], q.g)
    if not all(map(clipping.is_close, found, (input_gradient(q), right[1], bias_gradient(q)))):
        # One limit for all three: otherwise another gradient could pass for one that is cut at its own largest entry.
        limit = max(np.max(np.abs(gradient)) for gradient in found)
        if not all(
            clipping.is_close(mine, np.clip(true, -limit, limit)) for mine, true in zip(found, right, strict=True)
        ):
            raise ValueError("not clipped")
    for name, old, gradient in zip(_NAMES, before, right, strict=True):
        setattr(net, name, old - _RATE * gradient)
