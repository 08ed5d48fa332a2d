"""`Perceptron.fit`, tested with `RecordingLayer`s.

They learn nothing and write down what they are asked, so that a mistake in `Layer.backward` cannot reach it. What is
compared does not depend on the order in which an epoch visits the examples.
"""

from functools import cache as build_once
from itertools import pairwise

import numpy as np

from grader.engine import case, expect, nonzero_arrays

from .layer import CLOSE


@build_once
def examples(count, seed):
    """Points (count, 2), no two alike, and labels (count, 1) of both kinds, one class after the other."""
    rng = np.random.default_rng(seed)
    return np.round(rng.normal(0, 1, (count, 2)), 3), (np.arange(count).reshape(count, 1) >= count // 2).astype(float)


def fit_recorded(side, widths, data, labels, epochs, rate):
    """Fit a network of recording layers; what they wrote down: ["forward" or "backward", layer, array, rate]."""
    perceptron = recording_network(side, widths)
    side.start_from_seed(10)
    perceptron.fit(data, labels, epochs, rate)
    return side.record()


def recording_network(side, widths):
    """A perceptron of recording layers with relu and, at the end, the sigmoid."""
    activations = ["relu"] * (len(widths) - 2) + ["sigmoid"]
    layers = []
    for number, (inputs, neurons) in enumerate(pairwise(widths), start=1):
        weights, biases = nonzero_arrays(50 + number, (neurons, inputs), (neurons, 1))
        activation = side.get(activations[number - 1])
        layers.append(side.RecordingLayer(number, weights / 2, biases / 2, activation))
    return side.Perceptron(layers)


def turns(written):
    """[(the example, [(layer, da, rate), ...]), ...]: each visit of an example with the calls of backward after it.

    Outputs that are asked for without learning from them, such as for an accuracy, are no visits beside others.
    """
    asked = []
    for what, number, array, rate in written:
        if what == "forward" and number == 1:
            asked.append((tuple(float(x) for x in np.ravel(array)), []))
        elif what == "backward" and asked:
            asked[-1][1].append((number, np.ravel(array), rate))
    return [visit for visit in asked if visit[1]] or asked


def compare_turns(mine, right):
    """For each example: the layers in order, what they were given, and the learning rate."""
    wanted = dict(right)
    for example, calls in mine:
        expect(example in wanted).is_true("The network was asked about something that is no row of the training data.")
        layers, right_layers = [call[0] for call in calls], [call[0] for call in wanted[example]]
        expect(layers == right_layers).is_true(
            f"For one example, backward has to be called for layer {', then '.join(map(str, right_layers))} (1 is the "
            f"first). After one output you called it for {', then '.join(map(str, layers)) or 'no layer'}."
        )
        for (number, da, rate), (_, right_da, right_rate) in zip(calls, wanted[example], strict=True):
            expect(da, f"da given to layer {number}").close_to(right_da, **CLOSE)
            expect(rate, f"the learning rate given to layer {number}").close_to(right_rate)


def check_fit(student, reference, widths, count, epochs, rate):
    """Every visit of every example."""
    data, labels = examples(count, count)
    right = turns(fit_recorded(reference, widths, data, labels, epochs, rate))
    mine = turns(fit_recorded(student, widths, data, labels, epochs, rate))
    compare_turns(mine, right)
    return mine, right


@case(row="fit", title="One example of label 1: what each layer is given", visible=True)
def fit_one_example(student, reference):
    data, labels = np.array([[0.6, -1.1]]), np.array([[1.0]])
    args = ((2, 4, 3, 1), data, labels, 1, 0.01)
    right = turns(fit_recorded(reference, *args))
    mine = turns(fit_recorded(student, *args))
    expect(len(mine)).equals(1, message="fit has to learn once from the only example")
    compare_turns(mine, right)


@case(row="fit", title="Eight examples of both labels, one epoch", visible=True)
def fit_one_epoch(student, reference):
    mine, _ = check_fit(student, reference, (2, 5, 3, 1), 8, 1, 0.05)
    visited = sorted(example for example, _ in mine)
    expect(visited == sorted({example for example, _ in mine}) and len(visited) == 8).is_true(
        f"Each of the 8 examples has to be visited once per epoch; {len(set(visited))} were, in {len(visited)} visits."
    )


@case(
    row="fit",
    title="Five examples, three epochs, another rate",
    summary="What the layers were asked in three epochs is not right: the visits, their layers, da or the rate.",
)
def fit_three_epochs(student, reference):
    mine, _ = check_fit(student, reference, (2, 3, 4, 2, 1), 5, 3, 0.7)
    counts = sorted([example for example, _ in mine].count(example) for example in dict(mine))
    expect(counts == [3] * 5).is_true("With three epochs each of the five examples has to be visited three times.")
    data, labels = np.array([[2, -1], [0, 3], [-2, 1]]), np.array([[1], [0], [1]])
    for kind, count in ((np.int64, 3), (np.int32, 3), (np.float32, 2)):
        args = ((2, 3, 1), data[:count].astype(kind), labels[:count].astype(kind), 1, 0.7)
        compare_turns(turns(fit_recorded(student, *args)), turns(fit_recorded(reference, *args)))


@case(
    row="fit",
    title="A new order of the examples in every epoch",
    weight=0.5,
    summary="The order of the examples is not a new permutation in every epoch.",
)
def fit_shuffles(student, reference):
    mine, _ = check_fit(student, reference, (2, 3, 1), 12, 2, 0.1)
    order = [example for example, _ in mine]
    data = [tuple(float(x) for x in row) for row in examples(12, 12)[0]]
    expect(order[:12] != data and order[12:] != order[:12]).is_true(
        "The examples came in the same order: draw a new permutation in every epoch."
    )


def losses_printed(side):
    """The decimals that fit prints in two epochs; the layers do not learn, so both epochs have one loss."""
    perceptron = recording_network(side, (2, 4, 3, 1))
    side.start_from_seed(10)
    return side.printed(perceptron, *examples(7, 7), 2, 0.1)


@case(row="fit", title="The average loss of every epoch is printed", visible=True, weight=0.5)
def fit_prints_the_loss(student, reference):
    right, mine = losses_printed(reference), losses_printed(student)
    close = [loss for loss in mine if abs(loss - right[0]) < 0.006]
    expect(len(close) >= len(right)).is_true(
        f"fit should print the average loss in each of the {len(right)} epochs (here {right[0]:.3f} each time); the "
        f"numbers that it printed are {mine[:6]}."
    )


def worsening(side):
    """The decimals that fit prints in four epochs with one example, and the visits, while the output gets worse."""
    layer = side.RecordingLayer(1, np.array([[0.5, -0.25]]), np.array([[0.2]]), side.get("sigmoid"))
    layer.drift = 1.5
    side.start_from_seed(10)
    printed = side.printed(side.Perceptron([layer]), np.array([[0.4, 1.2]]), np.array([[1.0]]), 4, 0.1)
    return printed, turns(side.record())


@case(
    row="fit",
    title="Four epochs in which the loss grows",
    weight=0.5,
    summary="In four epochs in which the loss grows, the visits, da or the printed losses are not right.",
)
def fit_while_the_loss_grows(student, reference):
    (right, right_visits), (mine, visits) = worsening(reference), worsening(student)
    expect(len(visits)).equals(len(right_visits), message="fit has to learn from the example in each of four epochs")
    for (_, calls), (_, right_calls) in zip(visits, right_visits, strict=True):
        expect(calls[0][1], "da given to the layer").close_to(right_calls[0][1], **CLOSE)
    missing = [loss for loss in right if not any(abs(loss - other) < 0.006 for other in mine)]
    expect(not missing).is_true(
        f"fit should print the loss of each epoch, that of the output before the step: {right}. It printed {mine[:8]}."
    )
