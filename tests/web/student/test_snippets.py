"""Scripts that reproduce a call: exact values, or no script."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader.engine.snapshot import snapshot
from web.student.snippets import literal, snippet


@pytest.mark.parametrize(
    "value",
    [
        np.array([[1.5, -2.0], [0.1, 1e-300]]),
        np.array([1, 2, 3]),
        np.array([True, False]),
        np.array([1.0, 2.0], dtype=np.float32),
        np.array([np.nan, np.inf, -np.inf]),
        np.array(2.5),
        np.zeros((0, 3)),
        [1, 2.5, None, True],
        "text",
        float("nan"),
        {"Z": np.ones((2, 3)), "n": 3},
    ],
)
def test_the_program_makes_the_value(value: Any) -> None:
    code = literal(snapshot(value))
    assert code is not None
    made = eval(code, {"np": np})
    for rebuilt, original in zip(*((x.values() if isinstance(x, dict) else [x]) for x in (made, value)), strict=True):
        np.testing.assert_equal(rebuilt, original)
        assert getattr(rebuilt, "dtype", None) == getattr(original, "dtype", None)
        assert np.shape(rebuilt) == np.shape(original)


@pytest.mark.parametrize(
    "value",
    [np.ones((50, 50)), list(range(50)), {1: 2.0}, {"a b": 1}, "x" * 5000, 2**80, object(), "a\u202eb"],
)
def test_of_what_is_not_shown_whole_there_is_no_program(value: Any) -> None:
    assert literal(snapshot(value)) is None
    assert snippet("f", [("x", snapshot(value))]) == ""


def test_a_function_is_called_and_a_method_is_left_to_the_reader() -> None:
    program = snippet("relu_der", [("dA", snapshot(np.array([[1.0]]))), ("k", 3)])
    assert program.splitlines() == [
        "import numpy as np",
        "",
        "dA = np.array([[1.0]])",
        "k = 3",
        "print(relu_der(dA, k))",
    ]
    assert snippet("Layer.backward", [("da", 1.0)]).endswith("# and then: Layer.backward(da)")
    assert snippet("f", []) == ""
    assert snippet("f", [("1x", 1)]) == ""
