"""Test cases for `dnn_step_by_step`.

Every network is consistent: its caches, AL and Y belong together, so that a right shortcut (dZ of the last layer is
AL - Y) is right here too. Widths and the number of samples all differ, except in the cases called "square", where
layers that are mixed up give wrong numbers instead of an exception, which tells more about the mistake.
"""

from functools import cache as build_once

import numpy as np

from grader.engine import case, expect, frozen

#: Right code differs from the reference by rounding only, also in float32; the closest wrong one by some per cent.
CLOSE = {"rtol": 1e-4, "atol": 1e-6}

FORWARD_HELPERS = ("linear_forward", "linear_activation_forward")
BACKWARD_HELPERS = ("linear_backward", "linear_activation_backward")


@build_once
def network(dims, m, seed):
    """X (n0, m), labels Y (nL, m) of both kinds where m allows it, and parameters of the widths `dims`."""
    rng = np.random.default_rng(seed)
    parameters = {}
    for l in range(1, len(dims)):
        parameters[f"W{l}"] = frozen(rng.normal(0, 0.6, (dims[l], dims[l - 1])))
        parameters[f"b{l}"] = frozen(rng.normal(0, 0.3, (dims[l], 1)))
    labels = frozen((np.arange(dims[-1] * m) % 3 != 1).astype(int).reshape(dims[-1], m))
    return frozen(rng.normal(0, 1, (dims[0], m))), labels, parameters


@build_once
def layer(n, n_prev, m, seed):
    """dZ or dA (n, m), A_prev (n_prev, m), W, b and Z = W A_prev + b of one layer."""
    rng = np.random.default_rng(seed)
    shapes = ((n, m), (n_prev, m), (n, n_prev), (n, 1))
    gradient, A_prev, W, b = (frozen(rng.normal(0, 1, shape)) for shape in shapes)
    return gradient, A_prev, W, b, frozen(W @ A_prev + b)


@build_once
def classic_layer():
    """dZ (3, 4), A (5, 4), W (3, 5), b (3, 1) as in the course's own test: seed 1, drawn in this order."""
    random = np.random.RandomState(1)
    return tuple(frozen(random.randn(*shape)) for shape in ((3, 4), (5, 4), (3, 5), (3, 1)))


# ---------------------------------------------------------------------------------------------------------- parameters


def check_parameters(student, reference, function, *args):
    """The same keys, shapes and numbers."""
    wanted = getattr(reference, function)(*args)
    parameters = getattr(student, function)(*args)
    expect(parameters).has_keys(wanted)
    for name, value in wanted.items():
        expect(parameters[name], name).has_shape(value.shape)
    expect(parameters).close_to(wanted, rtol=1e-6, atol=1e-9)


@case(row="initialize_parameters", title="Three inputs, two hidden units, one output", visible=True)
def two_layers_small(student, reference):
    check_parameters(student, reference, "initialize_parameters", 3, 2, 1)


@case(row="initialize_parameters", title="Four inputs, five hidden units, two outputs")
def two_layers_wider(student, reference):
    check_parameters(student, reference, "initialize_parameters", 4, 5, 2)


@case(row="initialize_parameters_deep", title="Widths 5, 4, 3", visible=True)
def deep_two_layers(student, reference):
    check_parameters(student, reference, "initialize_parameters_deep", [5, 4, 3])


@case(row="initialize_parameters_deep", title="Widths 3, 6, 2, 4, 1")
def deep_four_layers(student, reference):
    check_parameters(student, reference, "initialize_parameters_deep", [3, 6, 2, 4, 1])


# ------------------------------------------------------------------------------------------------------------- forward


def check_linear_forward(student, reference, n, n_prev, m, seed):
    """Z, and the cache (A, W, b)."""
    _, A, W, b, _ = layer(n, n_prev, m, seed)
    Z, cache = reference.linear_forward(A, W, b)
    result = student.linear_forward(A, W, b)
    expect(result, "the result").close_to((Z, cache), **CLOSE)


@case(row="linear_forward", title="One unit, two samples", visible=True)
def linear_forward_one_unit(student, reference):
    check_linear_forward(student, reference, 1, 3, 2, 1)


@case(row="linear_forward", title="Four units, five samples")
def linear_forward_many(student, reference):
    check_linear_forward(student, reference, 4, 3, 5, 2)
    check_linear_forward(student, reference, 2, 6, 1, 3)


def check_activation_forward(student, reference, activation, n, n_prev, m, seed):
    """A, and the cache ((A_prev, W, b), Z)."""
    _, A_prev, W, b, _ = layer(n, n_prev, m, seed)
    expected = reference.linear_activation_forward(A_prev, W, b, activation)
    expect(student.linear_activation_forward(A_prev, W, b, activation), "the result").close_to(expected, **CLOSE)


@case(row="linear_activation_forward", title="A layer with the sigmoid", visible=True, substitute="linear_forward")
def sigmoid_layer_forward(student, reference):
    check_activation_forward(student, reference, "sigmoid", 2, 3, 4, 4)


