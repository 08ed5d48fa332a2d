"""The notebook and the layer against published numbers and finite differences, never the reference against itself."""

import json

import numpy as np
import pytest

from grader.assignments.secret import Catalogue
from grader.datasets import mnist
from grader.settings import PROJECT, Settings
from tests.mnist_files import FOLDER, needs_canonical_files

CATALOGUE = Catalogue(PROJECT)
#: Costs of a published run at iterations 1, 21, 41, ..., 481.
PUBLISHED = (
    2.30262, 1.80242, 0.92838, 0.71804, 0.58955, 0.53325, 0.43405, 0.42289, 0.34212, 0.33355, 0.31770, 0.28235,
    0.27505, 0.24805, 0.23275, 0.22678, 0.20941, 0.20796, 0.18465, 0.17449, 0.17399, 0.15403, 0.14431, 0.14161, 0.13169,
)  # fmt: skip


@pytest.fixture
def notebook():
    return CATALOGUE.load("mlp_notebook").reference.namespace()


def scores():
    return np.random.RandomState(1).randn(3, 4), np.array([[1, 0, 1, 2]])


def test_softmax_and_loss_are_the_published_ones(notebook):
    A, cache, loss = notebook["softmax_cross_entropy_loss"](*scores())
    published = [
        [0.57495949, 0.38148818, 0.05547572, 0.36516899],
        [0.26917503, 0.07040735, 0.53857622, 0.49875847],
        [0.15586548, 0.54810447, 0.40594805, 0.13607254],
    ]
    np.testing.assert_allclose(A, published, atol=5e-9)
    assert cache["A"] is A
    assert loss == pytest.approx(1.2223655548779273, abs=1e-14)
    assert notebook["softmax_cross_entropy_loss"](scores()[0])[2] == []


def test_the_loss_s_derivative_is_the_published_one(notebook):
    Z, Y = scores()
    cache = {"A": notebook["softmax_cross_entropy_loss"](Z, Y)[0]}
    published = [
        [0.14373987, -0.15462795, 0.01386893, 0.09129225],
        [-0.18270624, 0.01760184, -0.11535594, 0.12468962],
        [0.03896637, 0.13702612, 0.10148701, -0.21598186],
    ]
    np.testing.assert_allclose(notebook["softmax_cross_entropy_loss_der"](Y, cache), published, atol=5e-9)


def test_linear_layers_and_labels_are_the_published_ones(notebook):
    random = np.random.RandomState(1)
    Z, _ = notebook["linear_forward"](random.randn(3, 4), random.randn(3, 3), random.randn(3, 1))
    np.testing.assert_allclose(Z[0], [0.6503600287, 1.9431519497, 2.3026061137, -0.5527125053], atol=1e-9)
    random = np.random.RandomState(1)
    dZ, A, W, b = (random.randn(*shape) for shape in ((3, 4), (5, 4), (3, 5), (3, 1)))
    _, _, db = notebook["linear_backward"](dZ, {"A": A}, W, b)
    np.testing.assert_allclose(db.ravel(), [-0.5885514244, -0.4525262042, -0.5283640519], atol=1e-9)
    random = np.random.RandomState(1)
    X, W1, b1, W2, b2 = (random.randn(*shape) for shape in ((3, 4), (2, 3), (2, 1), (2, 2), (2, 1)))
    labels = notebook["classify"](X, {"W1": W1, "b1": b1, "W2": W2, "b2": b2})
    assert labels.tolist() == [[0, 0, 1, 0]]


def test_the_gradients_of_a_deep_network_follow_finite_differences(notebook):
    random = np.random.RandomState(2)
    dims = (4, 6, 5, 3)
    parameters = {}
    for layer in range(1, len(dims)):
        parameters[f"W{layer}"] = random.randn(dims[layer], dims[layer - 1])
        parameters[f"b{layer}"] = random.randn(dims[layer], 1)
    X, Y = random.randn(4, 7), random.randint(0, 3, (1, 7))
    forward, loss = notebook["multi_layer_forward"], notebook["softmax_cross_entropy_loss"]
    ZL, caches = forward(X, parameters)
    start = notebook["softmax_cross_entropy_loss_der"](Y, loss(ZL, Y)[1])
    gradients = notebook["multi_layer_backward"](start, caches, parameters)
    for name, array in parameters.items():
        for index in np.ndindex(array.shape):
            kept = array[index]
            array[index] = kept + 1e-6
            above = loss(forward(X, parameters)[0], Y)[2]
            array[index] = kept - 1e-6
            below = loss(forward(X, parameters)[0], Y)[2]
            array[index] = kept
            assert gradients[f"d{name}"][index] == pytest.approx((above - below) / 2e-6, abs=1e-7), (name, index)


@pytest.mark.slow
@needs_canonical_files
def test_training_reproduces_the_published_costs(notebook):
    digits = mnist.load(Settings.from_env({"GRADER_MNIST_DIR": str(FOLDER)}))
    draws = ((60000, 2000), (10000, 2000))
    notebook["seed_numpy"](1, draws)
    chosen = np.random.RandomState(1).choice(60000, 2000)
    X = digits.train_images[chosen].reshape(2000, -1).T / 127.5 - 1.0
    Y = digits.train_labels[chosen].astype(int).reshape(1, -1)
    costs, _ = notebook["multi_layer_network"](X, Y, [784, 200, 10], num_iterations=41)
    np.testing.assert_allclose(costs, PUBLISHED[:3], atol=6e-6)


def test_the_reference_curve_that_pages_draw_is_the_published_one():
    curves = json.loads((PROJECT / "testcases" / "mlp_notebook" / "reference_losses.json").read_text())
    assert set(curves) == {mnist.CANONICAL, mnist.FALLBACK}
    assert all(len(curve) == 500 for curve in curves.values())
    # Rounding differs from one machine to another, and training makes it grow.
    np.testing.assert_allclose(curves[mnist.CANONICAL][::20], PUBLISHED, atol=6e-4)


@pytest.mark.parametrize("activation", ["relu", "sigmoid"])
@pytest.mark.parametrize(("neurons", "inputs"), [(3, 4), (1, 5), (5, 1)])
def test_backward_through_a_layer_follows_finite_differences(activation, neurons, inputs):
    space = CATALOGUE.load("backward").reference.namespace()
    random = np.random.RandomState(5)
    W, b, x, weight = (random.randn(*shape) for shape in ((neurons, inputs), (neurons, 1), (inputs, 1), (neurons, 1)))

    def loss(W, b, x):
        layer = space["Layer"](inputs, neurons, space[activation])
        layer.weights, layer.biases = W, b
        return np.sum(weight * layer.forward(x) ** 2)

    layer = space["Layer"](inputs, neurons, space[activation])
    layer.weights, layer.biases = W, b
    back = layer.backward(2 * weight * layer.forward(x), 0.5)
    for got, which in ((2 * (W - layer.weights), 0), (2 * (b - layer.biases), 1), (back, 2)):
        arrays = [W, b, x]
        numerical = np.zeros_like(arrays[which])
        for index in np.ndindex(numerical.shape):
            step = np.zeros_like(numerical)
            step[index] = 1e-6
            above = loss(*[a + step if i == which else a for i, a in enumerate(arrays)])
            below = loss(*[a - step if i == which else a for i, a in enumerate(arrays)])
            numerical[index] = (above - below) / 2e-6
        np.testing.assert_allclose(got, numerical, atol=1e-6)
