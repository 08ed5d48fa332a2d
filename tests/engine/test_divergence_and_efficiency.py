"""The first quantity that differs, slow loops, and gradient checks."""

import numpy as np
import pytest

from grader.engine import case, central_differences, expect, gradient_check
from grader.engine.diagnosis.divergence import first_divergence
from grader.engine.diagnosis.efficiency import find_loop, is_slow, slow_note
from grader.engine.diagnosis.source_map import SourceMap
from grader.model import Source

RNG = np.random.default_rng(0)
RIGHT = RNG.normal(size=(3, 4))


def test_the_first_quantity_in_order_is_found():
    right = [{"a": np.ones(2), "b": np.ones(2) * 2, "c": 3.0}]
    assert first_divergence("f", ("a", "b", "c"), right, right) is None
    found = first_divergence("f", ("a", "b", "c"), right, [{"a": np.ones(2), "b": np.ones(2) * 5, "c": 9.0}])
    assert (found.name, found.right, found.call) == ("b", ("a",), 1)


def test_another_form_or_sign_of_a_quantity_is_no_divergence():
    right = [{"a": RIGHT, "b": 1.0}]
    for form in (RIGHT.T, -RIGHT, RIGHT.ravel(), np.matrix(RIGHT)):
        assert first_divergence("f", ("a", "b"), right, [{"a": form, "b": 1.0}]) is None
    assert first_divergence("f", ("a", "b"), right, [{"a": None, "b": 2.0}]).name == "b"
    assert first_divergence("f", ("a", "b"), right, [{"b": 2.0}]).name == "b"
    assert first_divergence("f", ("a", "b"), right, []) is None


def test_slow_is_a_matter_of_measure():
    assert is_slow(1.0, 0.01)
    assert not is_slow(1.0, 0.5)
    assert not is_slow(0.05, 0.003)
    assert not is_slow(1.0, 0.0001)


def test_many_calls_across_the_boundary_are_not_the_submissions_slowness():
    assert is_slow(1.0, 0.01, calls=2)
    assert not is_slow(1.0, 0.01, calls=40)


def test_one_plain_loop_needs_more_to_be_told():
    source = Source(filename="a.py", cells=("def f(x):\n    for number in x:\n        g(number)",))
    assert slow_note("f", 0.5, 0.01, source) == ""
    assert "The loop at line 2" in slow_note("f", 2.0, 0.01, source)


def test_the_loop_is_found():
    text = "def f(x):\n    y = 1\n    for i in x:\n        for j in i:\n            y += j\n    return y\n"
    source = Source(filename="a.py", cells=("def f(x): return x", "# other\n" + text))
    loop = find_loop("f", SourceMap(source))
    assert (loop.line, loop.cell, loop.kind) == (4, 1, "nest")
    assert "The nested loops at line 4 of cell 2" in slow_note("f", 0.5, 0.01, source)
    source = Source(filename="a.py", cells=("def f(x):\n    return np.vectorize(g)(x)",))
    assert "np.vectorize at line 2 can be" in slow_note("f", 0.5, 0.01, source)
    assert slow_note("f", 0.5, 0.01, Source(filename="a.py", cells=("def f(x):\n    return x", "broken ("))) == ""


# --------------------------------------------------------------------------------------------------- finite differences


PAIR = """
    import numpy as np
    def loss(x):
        return float(np.sum(x ** 3))
    def loss_der(x):
        return 3 * x ** 2
"""
X = np.array([[0.5, -1.0], [2.0, 1.5]])


@case(row="one", title="The loss")
def pair_loss(student, reference):
    expect(student.loss(X)).close_to(reference.loss(X))


@case(row="one", title="Its derivative")
def pair_derivative(student, reference):
    expect(student.loss_der(X)).close_to(reference.loss_der(X))


@gradient_check(explains=["pair_derivative"], forward="loss", backward="loss_der")
def fits(student):
    return student.loss_der(X), central_differences(student.loss, X)


@pytest.mark.parametrize(
    ("loss", "derivative", "told"),
    [
        ("np.sum(x ** 4)", "4 * x ** 3", "backward_fits_own_forward"),
        ("np.sum(x ** 3)", "x ** 2 + 1", "backward_does_not_fit_own_forward"),
        ("np.sum(x ** 3)", "3 * x ** 2", None),
        ("None", "x ** 2 + 1", None),
    ],
)
def test_a_backward_pass_is_held_against_its_own_forward_pass(bench, loss, derivative, told):
    grading = bench([pair_loss, pair_derivative], PAIR, gradient_checks=(fits,))
    report = grading.grade(f"def loss(x):\n    return {loss}\ndef loss_der(x):\n    return {derivative}")
    diagnosis = report.cases[1].diagnosis
    assert (diagnosis.name if diagnosis else None) == told


def test_central_differences_are_the_derivative():
    assert np.allclose(central_differences(lambda x: np.sum(np.sin(x)), X), np.cos(X), rtol=1e-8)
