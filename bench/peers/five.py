"""The same five tests of `relu_der` for every grader, as plain statements on a function `relu_der`.

Each test is source text, because each grader wants it in a form of its own: a file, a notebook cell, a dictionary.
"""

from __future__ import annotations

SET_UP = """
import numpy as np
rng = np.random.RandomState(7)
big_Z = np.round(rng.randn(200, 2000), 1)
big_dA = rng.randn(200, 2000)
"""

#: Name and statements. The wrong submission (`>= 0`) must fail `zero` and `big` and pass the rest.
TESTS: dict[str, str] = {
    "handout": """
dA = np.array([[0.0, 2.0], [1.0, 1.0]])
Z = np.array([[-1.0, 2.0], [1.0, -2.0]])
np.testing.assert_allclose(relu_der(dA, {"Z": Z}), [[0.0, 2.0], [1.0, 0.0]])
""",
    "zero": """
dA = np.array([[3.0, 4.0], [5.0, 6.0]])
Z = np.array([[0.0, 1.0], [-1.0, 0.0]])
np.testing.assert_allclose(relu_der(dA, {"Z": Z}), [[0.0, 4.0], [0.0, 0.0]])
""",
    "big": """
np.testing.assert_array_equal(relu_der(big_dA, {"Z": big_Z}), np.where(big_Z > 0, big_dA, 0.0))
""",
    "not_mutated": """
dA = np.array([[1.0, 2.0], [3.0, 4.0]])
before = dA.copy()
result = relu_der(dA, {"Z": np.array([[-1.0, 1.0], [1.0, -1.0]])})
np.testing.assert_array_equal(dA, before)
""",
    "dtype_and_shape": """
dA = np.ones((3, 5))
result = relu_der(dA, {"Z": np.ones((3, 5))})
assert result.dtype == np.float64 and result.shape == (3, 5)
""",
}

RIGHT = """import numpy as np


def relu_der(dA, cache):
    return np.where(cache["Z"] > 0, dA, 0.0)
"""
WRONG = RIGHT.replace("> 0", ">= 0")

#: The expected verdicts; a grader's times count only if it finds them.
EXPECTED: dict[str, list[bool]] = {"right": [True] * 5, "wrong": [True, False, False, True, True]}


def indented(statements: str) -> str:
    """The statements as the body of a function."""
    return "".join(f"    {line}\n" for line in statements.strip().splitlines())
