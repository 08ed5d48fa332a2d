"""Mistakes on the way back through one layer: linear_backward, linear_activation_backward."""

import numpy as np

from grader.engine import mistake
from reference.dnn_step_by_step.solution import (
    activation_gradient,
    bias_gradient,
    gradient_handed_back,
    number_of_samples,
    relu_backward,
    sigmoid_backward,
    weight_gradient,
)


@mistake(
    weight_gradient,
    "linear_backward: dW is not divided by m",
    "dW is the mean over the samples: np.dot(dZ, A_prev.T) sums over them, so 1/m is missing.",
    hint="Compare dW and db: which of them is divided by m?",
    where="linear_backward, the line of dW",
)
def _dW_not_divided(dZ, A_prev, W, m):
    return np.dot(dZ, A_prev.T)


@mistake(
    weight_gradient,
    "linear_backward: dW is divided by m twice",
    "dW is np.dot(dZ, A_prev.T) divided by m once.",
    hint="Count the divisions by m on the way to dW.",
    where="linear_backward, the line of dW",
)
def _dW_divided_twice(dZ, A_prev, W, m):
    return np.dot(dZ, A_prev.T) / m**2


@mistake(
    weight_gradient,
    "linear_backward: dW is transposed",
    "dW has the shape of W, (n[l], n[l-1]): it is dZ times A_prev transposed.",
    hint="Compare dW.shape with W.shape.",
    where="linear_backward, the line of dW",
)
def _dW_transposed(dZ, A_prev, W, m):
    return np.dot(A_prev, dZ.T) / m


@mistake(
    bias_gradient,
    "linear_backward: db is not divided by m",
    "db is the mean over the samples: the row sums of dZ are to be divided by m.",
    hint="Compare dW and db: which of them is divided by m?",
    where="linear_backward, the line of db",
)
def _db_not_divided(dZ, m):
    return np.sum(dZ, axis=1, keepdims=True)


@mistake(
    bias_gradient,
    "linear_backward: db is divided by m twice",
    "db is the row sums of dZ divided by m once. np.mean divides already.",
    hint="Count the divisions by m on the way to db.",
    where="linear_backward, the line of db",
)
def _db_divided_twice(dZ, m):
    return np.sum(dZ, axis=1, keepdims=True) / m**2


@mistake(
    bias_gradient,
    "linear_backward: db is no column",
    "The values are right, but db has the shape (n,) and b has (n, 1). keepdims=True keeps the column.",
    hint="Compare db.shape with b.shape.",
    where="linear_backward, the line of db",
)
def _db_flat(dZ, m):
    return np.sum(dZ, axis=1) / m


@mistake(
    bias_gradient,
    "linear_backward: db is squeezed to a number",
    "np.squeeze takes the column's shape away, and the assertion that db is a float holds for a layer with one unit "
    "only (an old template had it). db has the shape of b, (n, 1).",
    hint="How many biases has a layer with three units?",
    where="linear_backward, the line of db, and the assertion about it",
)
def _db_squeezed(dZ, m):
    db = np.squeeze(np.sum(dZ, axis=1, keepdims=True)) / m
    assert isinstance(db, float), "isinstance(db, float)"
    return db


@mistake(
    bias_gradient,
    "linear_backward: db is summed over the units",
    "Samples are columns. The sum over the samples is axis=1 and leaves one entry per unit; axis=0 adds up different "
    "units.",
    hint="db has one entry per unit. Which axis has to go?",
    where="linear_backward, the line of db",
)
def _db_over_units(dZ, m):
    return np.sum(dZ, axis=0, keepdims=True) / m


@mistake(
    bias_gradient,
    "linear_backward: db is a single number",
    "All of dZ is summed to one number. Each unit has a bias of its own, so only the samples are summed: axis=1, "
    "keepdims=True. With a single unit this cannot be seen.",
    hint="How many biases has a layer with three units?",
    where="linear_backward, the line of db",
)
def _db_one_number(dZ, m):
    return np.sum(dZ) / m


@mistake(
    bias_gradient,
    "linear_backward: db is not summed",
    "db still has one column per sample. It is the sum over the samples (axis=1), divided by m.",
    hint="Compare db.shape with b.shape.",
    where="linear_backward, the line of db",
)
def _db_not_summed(dZ, m):
    return dZ / m


@mistake(
    gradient_handed_back,
    "linear_backward: dA_prev is divided by m",
    "Only dW and db are means over the samples. dA_prev still belongs to each sample on its own: W^T dZ, without 1/m.",
    hint="Which of the three results has one column per sample?",
    where="linear_backward, the line of dA_prev",
)
def _dA_prev_divided(W, dZ, m):
    return np.dot(W.T, dZ) / m


@mistake(
    gradient_handed_back,
    "linear_backward: dA_prev uses W without transposing it",
    "Going back, the weights are applied transposed: dA_prev = W^T dZ.",
    hint="Compare the shapes of W, dZ and A_prev.",
    where="linear_backward, the line of dA_prev",
)
def _dA_prev_not_transposed(W, dZ, m):
    return np.dot(W, dZ)


@mistake(
    number_of_samples,
    "linear_backward: m is the number of units",
    "Samples are columns, so m is A_prev.shape[1]. A_prev.shape[0] is the number of units of the layer before.",
    hint="What does shape[0] count when samples are columns?",
    where="linear_backward, the line of m",
)
def _m_is_units(A_prev):
    return A_prev.shape[0]


@mistake(
    weight_gradient,
    "linear_backward: elementwise product in dW",
    "dW is a matrix product, np.dot(dZ, A_prev.T): it sums over the samples. `*` multiplies entry by entry.",
    hint="Which operator gives the shape of W?",
    where="linear_backward, the line of dW",
)
def _dW_elementwise(dZ, A_prev, W, m):
    return dZ * A_prev / m


@mistake(
    gradient_handed_back,
    "linear_backward: elementwise product in dA_prev",
    "dA_prev is a matrix product, np.dot(W.T, dZ). `*` multiplies entry by entry.",
    hint="Which operator gives the shape of A_prev?",
    where="linear_backward, the line of dA_prev",
)
def _dA_prev_elementwise(W, dZ, m):
    return dZ * W.T


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
