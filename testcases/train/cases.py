"""Test cases for `NeuralNetwork.train`."""

from functools import cache as build_once

import numpy as np

from grader.engine import case, expect

RATE = 0.001
EPOCHS = 10
POINTS = (((2, 1), 10), ((3, 3), 21), ((4, 5), 32), ((6, 6), 42))
#: The course's starting values.
START = {
    "input_to_hidden_weights": np.matrix(np.ones((3, 2))),
    "hidden_to_output_weights": np.matrix(np.ones((1, 3))),
    "biases": np.matrix(np.zeros((3, 1))),
}


def network(side, W, V, b):
    """A network of the student's (or the reference's) with these parameters."""
    net = side.NeuralNetwork()
    net.input_to_hidden_weights = np.asmatrix(W)
    net.hidden_to_output_weights = np.asmatrix(V)
    net.biases = np.asmatrix(b)
    return net


def matrices(*arrays):
    """Made once, since making one takes as long as a step."""
    return tuple(map(np.matrix, arrays))


def steady(net):
    """The parameters still have their shapes and a sane size; what is not would spread through all later steps."""
    for name, value in START.items():
        array = getattr(net, name)
        expect(array, name).has_shape(value.shape).is_finite()
        expect(np.abs(array), f"the size of {name}").below(1e6, message="The training runs away.")


def run(net, points):
    """One step for each point (x1, x2, y), with a look at the parameters now and then."""
    for number, point in enumerate(points):
        net.train(*point)
        if number % 4 == 0 and len(points) > 1:
            steady(net)


def after(side, start, points):
    """(W, V, b) after one step for each point (x1, x2, y)."""
    net = network(side, *start)
    run(net, points)
    return net.input_to_hidden_weights, net.hidden_to_output_weights, net.biases


@build_once
def starts_and_points():
    """Eight pairs of parameters and a point.

    Weights of both signs, three different units; no input of a unit is nearer to 0 than 0.05, where the derivative
    would be a matter of taste. Unit 1 is inactive and another one active in the first three, some active input lies
    between 0 and 1 in the next three; no output error is a whole number.
    """
    rng = np.random.default_rng(86)
    wanted = [lambda z: z[0] < 0 and z[1:].max() > 0] * 3 + [lambda z: ((z > 0) & (z < 0.9)).any()] * 3
    wanted += [lambda z: z.min() > 0, lambda z: z[0] > 0 and z[2] < 0]
    found = []
    while len(found) < len(wanted):
        W, V, b = rng.uniform(-2, 2, (3, 2)), rng.uniform(-2, 2, (1, 3)), rng.uniform(-1, 1, (3, 1))
        x1, x2, y = (round(float(v), 2) for v in rng.uniform(-4, 4, 3))
        z = (W @ [[x1], [x2]] + b).ravel()
        if np.abs(z).min() > 0.05 and wanted[len(found)](z):
            found.append((matrices(W, V, b), (x1, x2, y)))
    return found


@build_once
def random_start_and_points():
    """Parameters and twenty points."""
    rng = np.random.default_rng(7)
    start = matrices(rng.uniform(-2, 2, (3, 2)), rng.uniform(-2, 2, (1, 3)), rng.uniform(-1, 1, (3, 1)))
    return start, [tuple(float(v) for v in row) for row in rng.uniform(-3, 3, (20, 3))]


@build_once
def random_course():
    """Points as the course's grader draws them: whole coordinates of -10 to 10, target x1 + x2, never x1 + x2 = 0."""
    rng = np.random.default_rng(10)
    points = []
    while len(points) < 10:
        x1, x2 = (int(v) for v in rng.integers(-10, 11, 2))
        if x1 + x2 != 0:
            points.append((x1, x2, x1 + x2))
    return points


def all_ones(student):
    """A network with the course's starting values, which must be what the student's class (if any) starts from."""
    net = student.NeuralNetwork()
    for name, value in START.items():
        words = f"The course starts with other {name}; your class has changed them."
        expect(getattr(net, name), name).close_to(value, message=words)
        setattr(net, name, value)
    return net


def unchanged_settings(net):
    """The course's settings, which a file may not change. Its own training points are free: no test uses them."""
    expect(net.learning_rate, "learning_rate").close_to(RATE, message="The course's learning rate is 0.001.")
    expect(net.epochs_to_train, "epochs_to_train").equals(EPOCHS, message="The course trains for ten epochs.")


