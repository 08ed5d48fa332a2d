"""Loading: names that the support code provides, and functions that are defined twice."""

from __future__ import annotations

import numpy as np
import pytest

from tests.sandbox.loading import loaded


class TestGiven:
    provided = ("rectified_linear_unit",)

    def test_own_versions_do_not_replace_what_is_provided(self):
        result = loaded(
            "def rectified_linear_unit(x):\n    return max(0, x)\n\ndef f(x): return rectified_linear_unit(x)",
            provided=self.provided,
        )
        assert isinstance(result.namespace["f"](3), float)
        assert result.notes == [
            "line 1: `rectified_linear_unit` is available already; your own version of it is not used"
        ]

    def test_wrapping_is_not_replacing(self):
        result = loaded(
            "rectified_linear_unit = np.vectorize(rectified_linear_unit)\ndef f(x): return rectified_linear_unit(x)",
            provided=self.provided,
        )
        np.testing.assert_array_equal(result.namespace["f"]([-1, 2]), [0.0, 2.0])

    @pytest.mark.parametrize(
        "cell",
        [
            "rectified_linear_unit = lambda x: 99",
            "if True:\n    def rectified_linear_unit(x): return 99",
            "from math import floor as rectified_linear_unit",
            "rectified_linear_unit, other = abs, 1",
        ],
    )
    def test_by_a_detour(self, cell):
        result = loaded(cell + "\ndef f(): return rectified_linear_unit(-5)", provided=self.provided)
        assert result.namespace["f"]() == 0.0

    def test_what_is_not_provided_may_be_replaced(self):
        assert (
            loaded("def sigmoid(z): return 7\ndef f(): return sigmoid(1)", provided=self.provided).namespace["f"]() == 7
        )


class TestRedefinitions:
    def test_another_signature_in_a_later_cell(self):
        result = loaded(
            "def a1(w, b, a0): return w * a0 + b\ndef f(): return a1(2, 3, 4)",
            "W = 5\ndef a1(a0): return W * a0\ndef g(): return a1(1)",
            entry_points=("f", "g", "a1"),
        )
        assert (result.namespace["f"](), result.namespace["g"](), result.namespace["a1"](2)) == (11, 5, 10)
        assert result.notes == [
            "cell 2, line 2: `a1` is defined again with other parameters; `f` still uses the one of cell 1, line 1"
        ]

    def test_the_nearest_earlier_one_that_fits(self):
        result = loaded(
            "def h(a, b): return 1\ndef h(a, b, c=0): return 2\ndef h(a): return 3\ndef f(): return h(1, b=2)"
        )
        assert result.namespace["f"]() == 2

    def test_the_last_one_counts_wherever_it_fits(self):
        result = loaded("def h(a): return 1\ndef f(): return h(1)\ndef h(a, b=2): return 2")
        assert result.namespace["f"]() == 2
        assert result.notes == []

    def test_local_names_are_left_alone(self):
        result = loaded("def h(a, b): return 1\ndef h(a): return 2\ndef f(h=lambda a, b: 3): return h(1, 2)")
        assert result.namespace["f"]() == 3

    def test_methods_too(self):
        result = loaded(
            "def h(a, b): return 1\nclass C:\n    def m(self): return h(1, 2)\ndef h(a): return 2", entry_points=("C",)
        )
        assert result.namespace["C"]().m() == 1

    def test_if_none_fits_python_says_so(self):
        result = loaded("def h(a): return 1\ndef h(a, b): return 2\ndef f(): return h()")
        with pytest.raises(TypeError):
            result.namespace["f"]()

    def test_an_empty_copy_does_not_replace_what_is_finished(self):
        result = loaded("def f(x):\n    return x + 1", "def f(x):\n    pass")
        assert result.namespace["f"](1) == 2
