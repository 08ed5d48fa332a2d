"""Test cases for `jacobians`: the same six for each of the six functions.

The widths n1, n2, the two outputs and the number of examples all differ in every case but the last, so that no mixed-up
axis can go unnoticed, and the weights are large enough that the slopes of the three layers are far from each other.
"""

from functools import cache as build_once

import numpy as np

from grader.engine import case, expect, frozen

FUNCTIONS = ("J_W3", "J_b3", "J_W2", "J_b2", "J_W1", "J_b1")

#: Right code differs from the reference by rounding only, also in float32; the closest wrong one differs by some per
#: cent. Central differences of step 1e-5 are right to about ten digits.
CLOSE = {"rtol": 1e-4, "atol": 1e-6}


@build_once
def network(n1, n2, seed):
    """Weights and biases of a 1 - n1 - n2 - 2 network, by name."""
    rng = np.random.default_rng(seed)
    shapes = {"W1": (n1, 1), "W2": (n2, n1), "W3": (2, n2), "b1": (n1, 1), "b2": (n2, 1), "b3": (2, 1)}
    return {name: frozen(rng.normal(0, 1.2, shape)) for name, shape in shapes.items()}


@build_once
def examples(N, seed):
    """Inputs (1, N) and targets (2, N)."""
    rng = np.random.default_rng(seed)
    return frozen(rng.uniform(-1, 2, (1, N))), frozen(rng.uniform(0, 1, (2, N)))


@build_once
def other_types():
    """Networks with inputs and targets: whole numbers beside fractions, then 32 bits."""
    arrays, (x, y) = network(3, 5, 10), examples(4, 18)
    whole_x, whole_y = np.array([[0, 1, 2, -1]]), np.array([[0, 1, 1, 0], [1, 0, 2, 1]])
    narrow = {name: frozen(array.astype(np.float32)) for name, array in arrays.items()}
    return (
        (arrays, whole_x, y),
        (arrays, x, whole_y),
        (arrays, whole_x.astype(np.int32), whole_y.astype(np.int32)),
        (narrow, x.astype(np.float32), y.astype(np.float32)),
    )


def set_network(who, arrays):
    """Bind W1 ... b3 in the namespace of the student's, or the reference's, functions."""
    for name, array in arrays.items():
        setattr(who, name, np.array(array))


def compare(student, reference, function, arrays, x, y):
    """One call on one network."""
    set_network(student, arrays)
    set_network(reference, arrays)
    expected = getattr(reference, function)(x, y)
    expect(getattr(student, function)(x, y)).close_to(expected, **CLOSE)


def slope_of_cost(reference, arrays, name, x, y, step=1e-5):
    """The derivative of the cost by each entry of one array, by central differences."""
    slope = np.zeros(arrays[name].shape)
    for index in np.ndindex(*slope.shape):
        costs = []
        for change in (step, -step):
            moved = np.array(arrays[name])
            moved[index] += change
            set_network(reference, {**arrays, name: moved})
            costs.append(reference.cost(x, y))
        slope[index] = (costs[0] - costs[1]) / (2 * step)
    return slope


def cases_of(function):
    """The six cases of one function."""

    @case(
        row=function,
        title=f"{function}: the course's network, 6 and 7 hidden units, four examples",
        visible=True,
        name=f"{function}_course_network",
    )
    def course_network(student, reference):
        compare(student, reference, function, network(6, 7, 1), *examples(4, 11))

    @case(row=function, title=f"{function}: a single example", visible=True, name=f"{function}_single_example")
    def single_example(student, reference):
        compare(student, reference, function, network(3, 5, 2), *examples(1, 12))

    @case(
        row=function,
        title=f"{function}: the slope of the cost, measured by small steps",
        visible=True,
        name=f"{function}_slope_of_cost",
    )
    def measured_slope(student, reference):
        arrays, (x, y) = network(4, 3, 3), examples(5, 13)
        set_network(student, arrays)
        slope = slope_of_cost(reference, arrays, function.removeprefix("J_"), x, y)
        expect(getattr(student, function)(x, y)).close_to(slope, **CLOSE)

    @case(
        row=function,
        title=f"{function}: other widths, many examples, whole numbers and fractions",
        name=f"{function}_other_widths",
    )
    def other_widths(student, reference):
        compare(student, reference, function, network(9, 4, 4), *examples(30, 14))
        for n1, n2 in ((1, 4), (4, 1), (1, 1)):
            compare(student, reference, function, network(n1, n2, 9), *examples(3, 17))
        for arrays, x, y in other_types():
            compare(student, reference, function, arrays, x, y)

    @case(
        row=function,
        title=f"{function}: a network whose weights change",
        name=f"{function}_follows_the_weights",
    )
    def follows_the_weights(student, reference):
        x, y = examples(3, 15)
        compare(student, reference, function, network(5, 8, 5), x, y)
        compare(student, reference, function, network(5, 8, 6), x, y)
        compare(student, reference, function, network(8, 6, 7), x, y)

    @case(row=function, title=f"{function}: layers of one width", name=f"{function}_one_width", weight=0.5)
    def one_width(student, reference):
        # Matrices that are mixed up fit here, so that the numbers tell which ones.
        compare(student, reference, function, network(2, 2, 8), *examples(5, 16))

    return (course_network, single_example, measured_slope, other_widths, follows_the_weights, one_width)


J_W3 = cases_of("J_W3")
J_b3 = cases_of("J_b3")
J_W2 = cases_of("J_W2")
J_b2 = cases_of("J_b2")
J_W1 = cases_of("J_W1")
J_b1 = cases_of("J_b1")
