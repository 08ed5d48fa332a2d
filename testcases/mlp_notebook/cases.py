"""Test cases for the MNIST notebook: each function alone, then the training."""

import json
from functools import cache as build_once
from pathlib import Path
from typing import NamedTuple

import numpy as np

from grader.datasets import mnist
from grader.engine import case, central_differences, draw, expect, frozen, gradient_check, note, substitute, watch

#: Loss tolerance: the published check compares 5 decimals, so log(A + 1e-8) is as good as log(A).
LOSS = {"rtol": 0.0, "atol": 1e-5}
FORWARD = ("multi_layer_forward", "layer_forward", "linear_forward", "relu", "softmax_cross_entropy_loss")
#: Not update_parameters: a loop may ignore its result and rely on the dictionary that it changes.
STEPS = (
    "multi_layer_forward",
    "softmax_cross_entropy_loss",
    "softmax_cross_entropy_loss_der",
    "multi_layer_backward",
)
DIMS = [784, 200, 10]
IMAGES, ITERATIONS, RATE = 2000, 500, 0.1
TESTED, WANTED = 1000, 0.85
#: Images of the short run.
SHORT = 200


def drawn(seed, *shapes):
    """Standard normal arrays, drawn as the course's tests draw them."""
    random = np.random.RandomState(seed)
    return tuple(frozen(random.randn(*shape)) for shape in shapes)


# relu


@case(row="relu", title="The example of the task: a list", visible=True)
def relu_of_a_list(student, reference):
    A, cache = student.relu([-2, -1, 0, 1, 2])
    right, _ = reference.relu([-2, -1, 0, 1, 2])
    expect(A, "A").close_to(right)
    expect(cache, "the cache").has_keys(["Z"])


@case(row="relu", title="A batch of numbers of both signs")
def relu_of_a_batch(student, reference):
    (Z,) = drawn(5, (4, 6))
    A, cache = student.relu(3 * Z)
    right, right_cache = reference.relu(3 * Z)
    expect(A, "A").close_to(right)
    expect(cache, "the cache").close_to(right_cache)


# relu_der


@case(row="relu_der", title="The example of the task", visible=True)
def relu_der_example(student, reference):
    dA = np.array([[0, 2], [1, 1]])
    cache = {"Z": np.array([[-1, 2], [1, -2]])}
    expect(student.relu_der(dA, cache), "dZ").close_to(reference.relu_der(dA, cache))


@case(row="relu_der", title="A unit whose input is exactly zero passes nothing on")
def relu_der_at_zero(student, reference):
    dA = np.array([[1.5, -2.0, 3.0], [4.0, 5.0, -6.0]])
    cache = {"Z": np.array([[0.0, 1.0, -1.0], [2.0, 0.0, 0.0]])}
    expect(student.relu_der(dA, cache), "dZ").close_to(reference.relu_der(dA, cache))


@case(row="relu_der", title="A batch of numbers of both signs")
def relu_der_of_a_batch(student, reference):
    dA, Z = drawn(6, (4, 7), (4, 7))
    expect(student.relu_der(dA, {"Z": Z}), "dZ").close_to(reference.relu_der(dA, {"Z": Z}))


@case(row="relu_der", title="Neither dA nor the cache is changed")
def relu_der_changes_nothing(student, reference):
    dA, Z = drawn(7, (3, 4), (3, 4))
    result, (dA_after, cache_after) = student.relu_der.with_args_back(dA, {"Z": Z})
    expect(result, "dZ").close_to(reference.relu_der(dA, {"Z": Z}))
    expect(dA_after, "dA").unchanged_from(dA)
    expect(cache_after["Z"], 'cache["Z"]').unchanged_from(Z)


# softmax_cross_entropy_loss


def published():
    """The published fixture: scores of 3 classes and 4 samples, and their labels."""
    return drawn(1, (3, 4))[0], np.array([[1, 0, 1, 2]])