@case(row="linear_activation_forward", title="A layer with ReLU", visible=True, substitute="linear_forward")
def relu_layer_forward(student, reference):
    check_activation_forward(student, reference, "relu", 5, 3, 4, 5)


@case(row="linear_activation_forward", title="Both kinds of layers, a single sample", substitute="linear_forward")
def both_layers_forward(student, reference):
    for activation in ("relu", "sigmoid"):
        check_activation_forward(student, reference, activation, 6, 2, 1, 6)
        check_activation_forward(student, reference, activation, 1, 4, 3, 7)


def check_model_forward(student, reference, dims, m, seed):
    """AL and all caches."""
    X, _, parameters = network(dims, m, seed)
    AL, caches = reference.L_model_forward(X, parameters)
    result = student.L_model_forward(X, parameters)
    expect(len(result), "the number of results").equals(2, message="L_model_forward returns AL and the caches")
    expect(result[0], "AL").close_to(AL, **CLOSE)
    count = len(result[1])
    expect(count == len(caches)).is_true(
        f"There should be one cache for each of the {len(caches)} layers; your list has {count}."
    )
    expect(result[1], "caches").close_to(caches, **CLOSE)


@case(row="L_model_forward", title="Two layers", visible=True, substitute=FORWARD_HELPERS)
def model_forward_two(student, reference):
    check_model_forward(student, reference, (4, 3, 1), 2, 8)


@case(row="L_model_forward", title="Three layers of different widths", visible=True, substitute=FORWARD_HELPERS)
def model_forward_three(student, reference):
    check_model_forward(student, reference, (5, 4, 3, 1), 6, 9)


@case(row="L_model_forward", title="Square hidden layers", substitute=FORWARD_HELPERS)
def model_forward_square(student, reference):
    check_model_forward(student, reference, (3, 3, 3, 1), 4, 10)


@case(row="L_model_forward", title="Four layers, a single sample; one layer", substitute=FORWARD_HELPERS)
def model_forward_four(student, reference):
    check_model_forward(student, reference, (2, 5, 3, 4, 1), 1, 11)
    check_model_forward(student, reference, (3, 1), 4, 12)


# ---------------------------------------------------------------------------------------------------------------- cost


@build_once
def predictions(m, seed):
    """AL between 0.02 and 0.98, and labels."""
    rng = np.random.default_rng(seed)
    return frozen(rng.uniform(0.02, 0.98, (1, m))), frozen((rng.uniform(size=(1, m)) < 0.4).astype(int))


def check_cost(student, reference, AL, Y):
    """One number."""
    cost = student.compute_cost(AL, Y)
    expect(cost, "the cost").has_shape(())
    expect(cost, "the cost").close_to(reference.compute_cost(AL, Y), **CLOSE)


@case(row="compute_cost", title="Three samples, by hand", visible=True)
def cost_of_three(student, reference):
    check_cost(student, reference, np.array([[0.8, 0.9, 0.4]]), np.array([[1, 1, 0]]))


@case(row="compute_cost", title="Twenty samples")
def cost_of_twenty(student, reference):
    check_cost(student, reference, *predictions(20, 13))


@case(row="compute_cost", title="A single sample of either label")
def cost_of_one(student, reference):
    check_cost(student, reference, np.array([[0.3]]), np.array([[0]]))
    check_cost(student, reference, np.array([[0.3]]), np.array([[1]]))


# ------------------------------------------------------------------------------------------------------------ backward


def check_three(result, expected):
    """dA_prev, dW, db by name."""
    expect(len(result), "the number of results").equals(3, message="Three things are returned: dA_prev, dW, db")
    for name, mine, right in zip(("dA_prev", "dW", "db"), result, expected, strict=True):
        expect(mine, name).close_to(right, **CLOSE)


@case(row="linear_backward", title="Three units, five inputs, four samples, as in the course's own test", visible=True)
def linear_backward_classic(student, reference):
    dZ, A_prev, W, b = classic_layer()
    cache = (A_prev, W, b)
    check_three(student.linear_backward(dZ, cache), reference.linear_backward(dZ, cache))


@case(row="linear_backward", title="A single sample, a single unit")
def linear_backward_single(student, reference):
    for shape in ((4, 3, 1, 14), (1, 3, 5, 15)):
        dZ, A_prev, W, b, _ = layer(*shape)
        check_three(student.linear_backward(dZ, (A_prev, W, b)), reference.linear_backward(dZ, (A_prev, W, b)))


@case(row="linear_backward", title="A square layer")
def linear_backward_square(student, reference):
    dZ, A_prev, W, b, _ = layer(4, 4, 4, 16)
    check_three(student.linear_backward(dZ, (A_prev, W, b)), reference.linear_backward(dZ, (A_prev, W, b)))


def check_activation_backward(student, reference, activation, n, n_prev, m, seed):
    """dA_prev, dW, db of one layer."""
    dA, A_prev, W, b, Z = layer(n, n_prev, m, seed)
    cache = ((A_prev, W, b), Z)
    expected = reference.linear_activation_backward(dA, cache, activation)
    check_three(student.linear_activation_backward(dA, cache, activation), expected)


