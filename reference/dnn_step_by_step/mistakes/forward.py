"""Mistakes on the way forward: linear_forward, linear_activation_forward, L_model_forward."""

import numpy as np

from grader.engine import mistake
from reference.dnn_step_by_step.solution import (
    L_model_forward,
    activate,
    forward_activations,
    layer_cache,
    layer_output,
    linear_activation_forward,
    linear_cache_of,
    relu,
    sigmoid,
    weighted_input,
)


@mistake(
    weighted_input,
    "linear_forward: the bias is missing",
    "Your result is W A. Each unit also has a bias: Z = W A + b.",
    hint="All three arguments have to appear in the formula for Z.",
    where="linear_forward, the line of Z",
)
def _linear_forward_without_bias(A, W, b):
    return np.dot(W, A)


@mistake(
    weighted_input,
    "linear_forward: the bias is subtracted",
    "Your result is W A - b. The bias is added: Z = W A + b.",
    hint="Which sign does b have?",
    where="linear_forward, the line of Z",
)
def _linear_forward_minus_bias(A, W, b):
    return np.dot(W, A) - b


@mistake(
    linear_cache_of,
    "linear_forward: the cache is in another order",
    "The cache is the tuple (A, W, b), in this order: linear_backward unpacks it again in this order.",
    hint="Compare the order in your tuple with the one in the text.",
    where="linear_forward, the line of the cache",
)
def _linear_forward_cache_order(A, W, b):
    return (W, A, b)


@mistake(
    linear_cache_of,
    "linear_forward: b is missing in the cache",
    "The cache is the tuple (A, W, b); yours holds only A and W. linear_backward unpacks three things.",
    hint="Count what you put into the tuple.",
    where="linear_forward, the line of the cache",
)
def _linear_forward_cache_without_bias(A, W, b):
    return (A, W)


@mistake(
    activate,
    "linear_activation_forward: sigmoid and ReLU are exchanged",
    'With activation "sigmoid" your layer applies ReLU, and the other way round.',
    hint="Read the two branches aloud: if the activation is sigmoid, then ...",
    where="linear_activation_forward, the branches of the if",
)
def _activations_exchanged(Z, activation):
    return relu(Z) if activation == "sigmoid" else sigmoid(Z)


@mistake(
    activate,
    "linear_activation_forward: the activation is always the sigmoid",
    "Whatever `activation` says, your layer applies the sigmoid.",
    hint='Which branch is taken for activation = "relu"?',
    where="linear_activation_forward, the branches of the if",
)
def _always_sigmoid(Z, activation):
    return sigmoid(Z)


@mistake(
    activate,
    "linear_activation_forward: the activation is always ReLU",
    "Whatever `activation` says, your layer applies ReLU.",
    hint='Which branch is taken for activation = "sigmoid"?',
    where="linear_activation_forward, the branches of the if",
)
def _always_relu(Z, activation):
    return relu(Z)


@mistake(
    layer_output,
    "linear_activation_forward: Z is returned instead of A",
    "Your first result is the weighted input Z. The layer hands on its activation A = g(Z).",
    hint="What is the result of sigmoid(Z) or relu(Z) used for?",
    where="linear_activation_forward, the return statement",
)
def _weighted_input_returned(A, Z):
    return Z


@mistake(
    layer_cache,
    "linear_activation_forward: the two parts of the cache are exchanged",
    "The cache is (linear_cache, activation_cache), in this order; the functions on the way back unpack it in this "
    "order.",
    hint="Which of the two caches comes first?",
    where="linear_activation_forward, the line of the cache",
)
def _cache_parts_exchanged(linear_cache, activation_cache, A):
    return (activation_cache, linear_cache)


@mistake(
    layer_cache,
    "linear_activation_forward: A is cached instead of Z",
    "The second part of the cache has to be the weighted input Z, where the slope of the activation is taken. Yours "
    "holds the activation A.",
    hint="sigmoid and relu return two things: which one is the cache?",
    where="linear_activation_forward, the line of the cache",
)
def _activation_cached(linear_cache, activation_cache, A):
    return (linear_cache, A)


