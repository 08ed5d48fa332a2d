"""The update step, and the training with all functions."""

import numpy as np

from grader.engine import case, expect

from .inputs import CLOSE, network


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


@case(row="update_parameters", title="Four layers, another rate; whole and 32-bit gradients")
def update_four_layers(student, reference):
    check_update(student, reference, (3, 6, 2, 4, 1), 0.75, 26)
    # Whole gradients beside fractions; the parameters are never whole numbers: `-=`, which is right, would fail.
    _, _, parameters = network((3, 2, 1), 2, 45)
    narrow = {name: array.astype(np.float32) for name, array in parameters.items()}
    for start, kind, rate in ((parameters, int, 0.5), (narrow, np.float32, 0.5), (narrow, np.int32, 1)):
        gradients = {f"d{name}": np.round(4 * array).astype(kind) for name, array in parameters.items()}
        expected = reference.update_parameters(start, gradients, rate)
        expect(student.update_parameters(start, gradients, rate), "parameters").close_to(expected, **CLOSE)


#: What the training stands on: the widest case of each function that it calls.
EVERY_ROW = (
    "linear_forward_many",
    "both_layers_forward",
    "model_forward_four",
    "cost_of_twenty",
    "linear_backward_single",
    "linear_backward_single_unit",
    "both_layers_backward",
    "model_backward_four",
    "update_four_layers",
)


@case(
    row="together",
    title="Five rounds of training with your own ten functions end where they should",
    after=EVERY_ROW,
    tags=("whole",),
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
