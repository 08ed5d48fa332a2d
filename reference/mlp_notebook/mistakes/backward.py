"""Mistakes in linear_backward."""

import numpy as np

from grader.engine import adapter, mistake
from reference import clipping
from reference.mlp_notebook.solution import bias_gradient, gradient_back, linear_backward, weight_gradient


@mistake(
    linear_backward,
    "Divided by the number of samples once more",
    "Your dW and db are divided by m. In this notebook the derivative of the loss has been divided by m already.",
    hint="Where has the 1/m of the mean gone?",
    where="The lines that compute dW and db.",
)
def _backward_divided_by_samples(dZ, cache, W, b):
    m = dZ.shape[1]
    return gradient_back(dZ, W), weight_gradient(dZ, cache["A"]) / m, bias_gradient(dZ) / m


@mistake(
    linear_backward,
    "The results are in another order",
    "Your function returns dW, db, dA_prev. The order is dA_prev, dW, db.",
    hint="Compare your return statement with the task.",
    where="The return statement.",
)
def _backward_in_other_order(dZ, cache, W, b):
    return weight_gradient(dZ, cache["A"]), bias_gradient(dZ), gradient_back(dZ, W)


@mistake(
    weight_gradient,
    "dW is divided by the number of samples",
    "Your dW is divided by m. In this notebook the derivative of the loss has been divided by m already.",
    hint="Where has the 1/m of the mean gone?",
    where="The line that computes dW.",
)
def _weight_gradient_divided(dZ, A):
    return np.dot(dZ, A.T) / dZ.shape[1]


@mistake(
    weight_gradient,
    "dW is transposed",
    "Your dW is A_prev dZ^T. It has to have the shape of W: dZ A_prev^T.",
    hint="Compare the shapes of dW and W.",
    where="The line that computes dW.",
)
def _weight_gradient_transposed(dZ, A):
    return np.dot(A, dZ.T)


@mistake(
    bias_gradient,
    "db is divided by the number of samples",
    "Your db is the mean over the samples. Here it is the sum: the derivative of the loss has been divided by m "
    "already.",
    hint="np.sum, not np.mean.",
    where="The line that computes db.",
)
def _bias_gradient_mean(dZ):
    return np.mean(dZ, axis=1, keepdims=True)


@mistake(
    bias_gradient,
    "db has one axis",
    "Your db has the shape (n,): the sum has dropped an axis. b is (n, 1), and db has to be as well.",
    hint="np.sum(dZ, axis=1, keepdims=True).",
    where="The line that computes db.",
)
def _bias_gradient_flat(dZ):
    return np.sum(dZ, axis=1)


@mistake(
    bias_gradient,
    "db is summed over the units",
    "Your db adds up the units of each sample. It has to add up the samples of each unit.",
    hint="Columns are samples: which axis does the sum run over?",
    where="The axis of np.sum: 1.",
)
def _bias_gradient_over_units(dZ):
    return np.sum(dZ, axis=0, keepdims=True)


@mistake(
    bias_gradient,
    "db is one number",
    "Your db adds up everything. Each unit has its own bias and its own sum over the samples.",
    hint="np.sum(dZ, axis=1, keepdims=True).",
    where="The line that computes db.",
)
def _bias_gradient_total(dZ):
    return np.sum(dZ)


@mistake(
    bias_gradient,
    "db is dZ",
    "Your db has one column per sample. The samples share the bias, so their gradients are added up.",
    hint="np.sum(dZ, axis=1, keepdims=True).",
    where="The line that computes db.",
)
def _bias_gradient_not_summed(dZ):
    return np.array(dZ)


@mistake(
    gradient_back,
    "The weights are not transposed on the way back",
    "Your dA_prev is W dZ. On the way back the weights are transposed: W^T dZ.",
    hint="Compare the shapes: dA_prev is (p, m).",
    where="The line that computes dA_prev.",
)
def _back_not_transposed(dZ, W):
    return np.dot(W, dZ)


@mistake(
    gradient_back,
    "dA_prev is divided by the number of samples",
    "Your dA_prev is divided by m. The derivative of the loss has been divided by m already.",
    hint="Where has the 1/m of the mean gone?",
    where="The line that computes dA_prev.",
)
def _back_divided(dZ, W):
    return np.dot(W.T, dZ) / dZ.shape[1]


@mistake(
    weight_gradient,
    "dW is an elementwise product",
    "Your dW multiplies dZ and A_prev entry by entry. It is the matrix product of dZ and A_prev^T, which adds up over "
    "the samples.",
    hint="Which product gives the shape of W?",
    where="The line that computes dW.",
)
def _weight_gradient_elementwise(dZ, A):
    return dZ * A


@mistake(
    weight_gradient,
    "A_prev is not transposed in dW",
    "Your dW is dZ A_prev. It is dZ A_prev^T, so that the sum runs over the samples.",
    hint="Compare the shapes: (n, m) times (m, p).",
    where="The line that computes dW.",
)
def _weight_gradient_not_transposed(dZ, A):
    return np.dot(dZ, A)


@mistake(
    gradient_back,
    "dA_prev is an elementwise product",
    "Your dA_prev multiplies the weights and dZ entry by entry. It is the matrix product W^T dZ.",
    hint="Which product gives the shape of A_prev?",
    where="The line that computes dA_prev.",
)
def _back_elementwise(dZ, W):
    return W.T * dZ


@mistake(
    gradient_back,
    "The order of the product in dA_prev",
    "Your dA_prev is dZ W. Columns are samples, so the weights stand on the left: W^T dZ.",
    hint="Compare the shapes: (p, n) times (n, m).",
    where="The line that computes dA_prev.",
)
def _back_in_other_order(dZ, W):
    return np.dot(dZ, W)


@mistake(
    linear_backward,
    "The results are in another order",
    "Your function returns dW, db and dA_prev in another order. The order is dA_prev, dW, db.",
    hint="Compare your return statement with the task.",
    where="The return statement.",
)
def _backward_with_weights_and_biases_exchanged(dZ, cache, W, b):
    return gradient_back(dZ, W), bias_gradient(dZ), weight_gradient(dZ, cache["A"])


@adapter(
    linear_backward,
    clipping.TITLE,
    clipping.explanation("Your result is"),
    hint=clipping.HINT,
    where="The lines that compute dW, db and dA_prev.",
    when=clipping.WHEN,
)
def _backward_clipped(call, dZ, cache, W, b):
    return tuple(clipping.unclipped(call(dZ, cache, W, b), linear_backward(dZ, cache, W, b)))


@mistake(
    linear_backward,
    "db is multiplied by b",
    "Your db holds b as a factor. The derivative of Z = W A + b by b is 1.",
    hint="What is the derivative of Z by b?",
    where="The line that computes db.",
)
def _bias_gradient_times_bias(dZ, cache, W, b):
    return gradient_back(dZ, W), weight_gradient(dZ, cache["A"]), bias_gradient(dZ) * b