@case(row="linear_activation_backward", title="A layer with the sigmoid", visible=True, substitute="linear_backward")
def sigmoid_layer_backward(student, reference):
    check_activation_backward(student, reference, "sigmoid", 2, 3, 4, 17)


@case(row="linear_activation_backward", title="A layer with ReLU", visible=True, substitute="linear_backward")
def relu_layer_backward(student, reference):
    check_activation_backward(student, reference, "relu", 5, 3, 4, 18)


@case(row="linear_activation_backward", title="Both kinds of layers, a single sample", substitute="linear_backward")
def both_layers_backward(student, reference):
    for activation in ("relu", "sigmoid"):
        check_activation_backward(student, reference, activation, 6, 2, 1, 19)
        check_activation_backward(student, reference, activation, 1, 4, 3, 20)


def in_the_students_numbering(gradients, L, student_gradients):
    """The reference's gradients with dA numbered as the student does: dA0 ... dA(L-1), or, older, dA1 ... dAL."""
    if f"dA{L}" not in student_gradients or "dA0" in student_gradients:
        return gradients
    moved = {name: value for name, value in gradients.items() if not name.startswith("dA")}
    return {**moved, **{f"dA{l + 1}": gradients[f"dA{l}"] for l in range(L)}}


def check_model_backward(student, reference, dims, m, seed):
    """All gradients, the last layer's first."""
    X, Y, parameters = network(dims, m, seed)
    AL, caches = reference.L_model_forward(X, parameters)
    gradients = student.L_model_backward(AL, Y, caches)
    L = len(caches)
    expect(gradients, "the gradients").has_keys([f"d{kind}{l}" for l in range(L, 0, -1) for kind in "Wb"])
    wanted = in_the_students_numbering(reference.L_model_backward(AL, Y, caches), L, gradients)
    expect(gradients, "the gradients").has_keys(wanted)
    for name, value in wanted.items():
        expect(gradients[name], name).close_to(value, **CLOSE)


@case(row="L_model_backward", title="Two layers", visible=True, substitute=BACKWARD_HELPERS)
def model_backward_two(student, reference):
    check_model_backward(student, reference, (4, 3, 1), 2, 21)


@case(row="L_model_backward", title="Three layers of different widths", visible=True, substitute=BACKWARD_HELPERS)
def model_backward_three(student, reference):
    check_model_backward(student, reference, (5, 4, 3, 1), 6, 22)


@case(row="L_model_backward", title="Square hidden layers", substitute=BACKWARD_HELPERS)
def model_backward_square(student, reference):
    check_model_backward(student, reference, (3, 3, 3, 3, 1), 5, 23)


@case(row="L_model_backward", title="Four layers, a single sample", substitute=BACKWARD_HELPERS)
def model_backward_four(student, reference):
    check_model_backward(student, reference, (2, 5, 3, 4, 1), 1, 24)


# -------------------------------------------------------------------------------------------------------------- update


def check_update(student, reference, dims, rate, seed):
    """The parameters after one step; the gradients hold the dA as well, as L_model_backward returns them."""
    _, _, parameters = network(dims, 2, seed)
    rng = np.random.default_rng(seed + 100)
    gradients = {f"d{name}": rng.normal(0, 1, value.shape) for name, value in parameters.items()}
    gradients |= {f"dA{l}": rng.normal(0, 1, (width, 2)) for l, width in enumerate(dims[:-1])}
    expected = reference.update_parameters(parameters, gradients, rate)
    expect(student.update_parameters(parameters, gradients, rate), "parameters").close_to(expected, **CLOSE)


@case(row="update_parameters", title="Two layers, rate 0.1", visible=True)
def update_two_layers(student, reference):
    check_update(student, reference, (4, 3, 1), 0.1, 25)


@case(row="update_parameters", title="Four layers, another rate")
def update_four_layers(student, reference):
    check_update(student, reference, (3, 6, 2, 4, 1), 0.75, 26)


# ------------------------------------------------------------------------------------------------------------ together


#: What the training stands on: the widest case of each function that it calls.
EVERY_ROW = (
    "linear_forward_many",
    "both_layers_forward",
    "model_forward_four",
    "cost_of_twenty",
    "linear_backward_single",
    "both_layers_backward",
    "model_backward_four",
    "update_four_layers",
)


@case(
    row="together",
    title="Five rounds of training with your own ten functions end where they should",
    after=EVERY_ROW,
)
def five_rounds(student, reference):
    X, Y, start = network((4, 5, 3, 1), 7, 27)
    costs = {}
    for who, label in ((student, "yours"), (reference, "right")):
        parameters, costs[label] = start, []
        for _ in range(5):
            AL, caches = who.L_model_forward(X, parameters)
            costs[label].append(float(np.squeeze(who.compute_cost(AL, Y))))
            parameters = who.update_parameters(parameters, who.L_model_backward(AL, Y, caches), 0.05)
    expect(costs["yours"], "the cost").close_to(costs["right"], rtol=1e-3, atol=1e-5)
