"""Test cases for the whole neural_nets.py."""

from functools import cache as build_once

import numpy as np

from grader.engine import case, expect, note

EPOCHS = 10
POINTS = ((2, 1, 10), (3, 3, 21), (4, 5, 32), (6, 6, 42))
#: The course's starting values: W, V, b.
ONES = np.ones((3, 2)), np.ones((1, 3)), np.zeros((3, 1))
NAMES = ("input_to_hidden_weights", "hidden_to_output_weights", "biases")


@build_once
def starts_and_points():
    """Eight pairs of (W, V, b) and (x1, x2, y): both signs, active and inactive units, none nearer to 0 than 0.05.

    The first has a positive output.
    """
    rng = np.random.default_rng(2086)
    found = []
    while len(found) < 8:
        start = rng.uniform(-2, 2, (3, 2)), rng.uniform(-2, 2, (1, 3)), rng.uniform(-1, 1, (3, 1))
        x1, x2, y = (round(float(v), 2) for v in rng.uniform(-4, 4, 3))
        z = (start[0] @ [[x1], [x2]] + start[2]).ravel()
        between = ((z > 0) & (z < 0.9)).any()
        output = (start[1] @ np.maximum(z, 0)).item()
        if (
            (found or output > 1)
            and np.abs(z).min() > 0.05
            and z.max() > 0
            and (between if len(found) < 4 else z[0] < 0)
        ):
            found.append((start, (x1, x2, y)))
    return found


def with_course_helpers(student):
    """Put right ReLU functions in place of the submission's own, so that a mistake there costs nothing elsewhere."""
    student.use_course_functions()


def network(side, start):
    """A network with these parameters."""
    net = side.NeuralNetwork()
    for name, value in zip(NAMES, start, strict=True):
        setattr(net, name, np.matrix(value))
    return net


def parameters(net):
    """(W, V, b)."""
    return tuple(getattr(net, name) for name in NAMES)


def compare(student, reference, start, points):
    """All three parameters after one step per point; now and then, that they have kept shape and size."""
    mine, right = network(student, start), network(reference, start)
    for number, point in enumerate(points):
        mine.train(*point)
        right.train(*point)
        if number % 4 == 0 and len(points) > 1:
            for name, array, begun in zip(NAMES, parameters(mine), start, strict=True):
                expect(array, name).has_shape(begun.shape).is_finite()
                expect(np.abs(array), f"the size of {name}").below(1e6, message="The training runs away.")
    for which in (1, 2, 0):
        expect(parameters(mine)[which], NAMES[which]).close_to(parameters(right)[which])


# The ReLU functions.

#: Whole and not, as Python and as NumPy have them.
OTHER_NUMBERS = (0.25, 7, -0.5, 1e-3, 1234.5, -80, 1, np.int32(-3), np.float32(2.5), np.int64(4), np.float64(-0.75))


WHOLE_ZERO = (
    "Your rectified_linear_unit returns the whole number 0 for -3.0. That is right, and costs nothing here. In your "
    "own program np.vectorize takes the type of its result from the first entry: if that is 0, it cuts all others to "
    "whole numbers. Return 0.0 to be safe."
)


def answers(side, function, numbers):
    """The results for all numbers. All are asked for before the first is checked: a mistake is known by all of them."""
    return [getattr(side, function)(x) for x in numbers]


@case(row="relu", title="2.5, 0 and -3", visible=True)
def relu_example(student, reference):
    numbers = (2.5, 0.0, -3.0)
    results = answers(student, "rectified_linear_unit", numbers)
    for x, result, right in zip(numbers, results, answers(reference, "rectified_linear_unit", numbers), strict=True):
        expect(result, f"rectified_linear_unit({x})").close_to(right)
    if isinstance(results[-1], int | np.integer):
        note(student, WHOLE_ZERO)


@case(row="relu", title="Other numbers, whole and not")
def relu_numbers(student, reference):
    results = answers(student, "rectified_linear_unit", OTHER_NUMBERS)
    for result, right in zip(results, answers(reference, "rectified_linear_unit", OTHER_NUMBERS), strict=True):
        expect(result, "the result").close_to(right)


