"""`update_parameters` and the training loop."""

import numpy as np

from grader.engine import case, expect, substitute

from .inputs import NARROW, drawn, narrow, parameters_of, whole

#: Not update_parameters: a loop may ignore its result and rely on the dictionary that it changes.
STEPS = (
    "multi_layer_forward",
    "softmax_cross_entropy_loss",
    "softmax_cross_entropy_loss_der",
    "multi_layer_backward",
)


@case(
    row="training",
    title="update_parameters: one step of a network with three layers, and with two",
    visible=True,
    weight=2.0,
)
def update_step(student, reference):
    parameters, gradients = parameters_of(13, [3, 4, 2, 5], 1.0), parameters_of(14, [3, 4, 2, 5], 1.0)
    gradients = {f"d{name}": array for name, array in gradients.items()}
    updated = student.update_parameters(parameters, gradients, 3, 0.5)
    expect(updated, "the parameters").close_to(reference.update_parameters(parameters, gradients, 3, 0.5))
    # Whole gradients beside fractions; the parameters are never whole numbers: `-=`, which is right, would fail.
    start = parameters_of(19, [3, 3, 1], 1.0)
    slopes = {"dW1": whole(10, 3, 3), "db1": whole(11, 3, 1), "dW2": whole(12, 1, 3), "db2": whole(13, 1, 1)}
    narrowed = dict(zip(start, narrow(*start.values()), strict=True))
    for first, second in (
        (start, slopes),
        (narrowed, dict(zip(slopes, narrow(*slopes.values()), strict=True))),
        (narrowed, {f"d{name}": array for name, array in narrowed.items()}),
    ):
        updated = student.update_parameters(first, second, 3, 0.5)
        expect(updated, "the parameters").close_to(reference.update_parameters(first, second, 3, 0.5), **NARROW)


def trained(reference, X, Y, parameters, iterations, rate):
    """(costs, parameters) of the training loop, step by step with the reference's functions."""
    costs = []
    for i in range(iterations):
        AL, caches = reference.multi_layer_forward(X, parameters)
        _, cache, cost = reference.softmax_cross_entropy_loss(AL, Y)
        dZ = reference.softmax_cross_entropy_loss_der(Y, cache)
        gradients = reference.multi_layer_backward(dZ, caches, parameters)
        parameters = reference.update_parameters(parameters, gradients, i, rate)
        if i % 20 == 0:
            costs.append(cost)
    return costs, parameters


@case(
    row="training",
    title="multi_layer_network: one layer; 21 iterations, with right versions of the other functions",
    weight=2.0,
    substitute=STEPS,
)
def loop_alone(student, reference):
    X, Y = drawn(16, (4, 8))[0], np.array([[0, 2, 1, 1, 0, 2, 2, 0]])
    single = parameters_of(18, [4, 3], 0.5)
    substitute(student, {"initialize_network": lambda net_dims: single})
    for images, labels in ((X[:, :1], Y[:, :1]), (X[:, :4], Y[:, :4]), (whole(9, 4, 8), Y), narrow(X, Y)):
        costs, parameters = student.multi_layer_network(images, labels, [4, 3], num_iterations=3, learning_rate=0.3)
        right_costs, right = trained(reference, images, labels, single, 3, 0.3)
        expect(parameters, "the parameters").close_to(right, **NARROW)
        expect(np.ravel(costs), "the costs").close_to(np.ravel(right_costs), **NARROW)
    start = parameters_of(15, [4, 6, 5, 3], 0.5)
    substitute(student, {"initialize_network": lambda net_dims: start})
    costs, parameters = student.multi_layer_network(X, Y, [4, 6, 5, 3], num_iterations=21, learning_rate=0.3)
    right_costs, right = trained(reference, X, Y, start, 21, 0.3)
    expect(parameters, "the parameters").close_to(right)
    expect(np.ravel(costs), "the costs").close_to(np.ravel(right_costs))
