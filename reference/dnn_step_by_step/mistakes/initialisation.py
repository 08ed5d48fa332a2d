"""Mistakes in the initialisation. The two functions invite the same ones."""

import numpy as np

from grader.engine import mistake
from reference.dnn_step_by_step.solution import (
    deep_biases,
    deep_weights,
    initialize_parameters,
    initialize_parameters_deep,
    initialized_layers,
    small_weights,
    zero_biases,
)


def _unscaled(n_out, n_in):
    return np.random.randn(n_out, n_in)


def _tenth(n_out, n_in):
    return np.random.randn(n_out, n_in) * 0.1


def _uniform(n_out, n_in):
    return np.random.rand(n_out, n_in) * 0.01


def _transposed(n_out, n_in):
    return np.random.randn(n_in, n_out) * 0.01


def _all_zero(n_out, n_in):
    return np.zeros((n_out, n_in))


def _by_root_of_inputs(n_out, n_in):
    return np.random.randn(n_out, n_in) / np.sqrt(n_in)


def _by_root_of_two_over_inputs(n_out, n_in):
    return np.random.randn(n_out, n_in) * np.sqrt(2 / n_in)


def _flat_biases(n_out, n_in):
    return np.zeros(n_out)


def _row_biases(n_out, n_in):
    return np.zeros((1, n_out))


def _single_biases(n_out, n_in):
    return np.zeros((1, 1))


def _biases_of_inputs(n_out, n_in):
    return np.zeros((n_in, 1))


def _random_biases(n_out, n_in):
    return np.random.randn(n_out, 1) * 0.01


def _unscaled_random_biases(n_out, n_in):
    return np.random.randn(n_out, 1)


_SHAPE = (
    "A layer with n_out units and n_in inputs has weights (n_out, n_in) and biases (n_out, 1), so that W A + b works."
)


_WEIGHTS = (
    (
        _unscaled,
        "weights_not_scaled",
        "the factor 0.01 is missing",
        "The weights are standard normals, a hundred times too large. Small weights keep the sigmoid in the "
        "range where it has "
        "a slope, so that learning starts quickly.",
        "What are the random numbers multiplied by?",
    ),
    (
        _tenth,
        "weights_times_a_tenth",
        "the factor is 0.1 instead of 0.01",
        "The weights are ten times too large: the task asks for standard normals times 0.01.",
        "Count the zeros.",
    ),
    (
        _uniform,
        "weights_uniform",
        "np.random.rand instead of np.random.randn",
        "rand draws uniformly from 0 to 1, so all weights are positive. randn draws standard normals, of both signs.",
        "One letter decides: rand or randn?",
    ),
    (
        _transposed,
        "weights_transposed",
        "the weights are transposed",
        _SHAPE + " Yours have the shape (n_in, n_out).",
        "Which of the two widths comes first?",
    ),
    (
        _all_zero,
        "weights_zero",
        "the weights are all zero",
        "With equal weights all units of a layer compute the same and get the same gradient for ever. Random "
        "weights break the symmetry.",
        "Only the biases start at zero.",
    ),
)


_DEEP_WEIGHTS = (
    (
        _by_root_of_inputs,
        "weights_by_root",
        "scaled by 1 / sqrt(n[l-1])",
        "Dividing by the square root of the number of inputs belongs to a later assignment. This one asks for "
        "standard normals times 0.01.",
        "What are the random numbers multiplied by?",
    ),
    (
        _by_root_of_two_over_inputs,
        "weights_by_he",
        "scaled by sqrt(2 / n[l-1])",
        "This is He's initialisation, which belongs to a later assignment. This one asks for standard normals "
        "times 0.01.",
        "What are the random numbers multiplied by?",
    ),
)


