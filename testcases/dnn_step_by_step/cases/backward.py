"""The backward pass."""

import numpy as np

from grader.engine import case, expect

from .inputs import CLOSE, TYPES, classic_layer, layer, network, retyped

BACKWARD_HELPERS = ("linear_backward", "linear_activation_backward")


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


@case(row="linear_backward", title="A single sample", weight=0.5)
def linear_backward_single(student, reference):
    dZ, A_prev, W, b, _ = layer(4, 3, 1, 14)
    check_three(student.linear_backward(dZ, (A_prev, W, b)), reference.linear_backward(dZ, (A_prev, W, b)))


@case(row="linear_backward", title="A single unit", weight=0.5)
def linear_backward_single_unit(student, reference):
    dZ, A_prev, W, b, _ = layer(1, 3, 5, 15)
    check_three(student.linear_backward(dZ, (A_prev, W, b)), reference.linear_backward(dZ, (A_prev, W, b)))


@case(row="linear_backward", title="A square layer; whole numbers and fractions")
def linear_backward_square(student, reference):
    dZ, A_prev, W, b, _ = layer(4, 4, 4, 16)
    check_three(student.linear_backward(dZ, (A_prev, W, b)), reference.linear_backward(dZ, (A_prev, W, b)))
    for types in TYPES:
        gradient, *cache = retyped(types, *layer(3, 4, 5, 42)[:4])
        check_three(student.linear_backward(gradient, tuple(cache)), reference.linear_backward(gradient, tuple(cache)))


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
        check_activation_backward(student, reference, activation, 4, 4, 4, 37)
        for types in TYPES:
            gradient, A_prev, W, b, Z = retyped(types, *layer(3, 4, 5, 43))
            arguments = gradient, ((A_prev, W, b), Z), activation
            check_three(
                student.linear_activation_backward(*arguments), reference.linear_activation_backward(*arguments)
            )


def in_the_students_numbering(gradients, L, student_gradients):
    """The reference's gradients with dA numbered as the student does: dA0 ... dA(L-1), or, older, dA1 ... dAL."""
    if f"dA{L}" not in student_gradients or "dA0" in student_gradients:
        return gradients
    moved = {name: value for name, value in gradients.items() if not name.startswith("dA")}
    return {**moved, **{f"dA{l + 1}": gradients[f"dA{l}"] for l in range(L)}}


def check_model_backward(student, reference, dims, m, seed):
    """All gradients, the last layer's first."""
    X, Y, parameters = network(dims, m, seed)
    compare_gradients(student, reference, *reference.L_model_forward(X, parameters), Y)


def compare_gradients(student, reference, AL, caches, Y):
    """All gradients that follow from these activations."""
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


@case(
    row="L_model_backward", title="Four layers, a single sample; whole and 32-bit numbers", substitute=BACKWARD_HELPERS
)
def model_backward_four(student, reference):
    check_model_backward(student, reference, (2, 5, 3, 4, 1), 1, 24)
    X, Y, parameters = network((4, 3, 1), 5, 44)
    for kind in (np.float64, np.int32):
        compare_gradients(student, reference, *reference.L_model_forward(X, parameters), Y.astype(kind))
    narrow = {name: array.astype(np.float32) for name, array in parameters.items()}
    AL, caches = reference.L_model_forward(X.astype(np.float32), narrow)
    compare_gradients(student, reference, AL, caches, Y.astype(np.float32))


@case(row="L_model_backward", title="Four layers with one unit each", substitute=BACKWARD_HELPERS)
def model_backward_thin(student, reference):
    check_model_backward(student, reference, (1, 1, 1, 1, 1), 6, 35)
