"""The same kinds in the Jacobians and the quiz."""

import pytest

JACOBIAN = """import numpy as np
def J_b1(x, y):
    a0, z1, a1, z2, a2, z3, a3 = network_function(x)
    J = 2 * (a3 - y) * d_sigma({})
    J = (J.T @ W3).T * d_sigma({})
    J = (J.T @ W2).T * d_sigma({})
    return np.sum(J, axis=1, keepdims=True) / x.size
"""


@pytest.mark.parametrize(
    ("at", "name"),
    [
        (("z3", "a2", "a1"), "J_b1_slopes_at_a2_and_a1"),
        (("a3", "z2", "a1"), "J_b1_slopes_at_a3_and_a1"),
        (("a3", "a2", "z1"), "J_b1_slopes_at_a3_and_a2"),
    ],
)
def test_two_slopes_at_activations(graded, at, name):
    report = graded("jacobians", JACOBIAN.format(*at))
    shown = {case.diagnosis.name for case in report.cases if case.diagnosis and "J_b1" in case.diagnosis.name}
    assert shown == {name}


def test_two_mistakes_in_one_jacobian(graded):
    text = JACOBIAN.format("z3", "z2", "a1").replace("(a3 - y)", "(y - a3)")
    report = graded("jacobians", text)
    shown = {case.diagnosis.name for case in report.cases if case.diagnosis and "J_b1" in case.diagnosis.name}
    assert shown == {"J_b1_sign_of_error + J_b1_slope_at_a1"}


@pytest.mark.parametrize("other", ["a1(a0)", "a1(z)", "C(a)"])
def test_notes_on_given_functions_do_not_contradict_each_other(graded, other):
    name = other.partition("(")[0]
    text = f"""import numpy as np
def a1(w1, b1, a0):
    return np.tanh(w1 * a0 + b1)
def C(w1, b1, x, y):
    return (a1(w1, b1, x) - y) ** 2
def dCdb(w1, b1, x, y):
    z = w1 * x + b1
    return 2 * (a1(w1, b1, x) - y) / np.cosh(z) ** 2 + 0 * C(w1, b1, x, y)
def {other}:
    return 0
"""
    report = graded("training_quiz", text)
    about = [note for note in report.notes if f"`{name}` is" in note]
    assert about
    assert not any("still uses" in note for note in about)
