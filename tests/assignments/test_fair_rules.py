"""What a task promises is what is tested: files that are right by the words of the task."""

import pytest

from grader.model import Verdict
from grader.uploads import read_upload


@pytest.fixture
def grade(judge):
    return lambda slug, text: judge.grade(slug, read_upload("a.py", text.encode()).source)


NETWORK = """
import numpy as np


def rectified_linear_unit(x):
    return {relu}


def rectified_linear_unit_derivative(x):
    return 1.0 if x > 0 else 0.0


def output_layer_activation(x):
    return x


def output_layer_activation_derivative(x):
    return 1


class NeuralNetwork:
    def __init__(self):
        self.input_to_hidden_weights = np.matrix("1. 1.; 1. 1.; 1. 1.")
        self.hidden_to_output_weights = np.matrix("1. 1. 1.")
        self.biases = np.matrix("0.; 0.; 0.")
        self.learning_rate = 0.001
        self.epochs_to_train = 10
        self.training_points = {points}

    def train(self, x1, x2, y):
        relu = np.vectorize(rectified_linear_unit)
        x = np.matrix([[x1], [x2]])
        z = self.input_to_hidden_weights * x + self.biases
        h = relu(z)
        e = self.hidden_to_output_weights * h - y
        g = np.multiply(self.hidden_to_output_weights.T * e, np.vectorize(rectified_linear_unit_derivative)(z))
        self.biases = self.biases - self.learning_rate * g
        self.input_to_hidden_weights = self.input_to_hidden_weights - self.learning_rate * g * x.T
        self.hidden_to_output_weights = self.hidden_to_output_weights - self.learning_rate * e * h.T

    def predict(self, x1, x2):
        {before}
        z = self.input_to_hidden_weights * np.matrix([[x1], [x2]]) + self.biases
        return (self.hidden_to_output_weights * np.vectorize(rectified_linear_unit)(z)).item()
"""
POINTS = "[((2, 1), 10), ((3, 3), 21), ((4, 5), 32), ((6, 6), 42)]"


def network(relu="max(0.0, x)", points=POINTS, before="pass"):
    return NETWORK.format(relu=relu, points=points, before=before)


@pytest.mark.parametrize(
    "points",
    [
        "[(np.array([[2], [1]]), 10), (np.array([[3], [3]]), 21)]",
        "[((1, 2), 3), ((4, 4), 8)]",
        "None",
        "[[2, 1, 10], [3, 3]]",
        "{}",
    ],
)
@pytest.mark.parametrize("slug", ["train", "digits_network"])
def test_training_points_that_were_edited_cost_nothing(grade, slug, points):
    report = grade(slug, network(points=points))
    assert [case.message for case in report.cases if case.score < case.max_score] == []


@pytest.mark.parametrize("relu", ["x if x > 0 else 0", "max(0, x)", "0 if x <= 0 else x"])
def test_a_relu_that_returns_the_whole_number_0_gets_full_marks_and_a_note(grade, relu):
    report = grade("digits_network", network(relu=relu))
    assert report.verdict is Verdict.ACCEPTED
    assert any("np.vectorize takes the type of its result from the first entry" in note for note in report.notes)


def test_a_relu_that_returns_floats_gets_no_note(grade):
    assert not any("vectorize" in note for note in grade("digits_network", network()).notes)


def test_the_title_of_a_test_that_fails_is_true(grade):
    wrong = grade("digits_network", network(before="return 1.5"))
    moved = grade("digits_network", network(before="self.biases = self.biases + 1"))
    for report in (wrong, moved):
        case = next(case for case in report.cases if case.name == "predict_changes_nothing")
        assert case.title == "A prediction, and the weights after it"
        assert case.score == 0


MODEL = """
import numpy as np
def L_model_forward(X, parameters):
    caches = []
    A = X
    {first}
    L = len(parameters) // 2
    for l in range(1, L):
        A, cache = linear_activation_forward(A, parameters["W%d" % l], parameters["b%d" % l], "relu")
        caches.append(cache)
        {each}
    AL, cache = linear_activation_forward({last}, parameters["W%d" % L], parameters["b%d" % L], "sigmoid")
    caches.append(cache)
    return AL, caches
"""


@pytest.mark.parametrize(
    ("first", "each", "last"),
    [("H = []", "H = A", "H"), ("hidden = []", "hidden.append(A)", "hidden[-1]"), ("", "B = A", "B")],
)
def test_two_to_four_layers_are_what_the_task_promises(grade, first, each, last):
    report = grade("dnn_step_by_step", MODEL.format(first=first, each=each, last=last))
    own = [case for case in report.cases if case.row == "L_model_forward"]
    assert [case.message for case in own if case.verdict is not Verdict.ACCEPTED] == []
