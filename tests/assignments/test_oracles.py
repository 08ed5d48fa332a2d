"""The references against what others have published or measured: finite differences and the course's own values."""

import numpy as np
import pytest

from grader.assignments.secret import Catalogue
from grader.engine.questions import NumberKey

CATALOGUE = Catalogue()


def reference(slug):
    return CATALOGUE.load(slug).reference.namespace()


def slope(function, array, step=1e-6):
    """The derivative of function() by each entry of `array`, by central differences; `array` is changed in place."""
    found = np.zeros(array.shape)
    for index in np.ndindex(*array.shape):
        kept = array[index]
        array[index] = kept + step
        above = function()
        array[index] = kept - step
        found[index] = (above - function()) / (2 * step)
        array[index] = kept
    return found


@pytest.mark.parametrize("name", ["W3", "b3", "W2", "b2", "W1", "b1"])
@pytest.mark.parametrize(("n1", "n2", "N"), [(6, 7, 4), (3, 5, 1), (1, 4, 9)])
def test_the_jacobians_are_the_slopes_of_the_cost(name, n1, n2, N):
    space = reference("jacobians")
    space["reset_network"](n1, n2, np.random.RandomState(4))
    random = np.random.RandomState(5)
    x, y = random.rand(1, N), random.rand(2, N)
    measured = slope(lambda: space["cost"](x, y), space[name])
    np.testing.assert_allclose(space[f"J_{name}"](x, y), measured, rtol=1e-5, atol=1e-9)


def test_the_deep_network_has_the_published_cost():
    cost = reference("dnn_step_by_step")["compute_cost"](np.array([[0.8, 0.9, 0.4]]), np.array([[1, 1, 0]]))
    assert cost == pytest.approx(0.27977656, abs=5e-9)


def test_linear_backward_has_the_published_row_sums():
    random = np.random.RandomState(1)
    dZ, A_prev, W, b = (random.randn(*shape) for shape in ((3, 4), (5, 4), (3, 5), (3, 1)))
    _, _, db = reference("dnn_step_by_step")["linear_backward"](dZ, (A_prev, W, b))
    np.testing.assert_allclose(4 * db.ravel(), [-0.5885514244, -0.4525262042, -0.5283640519], atol=5e-11)


@pytest.mark.parametrize("dims", [(3, 1), (4, 3, 1), (5, 4, 3, 1), (2, 5, 3, 4, 1)])
def test_the_deep_networks_gradients_are_the_slopes_of_the_cost(dims):
    space = reference("dnn_step_by_step")
    random = np.random.RandomState(6)
    parameters = {}
    for layer in range(1, len(dims)):
        parameters[f"W{layer}"] = random.randn(dims[layer], dims[layer - 1])
        parameters[f"b{layer}"] = random.randn(dims[layer], 1)
    X, Y = random.randn(dims[0], 5), np.array([[1, 0, 1, 1, 0]])

    def cost():
        return float(space["compute_cost"](space["L_model_forward"](X, parameters)[0], Y))

    gradients = space["L_model_backward"](
        space["L_model_forward"](X, parameters)[0], Y, space["L_model_forward"](X, parameters)[1]
    )
    for name, array in parameters.items():
        np.testing.assert_allclose(gradients[f"d{name}"], slope(cost, array), rtol=1e-5, atol=1e-8)


def test_one_step_of_the_perceptron_follows_the_slope_of_its_loss():
    space = reference("perceptron")
    np.random.seed(3)
    layers = [
        space["Layer"](2, 4, space["relu"]),
        space["Layer"](4, 3, space["relu"]),
        space["Layer"](3, 1, space["sigmoid"]),
    ]
    network = space["Perceptron"](layers)
    x, target, rate = np.array([[0.4, -1.2]]), np.array([[1.0]]), 0.01

    def loss():
        output = network.forward(x[0])[0, 0]
        return -np.log(output)

    measured = [(slope(loss, layer.weights), slope(loss, layer.biases)) for layer in layers]
    before = [(np.array(layer.weights), np.array(layer.biases)) for layer in layers]
    network.fit(x, target, 1, rate)
    for layer, (weights, biases), (by_weights, by_biases) in zip(layers, before, measured, strict=True):
        np.testing.assert_allclose((weights - layer.weights) / rate, by_weights, rtol=1e-4, atol=1e-8)
        np.testing.assert_allclose((biases - layer.biases) / rate, by_biases, rtol=1e-4, atol=1e-8)


def test_the_quizs_derivative_is_the_slope_of_its_cost_and_has_the_published_value():
    space = reference("training_quiz")
    assert space["dCdb"](2.3, -1.2, 0, 1) == pytest.approx(-1.1186026425530913, rel=1e-12)
    b1 = np.array([0.3])
    measured = slope(lambda: space["C"](0.8, b1[0], -0.5, 0.2), b1)
    assert space["dCdb"](0.8, 0.3, -0.5, 0.2) == pytest.approx(measured[0], rel=1e-6)


@pytest.mark.parametrize("slug", ["backprop_homework", "training_quiz"])
def test_the_numeric_answers_are_those_of_the_reference(slug):
    numbers = {
        question.name: question.key
        for question in CATALOGUE.load(slug).suite.questions
        if isinstance(question.key, NumberKey)
    }
    for name, value in reference(slug)["answers"]().items():
        assert numbers[name].value == pytest.approx(float(value), abs=1e-9)


def test_the_homework_has_the_published_answers():
    answers = {name: float(value) for name, value in reference("backprop_homework")["answers"]().items()}
    assert answers == pytest.approx(
        {"loss": 0.2884284165, "dC_dw1": 2.0809165622, "dC_dw2": -0.0041618331, "dC_db": -0.1387277708}, abs=5e-11
    )


def test_the_homeworks_derivatives_are_the_slopes_of_its_loss():
    space = reference("backprop_homework")
    network = dict(space["NETWORK"])
    found = dict(zip(("w1", "w2", "b"), space["backward"](**network), strict=True))
    for name, value in found.items():
        costs = [space["forward"](**{**network, name: network[name] + step})[2] for step in (1e-6, -1e-6)]
        assert value == pytest.approx((costs[0] - costs[1]) / 2e-6, rel=1e-5)
