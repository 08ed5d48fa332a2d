"""What real files and public reports showed: each kind is named truly, with two further inputs of the kind."""

import pytest

from grader.assignments.secret import Catalogue
from grader.model import Verdict

RELU = """
    return max(0.0, x)
"""
SLOPE = """
    return 1.0 if x > 0 else 0.0
"""
TRAIN = """
        relu = np.vectorize(rectified_linear_unit)
        slope = np.vectorize(rectified_linear_unit_derivative)
        x = np.matrix([[x1], [x2]])
        z = self.input_to_hidden_weights * x + self.biases
        h = relu(z)
        e = self.hidden_to_output_weights * h - y
        g = np.multiply(self.hidden_to_output_weights.T * e, slope(z))
        dV = e * h.T
        dW = g * x.T
        db = g
        self.biases = self.biases - self.learning_rate * db
        self.input_to_hidden_weights = self.input_to_hidden_weights - self.learning_rate * dW
        self.hidden_to_output_weights = self.hidden_to_output_weights - self.learning_rate * dV
"""
PREDICT = """
        z = self.input_to_hidden_weights * np.matrix([[x1], [x2]]) + self.biases
        h = np.vectorize(rectified_linear_unit)(z)
        return (self.hidden_to_output_weights * h).item()
"""
MEMBERS = "\n"


def network(*, relu=RELU, slope=SLOPE, train=TRAIN, predict=PREDICT, members=MEMBERS):
    """neural_nets.py with these bodies."""
    return f"""import numpy as np


def rectified_linear_unit(x):{relu}

def rectified_linear_unit_derivative(x):{slope}

class NeuralNetwork:{members}
    def __init__(self):
        self.input_to_hidden_weights = np.matrix("1. 1.; 1. 1.; 1. 1.")
        self.hidden_to_output_weights = np.matrix("1. 1. 1.")
        self.biases = np.matrix("0.; 0.; 0.")
        self.learning_rate = 0.001
        self.epochs_to_train = 10

    def train(self, x1, x2, y):{train}
    def predict(self, x1, x2):{predict}"""


def told(report, row):
    """Names, and all that is said of the failed cases of a row."""
    failed = [case for case in report.cases if case.row == row and case.verdict is not Verdict.ACCEPTED]
    diagnoses = [case.diagnosis for case in failed if case.diagnosis is not None]
    texts = [f"{case.message} {case.hint}" for case in failed]
    said = " ".join([*(f"{found.title} {found.explanation}" for found in diagnoses), *texts])
    return {found.name for found in diagnoses}, said


def points(report, row):
    return sum(case.score for case in report.cases if case.row == row)


@pytest.mark.parametrize("call", ["np.max(0, x)", "np.amax(0.0, x)", "numpy.min(0, -x)"])
def test_the_second_argument_of_a_reduction_is_an_axis(graded, call):
    text = network(relu=f"\n    return {call}\n").replace("import numpy as np", "import numpy\nimport numpy as np")
    names, said = told(graded("digits_network", text), "relu")
    assert names == {"second_argument_is_axis"}
    assert "np.maximum" in said or "np.minimum" in said
    assert "index" not in said


@pytest.mark.parametrize(
    ("member", "name"),
    [
        ("def relu_v(x):\n        return np.vectorize(rectified_linear_unit)(x)", "relu_v"),
        ("def act(values):\n        return np.maximum(values, 0)", "act"),
        ("def forward():\n        return 1.0", "forward"),
    ],
)
def test_a_method_without_self(graded, member, name):
    train = TRAIN.replace("relu(z)", f"self.{name}({'' if name == 'forward' else 'z'})", 1)
    names, said = told(graded("digits_network", network(train=train, members=f"\n    {member}\n")), "train")
    assert names == {"self_missing"}
    assert f"`{name}`" in said


@pytest.mark.parametrize("body", ["return x", "return x + 0.0", "return float(x)"])
def test_an_explanation_quotes_no_other_file(graded, body):
    names, said = told(graded("digits_network", network(relu=f"\n    {body}\n")), "relu")
    assert names == {"unit_is_identity"}
    assert "np.max(" not in said


def test_an_explanation_quotes_the_call_that_is_there(graded):
    names, said = told(graded("digits_network", network(relu="\n    return np.max(x, 0)\n")), "relu")
    assert names == {"unit_is_identity"}
    assert "`np.max(x, 0)` in line 5" in said


@pytest.mark.parametrize("docstring", ['"""\n        The network.\n    """', '"""Trains:\n\n  - W\n    """'])
def test_an_unfinished_line_below_a_docstring(graded, docstring):
    train = TRAIN.replace("dV = e * h.T", "dV = # TODO")
    report = graded("digits_network", network(train=train, members=f"\n    {docstring}\n"))
    names, said = told(report, "train")
    assert names == {"unfinished"}
    assert "triple-quoted" not in said + " ".join(report.notes)
    assert "NeuralNetwork.`" not in said + " ".join(report.notes)
    assert points(report, "predict") == pytest.approx(3)


@pytest.mark.parametrize("spaces", [5, 6, 7])
def test_a_method_that_is_indented_too_far(graded, spaces):
    text = network().replace("    def train", " " * spaces + "def train")
    report = graded("digits_network", text)
    names, said = told(report, "train")
    assert names == {"indentation"}
    assert f"indented by {spaces} spaces" in said
    assert "__init__" not in said
    assert points(report, "predict") == pytest.approx(3)


