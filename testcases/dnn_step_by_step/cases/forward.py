"""The forward pass."""

import numpy as np

from grader.engine import case, expect

from .inputs import CLOSE, TYPES, layer, network, retyped, whole

FORWARD_HELPERS = ("linear_forward", "linear_activation_forward")


def check_linear_forward(student, reference, n, n_prev, m, seed):
    """Z, and the cache (A, W, b)."""
    _, A, W, b, _ = layer(n, n_prev, m, seed)
    Z, cache = reference.linear_forward(A, W, b)
    result = student.linear_forward(A, W, b)
    expect(result, "the result").close_to((Z, cache), **CLOSE)


@case(row="linear_forward", title="One unit, two samples", visible=True)
def linear_forward_one_unit(student, reference):
    check_linear_forward(student, reference, 1, 3, 2, 1)


@case(row="linear_forward", title="Four units, five samples, whole numbers and fractions")
def linear_forward_many(student, reference):
    check_linear_forward(student, reference, 4, 3, 5, 2)
    check_linear_forward(student, reference, 2, 6, 1, 3)
    check_linear_forward(student, reference, 4, 4, 4, 39)
    _, A, W, b, _ = layer(3, 4, 5, 40)
    for arrays in ((whole(A), W, 0 * b), *(retyped(types, A, W, b) for types in TYPES)):
        expect(student.linear_forward(*arrays), "the result").close_to(reference.linear_forward(*arrays), **CLOSE)


@case(row="linear_forward", title="As many units as inputs and samples")
def linear_forward_square(student, reference):
    check_linear_forward(student, reference, 4, 4, 4, 28)


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
        check_activation_forward(student, reference, activation, 4, 4, 4, 38)
        _, A, W, b, _ = layer(3, 4, 5, 41)
        for typed in ((whole(A), W, 0 * b), *(retyped(types, A, W, b) for types in TYPES)):
            arrays = (*typed, activation)
            expected = reference.linear_activation_forward(*arrays)
            expect(student.linear_activation_forward(*arrays), "the result").close_to(expected, **CLOSE)


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


@case(row="L_model_forward", title="Four layers, a single sample; whole and 32-bit inputs", substitute=FORWARD_HELPERS)
def model_forward_four(student, reference):
    check_model_forward(student, reference, (2, 5, 3, 4, 1), 1, 11)
    X, _, parameters = network((3, 2, 1), 4, 12)
    for inputs in (whole(X), whole(X).astype(np.int32), X.astype(np.float32)):
        AL, caches = reference.L_model_forward(inputs, parameters)
        result = student.L_model_forward(inputs, parameters)
        expect(result[0], "AL").close_to(AL, **CLOSE)
        expect(result[1], "caches").close_to(caches, **CLOSE)


@case(row="L_model_forward", title="Three layers with one unit each", substitute=FORWARD_HELPERS)
def model_forward_thin(student, reference):
    check_model_forward(student, reference, (1, 1, 1, 1), 5, 35)