def compare_softmax(student, reference, Z, Y):
    """A, the cached A and the loss."""
    A, cache, loss = student.softmax_cross_entropy_loss(Z, Y)
    right, right_cache, right_loss = reference.softmax_cross_entropy_loss(Z, Y)
    expect(A, "A").close_to(right)
    expect(cache, "the cache").close_to(right_cache)
    expect(np.squeeze(loss), "the loss").close_to(np.squeeze(right_loss), **LOSS)


@case(row="softmax_cross_entropy_loss", title="The published example: 3 classes, 4 samples", visible=True)
def softmax_published(student, reference):
    compare_softmax(student, reference, *published())


@case(row="softmax_cross_entropy_loss", title="5 classes, 7 samples")
def softmax_of_a_batch(student, reference):
    compare_softmax(student, reference, drawn(8, (5, 7))[0], np.array([[4, 0, 0, 3, 1, 2, 2]]))


@case(row="softmax_cross_entropy_loss", title="Scores near 1000, where the exponential overflows")
def softmax_of_large_scores(student, reference):
    Z = np.array([[1000.0, 998.0], [999.5, 1001.0], [997.0, 999.0]])
    compare_softmax(student, reference, Z, np.array([[0, 1]]))


@case(row="softmax_cross_entropy_loss", title="One sample far below another, one class far above another")
def softmax_of_distant_samples(student, reference):
    Z = np.array([[900.0, -900.0, 720.5], [901.0, -901.0, 0.5]])
    compare_softmax(student, reference, Z, np.array([[1, 0, 0]]))


@case(row="softmax_cross_entropy_loss", title="Without labels the loss is []")
def softmax_without_labels(student, reference):
    Z, _ = published()
    A, cache, loss = student.softmax_cross_entropy_loss(Z)
    right, right_cache, _ = reference.softmax_cross_entropy_loss(Z)
    expect(A, "A").close_to(right)
    expect(cache, "the cache").close_to(right_cache)
    expect(list(loss) if isinstance(loss, np.ndarray) else loss, "the loss without labels").equals([])


# softmax_cross_entropy_loss_der


def probabilities(seed, classes, samples):
    """Columns that add up to 1."""
    raw = np.exp(drawn(seed, (classes, samples))[0])
    return frozen(raw / raw.sum(axis=0))


@case(row="softmax_cross_entropy_loss_der", title="The published example: 3 classes, 4 samples", visible=True)
def softmax_der_published(student, reference):
    Z, Y = published()
    cache = {"A": reference.softmax_cross_entropy_loss(Z, Y)[0]}
    expect(student.softmax_cross_entropy_loss_der(Y, cache), "dZ").close_to(
        reference.softmax_cross_entropy_loss_der(Y, cache)
    )


@case(row="softmax_cross_entropy_loss_der", title="10 classes, 6 samples, and one sample alone")
def softmax_der_of_batches(student, reference):
    for A, Y in ((probabilities(9, 10, 6), [[7, 0, 9, 9, 2, 4]]), (probabilities(10, 4, 1), [[2]])):
        cache, labels = {"A": A}, np.array(Y)
        expect(student.softmax_cross_entropy_loss_der(labels, cache), "dZ").close_to(
            reference.softmax_cross_entropy_loss_der(labels, cache)
        )


@case(row="softmax_cross_entropy_loss_der", title="As many samples as classes")
def softmax_der_square(student, reference):
    cache, Y = {"A": probabilities(11, 4, 4)}, np.array([[3, 3, 0, 1]])
    expect(student.softmax_cross_entropy_loss_der(Y, cache), "dZ").close_to(
        reference.softmax_cross_entropy_loss_der(Y, cache)
    )


@case(row="softmax_cross_entropy_loss_der", title="The cached activations are not changed")
def softmax_der_changes_nothing(student, reference):
    A, Y = probabilities(12, 3, 5), np.array([[0, 2, 1, 1, 2]])
    result, (_, cache_after) = student.softmax_cross_entropy_loss_der.with_args_back(Y, {"A": A})
    expect(result, "dZ").close_to(reference.softmax_cross_entropy_loss_der(Y, {"A": A}))
    expect(cache_after["A"], 'cache["A"]').unchanged_from(A)


