"""Mistakes in the initialisation: sizes and numbers of layers that do not follow the arguments."""

import numpy as np

from grader.engine import mistake
from reference.dnn_step_by_step.solution import (
    deep_biases,
    deep_weights,
    initialize_parameters,
    initialize_parameters_deep,
    small_weights,
    zero_biases,
)

_ARGUMENTS = "The sizes come from the arguments; the tests have other ones than the example."


def _two_layers(n_x, n_h, n_y):
    np.random.seed(1)
    W1, W2 = small_weights(n_h, n_x), small_weights(n_y, n_h)
    return {"W1": W1, "b1": zero_biases(n_h, n_x), "W2": W2, "b2": zero_biases(n_y, n_h)}


for name, what, wrong in (
    ("one_output", "there is always one output unit", lambda n_x, n_h, n_y: _two_layers(n_x, n_h, 1)),
    ("two_hidden_units", "there are always two hidden units", lambda n_x, n_h, n_y: _two_layers(n_x, 2, n_y)),
    ("three_inputs", "there are always three inputs", lambda n_x, n_h, n_y: _two_layers(3, n_h, n_y)),
    ("sizes_of_the_example", "the sizes of the example are fixed", lambda n_x, n_h, n_y: _two_layers(3, 2, 1)),
    ("two_hidden_units_one_output", "the sizes are fixed", lambda n_x, n_h, n_y: _two_layers(n_x, 2, 1)),
):
    mistake(
        initialize_parameters,
        f"initialize_parameters: {what}",
        f"{_ARGUMENTS} A size in your function is a number where n_x, n_h or n_y belongs.",
        hint="Which numbers stand in the shapes of W1, b1, W2 and b2?",
        where="initialize_parameters, the shapes of W1, b1, W2 and b2",
        name=f"two_layer_{name}",
    )(wrong)


@mistake(
    initialize_parameters,
    "initialize_parameters: b2 has the size of the hidden layer",
    "Layer 2 has n_y units, so b2 is (n_y, 1). Yours is (n_h, 1).",
    hint="How many units has the second layer?",
    where="initialize_parameters, the shape of b2",
)
def _two_layer_second_bias_of_hidden_size(n_x, n_h, n_y):
    return {**_two_layers(n_x, n_h, n_y), "b2": zero_biases(n_h, n_h)}


@mistake(
    initialize_parameters,
    "initialize_parameters: the weights are drawn in another order",
    "The numbers are the ones that the seed gives, but W2 is drawn before W1. The task draws W1 first.",
    hint="Which line draws first?",
    where="initialize_parameters, the order of the lines",
)
def _two_layer_second_drawn_first(n_x, n_h, n_y):
    np.random.seed(1)
    W2, W1 = small_weights(n_y, n_h), small_weights(n_h, n_x)
    return {"W1": W1, "b1": zero_biases(n_h, n_x), "W2": W2, "b2": zero_biases(n_y, n_h)}


@mistake(
    initialize_parameters,
    "initialize_parameters: W2 has the inputs' number of columns",
    "Layer 2 takes the n_h activations of the hidden layer, so W2 is (n_y, n_h). Yours is (n_y, n_x).",
    hint="What does layer 2 take as its input?",
    where="initialize_parameters, the shape of W2",
)
def _two_layer_second_takes_inputs(n_x, n_h, n_y):
    np.random.seed(1)
    W1, W2 = small_weights(n_h, n_x), small_weights(n_y, n_x)
    return {"W1": W1, "b1": zero_biases(n_h, n_x), "W2": W2, "b2": zero_biases(n_y, n_h)}


def _deep(dims, number=lambda l: l, seed_in_loop=False):
    np.random.seed(3)
    parameters = {}
    for l in range(1, len(dims)):
        if seed_in_loop:
            np.random.seed(3)
        parameters[f"W{number(l)}"] = deep_weights(dims[l], dims[l - 1])
        parameters[f"b{number(l)}"] = deep_biases(dims[l], dims[l - 1])
    return parameters


for name, what, explanation, wrong in (
    (
        "always_two_layers",
        "there are always two layers",
        "Your dictionary has W1, b1, W2 and b2, however many widths layer_dims holds.",
        lambda layer_dims: _deep(layer_dims[:3]),
    ),
    (
        "sizes_of_the_example",
        "the sizes of the example are fixed",
        _ARGUMENTS,
        lambda layer_dims: _deep((5, 4, 3)),
    ),
    (
        "layers_from_zero",
        "the layers are counted from 0",
        "Your dictionary begins with W0 and b0. The layers are numbered 1 ... L.",
        lambda layer_dims: _deep(layer_dims, lambda l: l - 1),
    ),
    (
        "layers_from_two",
        "the layers are counted from 2",
        "Your dictionary begins with W2 and b2. The layers are numbered 1 ... L.",
        lambda layer_dims: _deep(layer_dims, lambda l: l + 1),
    ),
    (
        "seed_in_the_loop",
        "every layer is drawn from the same seed",
        "The seed is set again for each layer, so each layer's weights begin with the same numbers. It is set once, "
        "before the loop.",
        lambda layer_dims: _deep(layer_dims, seed_in_loop=True),
    ),
):
    mistake(
        initialize_parameters_deep,
        f"initialize_parameters_deep: {what}",
        explanation,
        hint="For layer_dims = [3, 6, 2, 4, 1]: which keys, shapes and numbers should come out?",
        where="initialize_parameters_deep, the loop",
        name=f"deep_{name}",
    )(wrong)


def _deep_layers(layer_dims):
    np.random.seed(3)
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters[f"W{l}"] = deep_weights(layer_dims[l], layer_dims[l - 1])
        parameters[f"b{l}"] = deep_biases(layer_dims[l], layer_dims[l - 1])
    return parameters


def _in_small_letters(function):
    def initialise(*sizes):
        return {key.lower(): value for key, value in function(*sizes).items()}

    return initialise


for function in (initialize_parameters, initialize_parameters_deep):
    mistake(
        function,
        f"{function.__name__}: the keys of the weights are in small letters",
        'The other functions look for the weights under "W1", "W2", ... Your keys are "w1", "w2", ...; Python tells '
        "capital and small letters apart.",
        hint="Compare your keys with those of the task, letter by letter.",
        where=f"{function.__name__}, the keys of W",
        name=f"{'deep' if function is initialize_parameters_deep else 'two_layer'}_keys_in_small_letters",
    )(_in_small_letters(_two_layers if function is initialize_parameters else _deep_layers))
