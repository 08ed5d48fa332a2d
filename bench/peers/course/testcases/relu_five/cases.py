"""The statements of bench/peers/five.py as test cases."""

from functools import cache

import numpy as np

from grader.engine import case, expect


@cache
def big():
    rng = np.random.RandomState(7)
    Z = np.round(rng.randn(200, 2000), 1)
    dA = rng.randn(200, 2000)
    return dA, Z, np.where(Z > 0, dA, 0.0)


@case(row="five", title="handout", visible=True)
def handout(student, reference):
    dA = np.array([[0.0, 2.0], [1.0, 1.0]])
    Z = np.array([[-1.0, 2.0], [1.0, -2.0]])
    expect(student.relu_der(dA, {"Z": Z})).close_to(np.array([[0.0, 2.0], [1.0, 0.0]]))


@case(row="five", title="zero", visible=True)
def zero(student, reference):
    dA = np.array([[3.0, 4.0], [5.0, 6.0]])
    Z = np.array([[0.0, 1.0], [-1.0, 0.0]])
    expect(student.relu_der(dA, {"Z": Z})).close_to(np.array([[0.0, 4.0], [0.0, 0.0]]))


@case(row="five", title="big", visible=True)
def big_matrix(student, reference):
    dA, Z, expected = big()
    expect(student.relu_der(dA, {"Z": Z})).close_to(expected)


@case(row="five", title="dA is not mutated", visible=True)
def not_mutated(student, reference):
    dA = np.array([[1.0, 2.0], [3.0, 4.0]])
    cache = {"Z": np.array([[-1.0, 1.0], [1.0, -1.0]])}
    _, (dA_after, _) = student.relu_der.with_args_back(dA, cache)
    expect(dA_after).close_to(dA)


@case(row="five", title="dtype and shape", visible=True)
def dtype_and_shape(student, reference):
    result = student.relu_der(np.ones((3, 5)), {"Z": np.ones((3, 5))})
    expect(result).has_dtype("float64")
    expect(result).has_shape((3, 5))