# initialize_network


@gradient_check(
    explains=("softmax_der_published", "softmax_der_of_batches", "softmax_der_square"),
    forward="softmax_cross_entropy_loss",
    backward="softmax_cross_entropy_loss_der",
)
def softmax_der_fits(student):
    Z, Y = drawn(35, (3, 4))[0], np.array([[1, 0, 1, 2]])
    measured = central_differences(lambda moved: student.softmax_cross_entropy_loss(moved, Y)[2], Z)
    return student.softmax_cross_entropy_loss_der(Y, student.softmax_cross_entropy_loss(Z, Y)[1]), measured


@case(row="initialize_network", title="The published example: [5, 4, 1]", visible=True)
def initialize_published(student, reference):
    student.seed_numpy(1)
    reference.seed_numpy(1)
    parameters, right = student.initialize_network([5, 4, 1]), reference.initialize_network([5, 4, 1])
    expect(parameters, "parameters").has_keys(right)
    for name, array in right.items():
        expect(parameters[name], name).has_shape(array.shape)
        if name.startswith("b"):
            expect(parameters[name], name).equals(array)


@case(row="initialize_network", title="Four layers: shapes, zero biases, weights of the right size")
def initialize_four_layers(student, reference):
    dims = [300, 200, 150, 7, 120]
    student.seed_numpy(3)
    reference.seed_numpy(3)
    parameters, right = student.initialize_network(dims), reference.initialize_network(dims)
    expect(parameters, "parameters").has_keys(right)
    for name, array in right.items():
        expect(parameters[name], name).has_shape(array.shape).is_finite()
        if name.startswith("b"):
            expect(parameters[name], name).equals(array)
        else:
            expect(float(np.std(parameters[name])), f"the standard deviation of {name}").close_to(0.01, rtol=0.1)
            expect(abs(float(np.mean(parameters[name]))), f"the mean of {name}, without its sign").below(0.0015)


# linear_forward and linear_backward


@case(row="linear_forward", title="The example of the task", visible=True)
def linear_forward_example(student, reference):
    inputs = (
        np.array([[1.0, 2.0], [3.0, -1.0]]),
        np.array([[1.0, 0.5], [-2.0, 1.0], [0.0, 2.0]]),
        np.array([[1.0], [0.0], [-1.0]]),
    )
    Z, cache = student.linear_forward(*inputs)
    right, right_cache = reference.linear_forward(*inputs)
    expect(Z, "Z").close_to(right)
    expect(cache, "the cache").close_to(right_cache)


@case(row="linear_forward", title="Random layers, square and not")
def linear_forward_random(student, reference):
    for A, W, b in (
        drawn(1, (3, 4), (3, 3), (3, 1)),
        drawn(2, (5, 4), (2, 5), (2, 1)),
        drawn(3, (2, 1), (4, 2), (4, 1)),
    ):
        Z, cache = student.linear_forward(A, W, b)
        right, right_cache = reference.linear_forward(A, W, b)
        expect(Z, "Z").close_to(right)
        expect(cache, "the cache").close_to(right_cache)


def compare_backward(student, reference, fixture):
    """dA_prev, dW and db; `fixture` is (dZ, A_prev, W, b)."""
    dZ, A, W, b = fixture
    dA_prev, dW, db = student.linear_backward(dZ, {"A": A}, W, b)
    right = reference.linear_backward(dZ, {"A": A}, W, b)
    expect(dA_prev, "dA_prev").close_to(right[0])
    expect(dW, "dW").close_to(right[1])
    expect(db, "db").close_to(right[2])


@case(row="linear_backward", title="Two units, three inputs, two samples", visible=True)
def linear_backward_example(student, reference):
    dZ, A = np.array([[1.0, 2.0], [0.0, -1.0]]), np.array([[1.0, 0.0], [2.0, 1.0], [-1.0, 3.0]])
    W, b = np.array([[1.0, 0.0, 2.0], [-1.0, 1.0, 0.5]]), np.array([[0.0], [1.0]])
    compare_backward(student, reference, (dZ, A, W, b))


