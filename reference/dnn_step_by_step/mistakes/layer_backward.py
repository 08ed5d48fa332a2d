"""Mistakes on the way back through one layer: linear_backward."""

import numpy as np

from grader.engine import adapter, mistake
from reference import clipping
from reference.dnn_step_by_step.solution import (
    bias_divisor,
    bias_gradient,
    bias_sum,
    gradient_handed_back,
    linear_backward,
    number_of_samples,
    weight_divisor,
    weight_gradient,
    weight_sum,
)


@mistake(
    weight_divisor,
    "linear_backward: dW is not divided by m",
    "dW is the mean over the samples: np.dot(dZ, A_prev.T) sums over them, so 1/m is missing.",
    hint="Compare dW and db: which of them is divided by m?",
    where="linear_backward, the line of dW",
)
def _dW_not_divided(m):
    return 1


@mistake(
    weight_divisor,
    "linear_backward: dW is divided by m twice",
    "dW is np.dot(dZ, A_prev.T) divided by m once.",
    hint="Count the divisions by m on the way to dW.",
    where="linear_backward, the line of dW",
)
def _dW_divided_twice(m):
    return m**2


@mistake(
    weight_sum,
    "linear_backward: dW is transposed",
    "dW has the shape of W, (n[l], n[l-1]): it is dZ times A_prev transposed.",
    hint="Compare dW.shape with W.shape.",
    where="linear_backward, the line of dW",
)
def _dW_transposed(dZ, A_prev, W):
    return np.dot(A_prev, dZ.T)


@mistake(
    bias_divisor,
    "linear_backward: db is not divided by m",
    "db is the mean over the samples: the row sums of dZ are to be divided by m.",
    hint="Compare dW and db: which of them is divided by m?",
    where="linear_backward, the line of db",
)
def _db_not_divided(m):
    return 1


@mistake(
    bias_divisor,
    "linear_backward: db is divided by m twice",
    "db is the row sums of dZ divided by m once. np.mean divides already.",
    hint="Count the divisions by m on the way to db.",
    where="linear_backward, the line of db",
)
def _db_divided_twice(m):
    return m**2


@mistake(
    bias_sum,
    "linear_backward: db is no column",
    "The values are right, but db has the shape (n,) and b has (n, 1). keepdims=True keeps the column.",
    hint="Compare db.shape with b.shape.",
    where="linear_backward, the line of db",
)
def _db_flat(dZ):
    return np.sum(dZ, axis=1)


@mistake(
    bias_gradient,
    "linear_backward: db is squeezed to a number, and asserted to be one",
    "With a single unit your db is a plain number, which is not the shape of b, (n, 1). With more units the assertion "
    "in your code fails: db has one entry per unit.",
    hint="How many biases has a layer with three units?",
    where="linear_backward, the line of db, and the assertion about it",
)
def _db_squeezed_and_asserted(dZ, m):
    db = np.squeeze(np.sum(dZ, axis=1, keepdims=True)) / m
    assert isinstance(db, float), "isinstance(db, float)"
    return db


@mistake(
    bias_sum,
    "linear_backward: db is squeezed to a number",
    "With a single unit your db is a plain number. It has the shape of b, (n, 1), for one unit too.",
    hint="How many biases has a layer with three units?",
    where="linear_backward, the line of db, and an assertion about it if there is one",
)
def _db_squeezed(dZ):
    return np.squeeze(np.sum(dZ, axis=1, keepdims=True))


@mistake(
    bias_sum,
    "linear_backward: db is summed over the units",
    "Samples are columns. The sum over the samples is axis=1 and leaves one entry per unit; axis=0 adds up different "
    "units.",
    hint="db has one entry per unit. Which axis has to go?",
    where="linear_backward, the line of db",
)
def _db_over_units(dZ):
    return np.sum(dZ, axis=0, keepdims=True)


@mistake(
    bias_sum,
    "linear_backward: db is a single number",
    "All of dZ is summed to one number. Each unit has a bias of its own, so only the samples are summed: axis=1, "
    "keepdims=True. With a single unit this cannot be seen.",
    hint="How many biases has a layer with three units?",
    where="linear_backward, the line of db",
)
def _db_one_number(dZ):
    return np.sum(dZ)