@case(row="course", title="All-ones weights, ten epochs: the weights", visible=True)
def course_weights(student, reference):
    net = all_ones(student)
    unchanged_settings(net)
    run(net, [(*x, y) for x, y in POINTS] * EPOCHS)
    right = after(reference, START.values(), [(*x, y) for x, y in POINTS] * EPOCHS)
    expect(net.input_to_hidden_weights, "input_to_hidden_weights").close_to(right[0])
    expect(net.hidden_to_output_weights, "hidden_to_output_weights").close_to(right[1])
    expect(net.biases, "biases").close_to(right[2])


@case(row="course", title="All-ones weights, tenth epoch: every error is below 0.15", visible=True)
def course_errors(student, reference):
    net = network(student, *START.values())
    run(net, [(*x, y) for x, y in POINTS] * (EPOCHS - 1))
    losses = []
    for (x1, x2), y in POINTS:
        W, V, b = (
            np.asarray(m, dtype=float) for m in (net.input_to_hidden_weights, net.hidden_to_output_weights, net.biases)
        )
        hidden = np.maximum(0.0, W @ [[x1], [x2]] + b)
        losses.append(0.5 * (y - (V @ hidden).item()) ** 2)
        net.train(x1, x2, y)
    expect(np.array(losses), "the loss 1/2 (y - o)^2 of each training point in the tenth epoch").is_finite().below(0.15)


HANDOUT_START = matrices([[1.0, -1.0], [2.0, 1.0], [-1.0, 0.5]], [[1.0, -2.0, 3.0]], [[0.5], [-1.0], [0.0]])


@case(row="step", title="The example of the task: one unit is inactive", visible=True, weight=0.5)
def handout_example(student, reference):
    got, right = after(student, HANDOUT_START, [(2, 1, 1)]), after(reference, HANDOUT_START, [(2, 1, 1)])
    expect(got[1], "hidden_to_output_weights").close_to(right[1])
    expect(got[2], "biases").close_to(right[2])
    expect(got[0], "input_to_hidden_weights").close_to(right[0])


def one_parameter(which, name, *, title):
    """The case that looks at one of the three parameters after one step, on all of `starts_and_points`."""

    @case(row="step", title=title, name=f"{name}_after_a_step")
    def step(student, reference):
        for start, point in starts_and_points():
            expect(after(student, start, [point])[which], name).close_to(after(reference, start, [point])[which])

    return step


STEPS = [
    one_parameter(1, "hidden_to_output_weights", title="One step from random weights: the output weights"),
    one_parameter(2, "biases", title="One step from random weights: the biases"),
    one_parameter(0, "input_to_hidden_weights", title="One step from random weights: the hidden-layer weights"),
]


def many_steps(student, reference, start, points):
    """Compare all three parameters after one step per point."""
    got, right = after(student, start, points), after(reference, start, points)
    expect(got[1], "hidden_to_output_weights").close_to(right[1])
    expect(got[2], "biases").close_to(right[2])
    expect(got[0], "input_to_hidden_weights").close_to(right[0])


@case(
    row="step",
    title="A point that activates no unit, then one that does",
    weight=0.25,
    summary="After two steps, a weight or a bias is not right. The step with the point that activates no unit changes "
    "none of them.",
)
def inactive_then_active(student, reference):
    start = [[-1.0, 0.5], [0.25, -2.0], [-3.0, -1.0]], [[1.5, -0.5, 2.0]], [[-1.0], [-0.5], [0.25]]
    many_steps(student, reference, start, [(1.5, 2.5, 3.25), (-2.0, 1.0, 1.3)])
    # Whole coordinates beside fractions. The weights are never whole numbers: `-=`, which is right, would fail.
    many_steps(student, reference, start, [(1, 2.5, 3), (-2, 0.25, 1.5), (1.5, -3, 2)])
    points = [(np.int64(1), np.float64(2.5), np.int64(3)), (np.int32(-2), np.float32(0.25), np.int32(1))]
    many_steps(student, reference, start, points)


@case(
    row="training",
    title="Twenty random points from random weights",
    summary="During twenty steps a weight or a bias changes its shape, grows without bound, or ends at a wrong value.",
)
def random_sequence(student, reference):
    many_steps(student, reference, *random_start_and_points())


@case(
    row="training",
    title="Ten random points with y = x1 + x2, ten epochs from all-ones weights",
    summary="During ten epochs a weight or a bias changes its shape, grows without bound, or ends at a wrong value.",
)
def random_points_of_the_course(student, reference):
    many_steps(student, reference, START.values(), random_course() * EPOCHS)
