"""Mistakes in linear_forward."""

import numpy as np

from grader.engine import mistake
from reference.mlp_notebook.solution import linear_cache, linear_forward, weighted


@mistake(
    weighted,
    "The bias is missing",
    "Your Z is W A. The biases have to be added: W A + b.",
    hint="Where does b enter?",
    where="The line that computes Z.",
)
def _forward_without_bias(A, W, b):
    return np.dot(W, A)


@mistake(
    weighted,
    "The weights are transposed",
    "Your Z is W^T A + b. W already has one row per unit: W A + b.",
    hint="Is there a .T too many?",
    where="The line that computes Z.",
)
def _forward_transposed(A, W, b):
    return np.dot(W.T, A) + b


@mistake(
    weighted,
    "The order of the matrix product",
    "Your Z is A W + b. Columns are samples, so the weights stand on the left: W A + b.",
    hint="Compare the shapes: (n, p) times (p, m).",
    where="The line that computes Z.",
)
def _forward_swapped(A, W, b):
    return np.dot(A, W) + b


@mistake(
    linear_cache,
    "The cache holds Z instead of A",
    'Your cache keeps the result under "A". Backward needs the input of the layer, A_prev.',
    hint="Which variable do you store?",
    where="The line that fills the cache.",
)
def _forward_caches_result(A, Z):
    return {"A": Z}


@mistake(
    linear_cache,
    "The cache lacks A",
    'Your cache has no entry "A". Backward looks for the input of the layer under this name.',
    hint='Is the key exactly "A"?',
    where="The line that fills the cache.",
)
def _forward_caches_nothing(A, Z):
    return {}


@mistake(
    linear_forward,
    "The cache is a tuple",
    'Your cache is (A, W, b). The task asks for a dictionary with the input of the layer under the key "A".',
    hint='cache = {"A": A_prev}.',
    where="The line that fills the cache.",
)
def _forward_caches_tuple(A_prev, W, b):
    return weighted(A_prev, W, b), (A_prev, W, b)


@mistake(
    weighted,
    "The product is taken entry by entry",
    "Your Z multiplies W and A_prev entry by entry. It is the matrix product W A, plus b.",
    hint="What is the difference between * and np.dot?",
    where="The line that computes Z.",
)
def _forward_elementwise(A, W, b):
    return W * A + b


@mistake(
    weighted,
    "The bias is subtracted",
    "Your Z is W A - b. The biases are added: W A + b.",
    hint="Which sign has b?",
    where="The line that computes Z.",
)
def _forward_minus_bias(A, W, b):
    return np.dot(W, A) - b


@mistake(
    linear_forward,
    "Only Z is returned",
    "Your function returns Z alone. The cache comes second.",
    hint="Compare your return statement with the task.",
    where="The return statement.",
)
def _forward_without_cache(A_prev, W, b):
    return weighted(A_prev, W, b)


@mistake(
    linear_cache,
    "The cache is A_prev itself",
    'Your second result is the array A_prev. The task asks for a dictionary that holds it under the key "A".',
    hint='cache = {"A": A_prev}.',
    where="The line that fills the cache.",
)
def _forward_caches_array(A, Z):
    return np.array(A)


@mistake(
    linear_forward,
    "Only the cache is returned",
    "Your function returns the cache alone. Z comes first.",
    hint="Compare your return statement with the task.",
    where="The return statement.",
)
def _forward_without_result(A_prev, W, b):
    return linear_cache(A_prev, weighted(A_prev, W, b))


@mistake(
    weighted,
    "The activation is applied too early",
    "Your Z has no negative entries: ReLU is applied to W A + b already. It belongs in the next step, in relu.",
    hint="What does the linear part of a layer compute?",
    where="The line that computes Z.",
)
def _forward_with_relu(A, W, b):
    return np.maximum(0, np.dot(W, A) + b)