@pytest.mark.parametrize(
    ("argument", "name"),
    [
        # Its argument is evaluated first, and raises: the function that is given for these tests takes numbers.
        ("rectified_linear_unit(z)", "given_function_takes_numbers"),
        ("z", "vectorize_of_a_value"),
        ("np.abs(z)", "vectorize_of_a_value"),
    ],
)
def test_vectorize_of_a_value(graded, argument, name):
    train = TRAIN.replace("h = relu(z)", f"h = np.vectorize({argument})")
    names, said = told(graded("digits_network", network(train=train)), "train")
    assert names == {name}
    assert "`if`" not in said


@pytest.mark.parametrize(
    "step",
    [
        "self.biases -= self.learning_rate * g.T",
        "self.biases -= g.T * self.learning_rate",
        "self.biases += -self.learning_rate * g.reshape(1, 3)",
    ],
)
def test_a_step_in_place_whose_result_does_not_fit(graded, step):
    train = TRAIN.replace("self.biases = self.biases - self.learning_rate * db", step)
    names, said = told(graded("digits_network", network(train=train)), "train")
    assert names == {"in_place_shape"}
    assert "`self.biases` is a matrix of shape (3, 1)" in said


@pytest.mark.parametrize("name", ["activated_output", "o", "prediction"])
def test_lines_that_are_commented_out(graded, name):
    predict = f"\n        # hidden =\n        # {name} =\n        return {name}.item()\n"
    report = graded("digits_network", network(predict=predict))
    names, said = told(report, "predict")
    assert names == {"unfinished"}
    assert f"`# {name} =`" in said
    assert "spelling" not in said


@pytest.mark.parametrize("quotes", ["'''", '"""'])
def test_a_class_inside_a_string(graded, quotes):
    text = network().replace("class NeuralNetwork:", f"{quotes}\nclass NeuralNetwork:") + f"{quotes}\n"
    _, said = told(graded("digits_network", text), "train")
    assert "line 12" in said


def test_a_function_in_a_comment(graded):
    text = "import numpy as np\n# def relu_der(dA, cache):\n#     return dA * (cache['Z'] > 0)\n"
    _, said = told(graded("relu_der", text), _row("relu_der"))
    assert "line 2" in said
    assert "comment" in said


def _row(slug):
    return Catalogue().load(slug).suite.cases[0].row


@pytest.mark.parametrize(
    "predict",
    [
        """
        x = np.array([x1, x2])
        z = np.sum(x * np.array(self.input_to_hidden_weights), axis=1) + np.array(self.biases)
        h = np.vectorize(rectified_linear_unit)(z)
        return np.sum(h * np.array(self.hidden_to_output_weights).reshape(3, 1)).item()
""",
        """
        z = np.array(self.input_to_hidden_weights) @ np.array([x1, x2]) + np.array(self.biases)
        return float((np.maximum(0, z) * np.array(self.hidden_to_output_weights)).sum())
""",
        """
        W, V, b = map(np.asarray, (self.input_to_hidden_weights, self.hidden_to_output_weights, self.biases))
        z = (W * [x1, x2]).sum(axis=1)
        return (V.T * np.clip(z + b, 0, None)).sum()
""",
    ],
)
def test_a_flat_array_plus_a_column(graded, predict):
    names, _ = told(graded("digits_network", network(predict=predict)), "predict")
    assert names in ({"predict_three_by_three"}, {"predict_three_by_three_rows"})


@pytest.mark.parametrize(
    "end",
    [
        "(self.hidden_to_output_weights * h + self.biases).item()",
        "np.add(self.hidden_to_output_weights * h, self.biases).item()",
        "self.hidden_to_output_weights * h + self.biases",
    ],
)
def test_the_hidden_biases_at_the_output(graded, end):
    predict = PREDICT.replace("(self.hidden_to_output_weights * h).item()", end)
    names, _ = told(graded("digits_network", network(predict=predict)), "predict")
    assert names in ({"predict_adds_hidden_biases"}, {"predict_gives_three_numbers"})


@pytest.mark.parametrize("slug", ["relu_der", "digits_network", "train", "backward", "perceptron", "jacobians"])
def test_an_untouched_starter_is_unfinished(judge, graded, slug):
    report = graded(slug, Catalogue().load(slug).suite.assignment.starter)
    shown = {case.diagnosis.name for case in report.cases if case.diagnosis is not None}
    assert shown == {"unfinished"}
    assert any("line " in case.diagnosis.explanation + case.message for case in report.cases if case.diagnosis)


def test_a_likely_name_that_the_task_asks_for_is_not_proposed(graded):
    text = "def J_b3(x, y):\n    return x\n\n\ndef J_b2(x, y):\n    return x\n"
    report = graded("jacobians", text)
    assert not any("rename" in case.message for case in report.cases)


@pytest.mark.parametrize(
    "end",
    [
        "(h * self.hidden_to_output_weights).item()",
        "(np.maximum(z + self.biases, 0) * self.hidden_to_output_weights).item()",
    ],
)
def test_another_matrix_of_several_numbers_is_not_blamed_on_the_biases(graded, end):
    predict = PREDICT.replace("(self.hidden_to_output_weights * h).item()", end)
    names, said = told(graded("digits_network", network(predict=predict)), "predict")
    assert names == {"not_a_single_number"}
    assert "shape (3, 3)" in said