@case(row="derivative", title="2.5 and -3", visible=True)
def derivative_example(student, reference):
    numbers, name = (2.5, -3.0), "rectified_linear_unit_derivative"
    for x, result, right in zip(
        numbers, answers(student, name, numbers), answers(reference, name, numbers), strict=True
    ):
        expect(result, f"{name}({x})").close_to(right)


@case(row="derivative", title="Other numbers, also between 0 and 1")
def derivative_numbers(student, reference):
    results = answers(student, "rectified_linear_unit_derivative", OTHER_NUMBERS)
    for result, right in zip(
        results, answers(reference, "rectified_linear_unit_derivative", OTHER_NUMBERS), strict=True
    ):
        expect(result, "the result").close_to(right)


@case(row="derivative", title="Exactly 0: 0 or 1", weight=0.5)
def derivative_at_zero(student, reference):
    expect(student.rectified_linear_unit_derivative(0.0), "rectified_linear_unit_derivative(0.0)").one_of(0.0, 1.0)


# train


@case(row="train", title="All-ones weights, ten epochs over the course's points", visible=True)
def train_course(student, reference):
    with_course_helpers(student)
    compare(student, reference, ONES, POINTS * EPOCHS)


@case(row="train", title="One step from random weights, with inactive units", weight=3.0)
def train_random_steps(student, reference):
    with_course_helpers(student)
    for start, point in starts_and_points():
        compare(student, reference, start, [point])
    # Whole coordinates beside fractions. The weights are never whole numbers: `-=`, which is right, would fail.
    for point in ((2, 0.25, 3), (-1.5, 3, 2), (np.int32(1), np.float32(-2.5), np.int64(4))):
        compare(student, reference, starts_and_points()[0][0], [point])


@build_once
def random_start_and_points():
    """(W, V, b) and twenty points."""
    rng = np.random.default_rng(31)
    start = rng.uniform(-2, 2, (3, 2)), rng.uniform(-2, 2, (1, 3)), rng.uniform(-1, 1, (3, 1))
    return start, [tuple(float(v) for v in row) for row in rng.uniform(-3, 3, (20, 3))]


@case(row="train", title="Twenty random points from random weights")
def train_random_sequence(student, reference):
    with_course_helpers(student)
    compare(student, reference, *random_start_and_points())


# predict


def number_of(prediction):
    """The prediction as a number; a 1 by 1 matrix counts as one."""
    if isinstance(prediction, np.ndarray) and prediction.size == 1:
        return np.asarray(prediction).item()
    return prediction


def predicted(student, reference, start, x1, x2):
    """The prediction is the right number."""
    got = number_of(network(student, start).predict(x1, x2))
    expect(got, "the prediction").close_to(network(reference, start).predict(x1, x2))


@case(row="predict", title="Three units, one of them inactive", visible=True)
def predict_example(student, reference):
    with_course_helpers(student)
    start = (
        np.array([[1.0, -1.0], [2.0, 1.0], [-1.0, 0.5]]),
        np.array([[1.0, -2.0, 3.0]]),
        np.array([[0.5], [-1.0], [0.0]]),
    )
    predicted(student, reference, start, 2, 1)


@case(row="predict", title="Random weights and points", weight=2.0)
def predict_random(student, reference):
    with_course_helpers(student)
    for start, (x1, x2, _) in starts_and_points():
        predicted(student, reference, start, x1, x2)
    for x1, x2 in ((2, 0.25), (-1.5, 3), (np.int32(1), np.float32(-2.5))):
        predicted(student, reference, starts_and_points()[0][0], x1, x2)


@case(row="predict", title="A prediction, and the weights after it", weight=0.5)
def predict_changes_nothing(student, reference):
    with_course_helpers(student)
    start, (x1, x2, _) = starts_and_points()[0]
    net = network(student, start)
    expect(number_of(net.predict(x1, x2)), "the prediction").close_to(network(reference, start).predict(x1, x2))
    for name, array, before in zip(NAMES, parameters(net), start, strict=True):
        expect(array, name).unchanged_from(np.matrix(before))