_BIASES = (
    (
        _flat_biases,
        "biases_flat",
        "the biases are no column",
        _SHAPE + " np.zeros(n) gives a flat array (n,), which is added along the wrong axis.",
        "np.zeros takes the whole shape as one tuple.",
    ),
    (
        _row_biases,
        "biases_row",
        "the biases are a row instead of a column",
        _SHAPE + " Yours are (1, n_out).",
        "Samples are columns: what does one bias per unit look like?",
    ),
    (
        _single_biases,
        "biases_single",
        "one bias for all units",
        _SHAPE + " Yours is a single number.",
        "How many biases has a layer with four units?",
    ),
    (
        _biases_of_inputs,
        "biases_per_input",
        "one bias per input instead of one per unit",
        _SHAPE + " Yours are (n_in, 1).",
        "Which of the two widths does the bias belong to?",
    ),
    (
        _random_biases,
        "biases_random",
        "the biases are random",
        "Biases start at zero; only the weights are drawn.",
        "np.zeros, for the biases.",
    ),
    (
        _unscaled_random_biases,
        "biases_random_unscaled",
        "the biases are random",
        "Biases start at zero; only the weights are drawn.",
        "np.zeros, for the biases.",
    ),
)


for function, prefix, right, kinds in (
    (initialize_parameters, "two_layer", small_weights, _WEIGHTS),
    (initialize_parameters, "two_layer", zero_biases, _BIASES),
    (initialize_parameters_deep, "deep", deep_weights, _WEIGHTS + _DEEP_WEIGHTS),
    (initialize_parameters_deep, "deep", deep_biases, _BIASES),
):
    for wrong, name, title, explanation, hint in kinds:
        mistake(
            right,
            f"{function.__name__}: {title}",
            explanation,
            hint=hint,
            where=f"{function.__name__}, the lines of {'b' if 'biases' in name else 'W'}",
            name=f"{prefix}_{name}",
        )(wrong)


@mistake(
    initialized_layers,
    "initialize_parameters_deep: the last layer is missing",
    "L = len(layer_dims) counts the input too, so the layers are 1 ... L - 1 = range(1, L). Your loop ends one "
    "earlier.",
    hint="For layer_dims = [5, 4, 3] there are two layers: which values does your loop take?",
    where="initialize_parameters_deep, the range of the loop",
)
def _deep_last_layer_missing(layer_dims):
    return range(1, len(layer_dims) - 1)


def _two_layers_of(seed):
    def initialize_parameters(n_x, n_h, n_y):
        np.random.seed(seed)
        W1, W2 = small_weights(n_h, n_x), small_weights(n_y, n_h)
        return {"W1": W1, "b1": zero_biases(n_h, n_x), "W2": W2, "b2": zero_biases(n_y, n_h)}

    return initialize_parameters


def _layers_of(seed):
    def initialize_parameters_deep(layer_dims):
        np.random.seed(seed)
        parameters = {}
        for l in initialized_layers(layer_dims):
            parameters[f"W{l}"] = deep_weights(layer_dims[l], layer_dims[l - 1])
            parameters[f"b{l}"] = deep_biases(layer_dims[l], layer_dims[l - 1])
        return parameters

    return initialize_parameters_deep


for function, prefix, seed_of_course, with_seed in (
    (initialize_parameters, "two_layer", 1, _two_layers_of),
    (initialize_parameters_deep, "deep", 3, _layers_of),
):
    for seed in (other for other in (0, 1, 2, 3, 42) if other != seed_of_course):
        # Where nothing seeds, this grader's random numbers are those of seed 0.
        title = "missing or another one" if seed == 0 else f"{seed}"
        mistake(
            function,
            f"{function.__name__}: the seed is {title}",
            f"The weights have the right size, but are not those of np.random.seed({seed_of_course}), with which the "
            "starter's function begins.",
            hint="Compare the first lines of the function with the starter.",
            where=f"{function.__name__}, np.random.seed({seed_of_course})",
            name=f"{prefix}_seed_{seed or 'missing'}",
        )(with_seed(seed))