@case(row="linear_backward", title="Three units, five inputs, four samples")
def linear_backward_random(student, reference):
    compare_backward(student, reference, drawn(1, (3, 4), (5, 4), (3, 5), (3, 1)))


@case(row="linear_backward", title="Square layers, and one sample alone")
def linear_backward_edges(student, reference):
    compare_backward(student, reference, drawn(2, (4, 4), (4, 4), (4, 4), (4, 1)))
    compare_backward(student, reference, drawn(3, (2, 1), (3, 1), (2, 3), (2, 1)))


# classify


@case(row="classify", title="Two inputs, two classes", visible=True, substitute=FORWARD)
def classify_example(student, reference):
    X = np.array([[2.0, -1.0, 0.5], [0.0, 3.0, 0.25]])
    parameters = {"W1": np.array([[1.0, -1.0], [-2.0, 1.0]]), "b1": np.array([[0.0], [0.5]])}
    expect(student.classify(X, parameters), "the labels").equals(reference.classify(X, parameters))


@case(row="classify", title="Two layers, and a single sample", substitute=FORWARD)
def classify_two_layers(student, reference):
    X, W1, b1, W2, b2 = drawn(1, (3, 4), (2, 3), (2, 1), (2, 2), (2, 1))
    parameters = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
    expect(student.classify(X, parameters), "the labels").equals(reference.classify(X, parameters))
    one = X[:, 2:3]  # of class 1
    expect(student.classify(one, parameters), "the label").equals(reference.classify(one, parameters))


@case(row="classify", title="Three layers, ten classes, scores of very different size", substitute=FORWARD)
def classify_three_layers(student, reference):
    X, W1, b1, W2, b2, W3, b3 = drawn(4, (6, 20), (8, 6), (8, 1), (5, 8), (5, 1), (10, 5), (10, 1))
    sizes = np.logspace(-1, 4, 20)
    parameters = {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "W3": W3, "b3": b3}
    expect(student.classify(X * sizes, parameters), "the labels").equals(reference.classify(X * sizes, parameters))


# training


def parameters_of(seed, dims, scale):
    """Weights and biases of a network, all drawn."""
    random = np.random.RandomState(seed)
    found = {}
    for l in range(1, len(dims)):
        found[f"W{l}"] = frozen(scale * random.randn(dims[l], dims[l - 1]))
        found[f"b{l}"] = frozen(0.1 * scale * random.randn(dims[l], 1))
    return found


@case(row="training", title="update_parameters: one step of a network with three layers", visible=True, weight=2.0)
def update_step(student, reference):
    parameters, gradients = parameters_of(13, [3, 4, 2, 5], 1.0), parameters_of(14, [3, 4, 2, 5], 1.0)
    gradients = {f"d{name}": array for name, array in gradients.items()}
    updated = student.update_parameters(parameters, gradients, 3, 0.5)
    expect(updated, "the parameters").close_to(reference.update_parameters(parameters, gradients, 3, 0.5))


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
    title="multi_layer_network: 21 iterations, with right versions of the other functions",
    weight=2.0,
    substitute=STEPS,
)
def loop_alone(student, reference):
    start = parameters_of(15, [4, 6, 5, 3], 0.5)
    substitute(student, {"initialize_network": lambda net_dims: start})
    X, Y = drawn(16, (4, 8))[0], np.array([[0, 2, 1, 1, 0, 2, 2, 0]])
    costs, parameters = student.multi_layer_network(X, Y, [4, 6, 5, 3], num_iterations=21, learning_rate=0.3)
    right_costs, right = trained(reference, X, Y, start, 21, 0.3)
    expect(parameters, "the parameters").close_to(right)
    expect(np.ravel(costs), "the costs").close_to(np.ravel(right_costs))


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
    curve = json.loads(Path(__file__).with_name("reference_losses.json").read_text())[data.name]
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
