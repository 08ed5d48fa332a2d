"""The training with images of MNIST."""

import json
from functools import cache as build_once
from pathlib import Path
from typing import NamedTuple

import numpy as np

from grader.datasets import mnist
from grader.engine import case, draw, expect, frozen, note, substitute, watch

from .inputs import parameters_of
from .training import trained

DIMS = [784, 200, 10]
IMAGES, ITERATIONS, RATE = 2000, 500, 0.1
TESTED, WANTED = 1000, 0.85
#: Images of the short run.
SHORT = 200


class Sampled(NamedTuple):
    """MNIST as the course samples it: seed 1, with replacement, 2000 training and 2000 test indices."""

    #: Name and description of the set.
    name: str
    description: str
    #: (784, 2000), scaled to -1..1, and (1, 2000).
    X: np.ndarray
    Y: np.ndarray
    #: The first 1000 of the drawn test images, uint8 of shape (1000, 28, 28), and their labels.
    images: np.ndarray
    labels: np.ndarray
    #: What was drawn, as (n, k): k of n.
    draws: tuple


@build_once
def digits():
    """The images of the training run; the labels of the test images never enter the jail."""
    found = mnist.load()
    draws = ((len(found.train_labels), IMAGES), (len(found.test_labels), IMAGES))
    random = np.random.RandomState(1)
    train, test = (random.choice(n, k) for n, k in draws)
    return Sampled(
        name=found.name,
        description=found.description,
        X=frozen(scaled(found.train_images[train])),
        Y=frozen(found.train_labels[train].astype(np.int64).reshape(1, -1)),
        images=found.test_images[test[:TESTED]],
        labels=found.test_labels[test[:TESTED]].astype(int),
        draws=draws,
    )


def scaled(images):
    """uint8 of shape (m, 28, 28) as columns between -1 and 1, shape (784, m)."""
    return np.array(images.reshape(len(images), -1).T / 127.5 - 1.0)


@build_once
def first_images():
    """The first of the sampled images and their labels: (784, 200) and (1, 200)."""
    return frozen(digits().X[:, :SHORT].copy()), frozen(digits().Y[:, :SHORT].copy())


@case(row="training", title="MNIST: the parameters after 3 iterations on 200 images", visible=True, tags=("whole",))
def short_run(student, reference):
    X, Y = first_images()
    start = mnist_start()
    substitute(student, {"initialize_network": lambda net_dims: start})
    _, parameters = student.multi_layer_network(X, Y, DIMS, num_iterations=3, learning_rate=RATE)
    _, right = trained(reference, X, Y, start, 3, RATE)
    expect(parameters, "the parameters").close_to(
        right, message="After 3 iterations your parameters are not the right ones; the long run will differ as well."
    )


@build_once
def mnist_start():
    """Starting parameters for the short run."""
    return parameters_of(17, DIMS, 0.01)


def finite(values):
    """The numbers as plain floats, None where one is not finite."""
    return [float(v) if np.isfinite(v) else None for v in np.ravel(np.asarray(values, dtype=float))[:ITERATIONS]]


def draw_outcome(student, images, labels, predicted):
    """Confusion matrix, and up to 20 of the misread digits."""
    counts = np.zeros((10, 10), dtype=int)
    np.add.at(counts, (labels, predicted), 1)
    draw(student, {"kind": "confusion", "matrix": counts.tolist()})
    wrong = np.flatnonzero(predicted != labels)
    shown = [
        {"pixels": images[i].tolist(), "label": int(labels[i]), "predicted": int(predicted[i])} for i in wrong[:20]
    ]
    draw(student, {"kind": "digits", "digits": shown, "total": len(wrong)})


@case(
    row="training",
    title="MNIST: 500 iterations, then more than 85 % of 1000 test images right",
    visible=True,
    weight=5.0,
    tags=("heavy",),
    timed_by=("short_run", ITERATIONS / 3 * IMAGES / SHORT),
    limits={"wall_seconds": 120.0, "factor": 8.0},
)
def mnist_accuracy(student, reference):
    data = digits()
    note(student, f"Data set: {data.description}.")
    curve = json.loads(Path(__file__).parents[1].joinpath("reference_losses.json").read_text())[data.name]
    student.seed_numpy(1, data.draws)
    watch(student, "softmax_cross_entropy_loss", of=ITERATIONS, beside={"reference_loss": curve})
    costs, parameters = student.multi_layer_network(data.X, data.Y, DIMS, num_iterations=ITERATIONS, learning_rate=RATE)
    losses = finite(costs)
    series = [{"name": "your loss", "values": losses}, {"name": "reference", "values": curve[::20]}]
    draw(student, {"kind": "curves", "title": "Loss", "x": list(range(1, ITERATIONS, 20)), "series": series})
    for l in (1, 2):
        expect(parameters[f"W{l}"], f"W{l}").has_shape((DIMS[l], DIMS[l - 1])).is_finite()
        expect(parameters[f"b{l}"], f"b{l}").has_shape((DIMS[l], 1)).is_finite()
    predicted = reference.classify(scaled(data.images), parameters).ravel()
    accuracy = float(np.mean(predicted == data.labels))
    note(student, f"Your network reads {accuracy:.1%} of {TESTED} test images right; it needs more than {WANTED:.0%}.")
    draw_outcome(student, data.images, data.labels, predicted)
    expect(accuracy, "the accuracy on 1000 test images").above(WANTED)
