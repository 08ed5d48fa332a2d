"""Further mistakes in linear_forward and linear_activation_forward."""

import numpy as np

from grader.engine import mistake
from reference.dnn_step_by_step.solution import (
    activate,
    layer_cache,
    layer_output,
    linear_activation_forward,
    linear_cache_of,
    linear_forward,
    weighted_input,
)


@mistake(
    weighted_input,
    "linear_forward: the product is taken entry by entry",
    "`*` multiplies W and A entry by entry. Z is the matrix product of W and A, plus b.",
    hint="What is the difference between * and np.dot?",
    where="linear_forward, the line of Z",
)
def _linear_forward_elementwise(A, W, b):
    return W * A + b


@mistake(
    weighted_input,
    "linear_forward: the order of the product",
    "Your Z is A W + b. Columns are samples, so the weights stand on the left: Z = W A + b.",
    hint="Compare the shapes: (n[l], n[l-1]) times (n[l-1], m).",
    where="linear_forward, the line of Z",
)
def _linear_forward_swapped(A, W, b):
    return np.dot(A, W) + b


@mistake(
    weighted_input,
    "linear_forward: the weights are transposed",
    "Your Z is W^T A + b. W has one row per unit already: Z = W A + b.",
    hint="Is there a .T too many?",
    where="linear_forward, the line of Z",
)
def _linear_forward_transposed(A, W, b):
    return np.dot(W.T, A) + b


@mistake(
    linear_forward,
    "linear_forward: only Z is returned",
    "The function returns two things: Z and the cache (A, W, b).",
    hint="Look at the return statement.",
    where="linear_forward, the return statement",
)
def _linear_forward_without_cache(A, W, b):
    return weighted_input(A, W, b)


@mistake(
    linear_cache_of,
    "linear_forward: the cache is a dictionary",
    "The cache is the tuple (A, W, b); linear_backward unpacks three things. Yours is a dictionary.",
    hint="Which brackets make a tuple?",
    where="linear_forward, the line of the cache",
)
def _linear_forward_cache_dictionary(A, W, b):
    return {"A": A, "W": W, "b": b}


@mistake(
    layer_output,
    "linear_activation_forward: both results of the activation are kept as A",
    "sigmoid and relu return two things, the activation and Z. Your A is the pair of both.",
    hint="How many names stand on the left of the call?",
    where="linear_activation_forward, the calls of sigmoid and relu",
)
def _pair_for_activation(A, Z):
    return (A, Z)


@mistake(
    layer_cache,
    "linear_activation_forward: the second part of the cache is missing",
    "The cache is (linear_cache, activation_cache). Yours is the linear cache alone.",
    hint="Which two caches does the way back need?",
    where="linear_activation_forward, the line of the cache",
)
def _linear_cache_only(linear_cache, activation_cache, A):
    return linear_cache


@mistake(
    layer_cache,
    "linear_activation_forward: the first part of the cache is missing",
    "The cache is (linear_cache, activation_cache). Yours is the activation cache alone.",
    hint="Which two caches does the way back need?",
    where="linear_activation_forward, the line of the cache",
)
def _activation_cache_only(linear_cache, activation_cache, A):
    return activation_cache


@mistake(
    layer_cache,
    "linear_activation_forward: the parts of the cache are not kept apart",
    "The cache has two parts, (linear_cache, activation_cache), and the first is the tuple (A_prev, W, b). Yours is "
    "one tuple of four: A_prev, W, b, Z.",
    hint="How many parts does linear_activation_backward unpack first?",
    where="linear_activation_forward, the line of the cache",
)
def _cache_of_four(linear_cache, activation_cache, A):
    return (*linear_cache, activation_cache)


@mistake(
    linear_activation_forward,
    "linear_activation_forward: only A is returned",
    "The function returns two things: A and the cache (linear_cache, activation_cache).",
    hint="Look at the return statement.",
    where="linear_activation_forward, the return statement",
)
def _layer_without_cache(A_prev, W, b, activation):
    Z, _ = linear_forward(A_prev, W, b)
    return activate(Z, activation)[0]


@mistake(
    linear_forward,
    "linear_forward: Z is in the cache",
    "The cache is (A, W, b), with the input A of the layer. Yours holds the result Z in its place.",
    hint="Which of the three does linear_backward need for dW?",
    where="linear_forward, the line of the cache",
)
def _linear_forward_caches_result(A, W, b):
    Z = weighted_input(A, W, b)
    return Z, (Z, W, b)


@mistake(
    weighted_input,
    "linear_forward: b is added before the product",
    "Your Z is W (A + b). The biases belong to the units of this layer, so they are added to the product: Z = W A + b.",
    hint="Which brackets does W A + b need?",
    where="linear_forward, the line of Z",
)
def _linear_forward_bias_inside(A, W, b):
    return np.dot(W, A + b)


@mistake(
    weighted_input,
    "linear_forward: b is multiplied",
    "Your Z is (W A) * b. The biases are added: Z = W A + b.",
    hint="Which sign stands before b?",
    where="linear_forward, the line of Z",
)
def _linear_forward_times_bias(A, W, b):
    return np.dot(W, A) * b


@mistake(
    linear_activation_forward,
    "linear_activation_forward: relu is applied to the layer's input",
    'With activation "relu" your A is relu(A_prev). The activation takes Z, the result of linear_forward.',
    hint="Which argument does relu get?",
    where="linear_activation_forward, the branch of relu",
)
def _relu_of_input(A_prev, W, b, activation):
    Z, linear_cache = linear_forward(A_prev, W, b)
    A, activation_cache = activate(A_prev if activation == "relu" else Z, activation)
    return layer_output(A, Z), layer_cache(linear_cache, activation_cache, A)