@mistake(
    forward_activations,
    "L_model_forward: the last layer has ReLU",
    "The last layer has the sigmoid, so that AL is a probability. Yours applies ReLU there.",
    hint="Which activation do you pass after the loop?",
    where="L_model_forward, the call for layer L",
)
def _relu_in_last_layer(L):
    return ["relu"] * L


@mistake(
    forward_activations,
    "L_model_forward: the hidden layers have the sigmoid",
    "The hidden layers 1 ... L - 1 have ReLU; only layer L has the sigmoid.",
    hint="Which activation do you pass inside the loop?",
    where="L_model_forward, the call inside the loop",
)
def _sigmoid_in_hidden_layers(L):
    return ["sigmoid"] * L


@mistake(
    forward_activations,
    "L_model_forward: ReLU and the sigmoid are exchanged",
    "The hidden layers have ReLU and the last one the sigmoid; yours are the other way round.",
    hint="Which activation do you pass inside the loop, and which after it?",
    where="L_model_forward, the two calls of linear_activation_forward",
)
def _model_activations_exchanged(L):
    return ["sigmoid"] * (L - 1) + ["relu"]


def _forward(X, parameters, hidden, *, last_from=None, keep_last=True):
    """L_model_forward whose hidden layers `hidden` take part, the last one being fed with `last_from` layers back."""
    L = len(parameters) // 2
    inputs, caches = [X], []
    for l in hidden(L):
        A, cache = linear_activation_forward(inputs[-1], parameters[f"W{l}"], parameters[f"b{l}"], "relu")
        inputs.append(A)
        caches.append(cache)
    A_last = inputs[-1] if last_from is None or len(inputs) < 2 else inputs[last_from]
    AL, cache = linear_activation_forward(A_last, parameters[f"W{L}"], parameters[f"b{L}"], "sigmoid")
    return AL, [*caches, cache] if keep_last else caches


@mistake(
    L_model_forward,
    "L_model_forward: the cache of the last layer is missing",
    "There has to be one cache per layer, L in all. Yours lacks the last one: after layer L its cache has to be "
    "appended too.",
    hint="Is there a caches.append after the loop?",
    where="L_model_forward, after the call for layer L",
)
def _last_cache_missing(X, parameters):
    return _forward(X, parameters, lambda L: range(1, L), keep_last=False)


@mistake(
    L_model_forward,
    "L_model_forward: the last hidden layer is skipped",
    "Layer L - 1 takes no part, so layer L gets the output of layer L - 2. range(1, L) runs over 1 ... L - 1.",
    hint="For L = 3 the loop has to visit 1 and 2: which values does your range give?",
    where="L_model_forward, the range of the loop",
)
def _last_hidden_layer_skipped(X, parameters):
    return _forward(X, parameters, lambda L: range(1, L - 1))


@mistake(
    L_model_forward,
    "L_model_forward: the last layer is fed with A_prev",
    "After the loop A is the output of layer L - 1, and A_prev is that layer's input. Layer L takes A.",
    hint="After the loop: which variable holds the output of the last hidden layer?",
    where="L_model_forward, the call for layer L",
)
def _last_layer_fed_with_A_prev(X, parameters):
    return _forward(X, parameters, lambda L: range(1, L), last_from=-2)


@mistake(
    L_model_forward,
    "L_model_forward: every layer is fed with X",
    "Layer l takes the output of layer l - 1. In your loop each layer gets the input X again.",
    hint="What does the first argument of the call hold in the second round of the loop?",
    where="L_model_forward, the call inside the loop",
)
def _every_layer_fed_with_X(X, parameters):
    L = len(parameters) // 2
    caches, A = [], X
    for l, activation in enumerate(forward_activations(L), start=1):
        A, cache = linear_activation_forward(X, parameters[f"W{l}"], parameters[f"b{l}"], activation)
        caches.append(cache)
    return A, caches


@mistake(
    L_model_forward,
    "L_model_forward: only one hidden cache is kept",
    "There has to be one cache per layer, L in all. Yours has that of the last hidden layer and that of layer L, as "
    "when the hidden layers' cache is appended after the loop instead of inside it.",
    hint="How often does your code append a cache?",
    where="L_model_forward, the last line inside the loop",
)
def _one_hidden_cache(X, parameters):
    AL, caches = _forward(X, parameters, lambda L: range(1, L))
    return AL, caches[-2:]