@mistake(
    bias_sum,
    "linear_backward: db is not summed",
    "db still has one column per sample. It is the sum over the samples (axis=1), divided by m.",
    hint="Compare db.shape with b.shape.",
    where="linear_backward, the line of db",
)
def _db_not_summed(dZ):
    return np.array(dZ)


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
    weight_sum,
    "linear_backward: elementwise product in dW",
    "dW is a matrix product, np.dot(dZ, A_prev.T): it sums over the samples. `*` multiplies entry by entry.",
    hint="Which operator gives the shape of W?",
    where="linear_backward, the line of dW",
)
def _dW_elementwise(dZ, A_prev, W):
    return dZ * A_prev


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
    weight_sum,
    "linear_backward: A_prev is not transposed in dW",
    "dW is np.dot(dZ, A_prev.T): the sum runs over the samples, the columns of both.",
    hint="Compare the shapes: (n[l], m) times (m, n[l-1]).",
    where="linear_backward, the line of dW",
)
def _dW_not_transposed(dZ, A_prev, W):
    return np.dot(dZ, A_prev)


@mistake(
    gradient_handed_back,
    "linear_backward: the order of the product in dA_prev",
    "Your dA_prev is dZ W. Columns are samples, so the weights stand on the left: W^T dZ.",
    hint="Compare the shapes: (n[l-1], n[l]) times (n[l], m).",
    where="linear_backward, the line of dA_prev",
)
def _dA_prev_in_other_order(W, dZ, m):
    return np.dot(dZ, W)


def _in_order(*order):
    def linear_backward(dZ, cache):
        A_prev, W, _ = cache
        m = number_of_samples(A_prev)
        found = (gradient_handed_back(W, dZ, m), weight_gradient(dZ, A_prev, W, m), bias_gradient(dZ, m))
        return tuple(found[place] for place in order)

    return linear_backward


for name, order, returned in (
    ("linear_results_dW_first", (1, 2, 0), "dW, db, dA_prev"),
    ("linear_results_dW_db_exchanged", (0, 2, 1), "dA_prev, db, dW"),
    ("linear_results_without_dA_prev", (1, 2), "dW and db only"),
):
    mistake(
        linear_backward,
        "linear_backward: other results than dA_prev, dW, db",
        f"Your function returns {returned}. It returns three things in this order: dA_prev, dW, db.",
        hint="Look at the return statement.",
        where="linear_backward, the return statement",
        name=name,
    )(_in_order(*order))


@mistake(
    linear_backward,
    "linear_backward: dW is used in place of W",
    "Your dA_prev is dW^T dZ. The gradient goes back through the weights: W^T dZ.",
    hint="Which matrix did the layer multiply A_prev by?",
    where="linear_backward, the line of dA_prev",
)
def _dA_prev_through_dW(dZ, cache):
    A_prev, W, _ = cache
    m = number_of_samples(A_prev)
    dW = weight_gradient(dZ, A_prev, W, m)
    return gradient_handed_back(dW, dZ, m), dW, bias_gradient(dZ, m)


@mistake(
    bias_gradient,
    "linear_backward: db is the mean of all entries",
    "All of dZ is averaged to one number. Each unit has a bias of its own, so the mean is over the samples only: "
    "axis=1, keepdims=True.",
    hint="How many biases has a layer with three units?",
    where="linear_backward, the line of db",
)
def _db_mean_of_everything(dZ, m):
    return np.mean(dZ)


@adapter(
    linear_backward,
    f"linear_backward: {clipping.TITLE[0].lower()}{clipping.TITLE[1:]}",
    clipping.explanation("Your result is"),
    hint=clipping.HINT,
    where="linear_backward, the lines of dW, db and dA_prev",
    when=clipping.WHEN,
)
def _backward_clipped(call, dZ, cache):
    return tuple(clipping.unclipped(call(dZ, cache), linear_backward(dZ, cache)))
