"""The training assignments against published numbers and finite differences, never the reference against itself."""

import numpy as np
import pytest

from grader.assignments.secret import Catalogue
from grader.settings import PROJECT

pytestmark = pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
CATALOGUE = Catalogue(PROJECT)
NAMES = ("input_to_hidden_weights", "hidden_to_output_weights", "biases")
TESTING = [(1, 1), (2, 2), (3, 3), (5, 5), (10, 10)]


def reference(slug, *misconceptions):
    return CATALOGUE.load(slug).reference.namespace(misconceptions)


def after_epochs(network, epochs):
    for _ in range(epochs):
        for (x1, x2), y in network.training_points:
            network.train(x1, x2, y)
    return network


def loss(W, V, b, x, y):
    return 0.5 * (y - (V @ np.maximum(0.0, W @ x + b)).item()) ** 2


@pytest.mark.parametrize("slug", ["train", "digits_network"])
def test_weights_after_one_and_ten_epochs_are_the_published_ones(slug):
    network = after_epochs(reference(slug)["NeuralNetwork"](), 1)
    np.testing.assert_allclose(
        network.input_to_hidden_weights, [[1.0452341374864325, 1.04847162072718]] * 3, rtol=1e-12
    )
    np.testing.assert_allclose(network.hidden_to_output_weights, [[1.0923780757147743] * 3], rtol=1e-12)
    np.testing.assert_allclose(network.biases, [[0.011080512859654593]] * 3, rtol=1e-12)
    network = after_epochs(network, 9)
    np.testing.assert_allclose(
        network.input_to_hidden_weights, [[1.0475420568027847, 1.061431111666658]] * 3, rtol=1e-12
    )
    np.testing.assert_allclose(network.hidden_to_output_weights, [[1.1070729799438688] * 3], rtol=1e-12)
    np.testing.assert_allclose(network.biases, [[0.010264775053490816]] * 3, rtol=1e-12)


def test_predictions_after_ten_epochs_are_the_published_ones():
    network = after_epochs(reference("digits_network")["NeuralNetwork"](), 10)
    published = [7.038453, 14.042815, 21.047176, 35.055900, 70.077708]
    np.testing.assert_allclose([network.predict(*point) for point in TESTING], published, atol=1e-6)


def test_losses_of_the_tenth_epoch_are_the_published_ones_and_below_the_limit():
    network = after_epochs(reference("train")["NeuralNetwork"](), 9)
    losses = []
    for (x1, x2), y in network.training_points:
        W, V, b = (np.asarray(getattr(network, name)) for name in NAMES)
        losses.append(loss(W, V, b, np.array([[x1], [x2]]), y))
        network.train(x1, x2, y)
    np.testing.assert_allclose(losses, [0.1353, 0.0000, 0.1239, 0.0295], atol=5e-5)
    assert max(losses) < 0.15


@pytest.mark.parametrize("slug", ["train", "digits_network"])
@pytest.mark.parametrize("seed", range(20))
def test_a_step_follows_the_numerical_gradient(slug, seed):
    rng = np.random.default_rng(seed)
    start = [rng.uniform(-2, 2, (3, 2)), rng.uniform(-2, 2, (1, 3)), rng.uniform(-1, 1, (3, 1))]
    x1, x2, y = rng.uniform(-3, 3, 3)
    x = np.array([[x1], [x2]])
    assert np.abs(start[0] @ x + start[2]).min() > 1e-3, "too near to a kink for differences"
    network = reference(slug)["NeuralNetwork"]()
    for name, value in zip(NAMES, start, strict=True):
        setattr(network, name, np.matrix(value))
    network.train(x1, x2, y)
    for which, name in enumerate(NAMES):
        gradient = numerical(lambda: loss(*start, x, y), start[which])
        wanted = start[which] - 0.001 * gradient
        np.testing.assert_allclose(getattr(network, name), wanted, rtol=0, atol=1e-8, err_msg=name)


def numerical(value, array):
    """Central differences of `value()` with respect to the entries of `array`, which it reads."""
    gradient = np.zeros_like(array)
    for index in np.ndindex(array.shape):
        kept = array[index]
        array[index] = kept + 1e-5
        above = value()
        array[index] = kept - 1e-5
        gradient[index] = (above - value()) / 2e-5
        array[index] = kept
    return gradient


#: What a check of the five test points within 0.15, and one of the weights, make of wrong steps (published counts).
PASSES_BOTH = [
    "input_gradient_without_derivative",
    "relu_is_identity",
    "derivative_from_one",
    "no_relu_derivative",
    "output_gradient_from_weighted_input",
    "bias_without_derivative",
    "derivative_at_output",
]
PASSES_POINTS = [
    "output_gradient_from_weights",
    "derivative_of_error",
    "bias_from_output_error",
    "hidden_error_truncated",
    "hidden_error_from_new_weights",
    "hidden_error_without_weights",
    "only_hidden_weights_updated",
    "biases_not_updated",
]


def accepted_by_the_original(*misconceptions):
    """(whether the five points are within 0.15, whether the weights are the right ones)."""
    network = after_epochs(reference("train", *misconceptions)["NeuralNetwork"](), 10)
    W, V, b = (np.asarray(getattr(network, name)) for name in NAMES)
    errors = [abs((V @ np.maximum(0, W @ [[x1], [x2]] + b)).item() - 7 * x1) for x1, x2 in TESTING]
    right = after_epochs(reference("train")["NeuralNetwork"](), 10)
    same = all(np.allclose(getattr(network, name), getattr(right, name), rtol=0, atol=1e-6) for name in NAMES)
    return max(errors) < 0.15, same


@pytest.mark.parametrize("name", PASSES_BOTH)
def test_a_wrong_step_that_even_the_weights_do_not_show_is_known(name):
    assert accepted_by_the_original(name) == (True, True)


@pytest.mark.parametrize("name", PASSES_POINTS)
def test_a_wrong_step_that_the_five_points_do_not_show_is_known(name):
    assert accepted_by_the_original(name) == (True, False)
