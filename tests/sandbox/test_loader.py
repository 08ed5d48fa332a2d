"""What of a submission is loaded: all of it, as it is written."""

from __future__ import annotations

import ast

import numpy as np
import pytest

from tests.sandbox.loading import PRUNED, SUPPORT, loaded, why


class TestDefinitions:
    def test_a_function(self):
        result = loaded("def f(x):\n    return np.maximum(x, 0)")
        assert result.namespace["f"](-1.0) == 0
        assert (result.notes, result.problems) == ([], {})

    def test_support_is_there(self):
        result = loaded("def f(x):\n    return sigmoid(x)", support=SUPPORT)
        assert result.namespace["f"](0.0) == 0.5

    EXPERIMENTS = """
        import sys
        def f(x):
            return x if x else (np, sys)
        print("training")
        X = np.load("data.npz")
        for i in range({times}):
            f(i)
        assert f(1) == 1
        np.random.seed(1)
        sys.exit()
        if __name__ == "__main__":
            raise SystemExit
        """

    def test_what_else_the_file_does_is_run_and_may_fail(self):
        result = loaded(self.EXPERIMENTS.format(times=3))
        assert result.namespace["f"](3) == 3
        assert result.namespace["i"] == 2
        assert result.notes == [
            'Not run: line 12, below `if __name__ == "__main__":`',
            "line 5: FileNotFoundError: [Errno 2] No such file or directory: 'data.npz'",
            "line 10: SystemExit",
        ]

    def test_what_else_the_file_does_is_left_out_if_it_takes_too_long(self):
        result = loaded(self.EXPERIMENTS.format(times=10**12), plan=PRUNED)
        assert result.namespace["f"](3) == 3
        assert result.notes[1:] == [
            "Left out: 5 top-level statements (lines 4-10). The whole file takes more than 1 s to run, and what is "
            "graded does not need these"
        ]

    def test_setting_the_stage_needs_no_mention(self):
        result = loaded("'Docs.'\nnp.random.seed(1)\nnp.set_printoptions(precision=3)\ndef f(): return 1")
        assert result.notes == []

    def test_main_blocks_are_left_out_even_if_they_bind_what_is_needed(self):
        result = loaded("def f():\n    return rate\nif __name__ == '__main__':\n    rate = 1")
        assert "rate" not in result.namespace
        assert result.namespace["__name__"] == "submission"

    @pytest.mark.parametrize(
        "cell",
        [
            "rate = 0.1\ndef f(): return rate",
            "def f(): return g()\ndef g(): return rate\nrate = 0.1",
            "class f:\n  def __new__(cls): return rate\nrate = 0.1",
            "rate: float = 0.1\ndef f(): return rate",
            "rate, other = 0.1, 2\ndef f(): return rate",
            "rate = 0.0\nrate += 0.1\ndef f(): return rate",
            "if True:\n  rate = 0.1\nelse:\n  rate = 0\ndef f(): return rate",
            "try:\n  rate = cupy\nexcept NameError:\n  rate = 0.1\ndef f(): return rate",
            "rates = {}\nrates['a'] = 0.1\ndef f(): return rates['a']",
            "rates = []\nrates.append(0.1)\ndef f(): return rates[0]",
            "rates = []\nfor i in range(1): rates.append(0.1)\ndef f(): return rates[0]",
            "class C: pass\nC.rate = 0.1\ndef f(): return C.rate",
            "base = 1\ndef f(rate=base / 10): return rate",
            "from functools import partial\nf = partial(lambda rate: rate, 0.1)",
            "def g(): return 0.1\nf = g",
            "f = lambda: 0.1",
            "if True:\n  def f(): return 0.1",
            "def f():\n  global rate\n  return rate\nrate = 0.1",
            "def f():\n  def g(): return rate\n  return g()\nrate = 0.1",
            "def f():\n  return [rate for i in range(1)][0]\nrate = 0.1",
        ],
    )
    def test_what_the_entry_points_stand_on_is_run(self, cell):
        result = loaded(cell)
        assert result.namespace["f"]() == 0.1
        assert result.problems == {}

    def test_a_wrapped_entry_point_is_no_trying_out(self):
        result = loaded(
            "def relu(x): return max(x, 0.0)\nrelu_vec = np.vectorize(relu)\ndef f(x): return relu_vec(x)",
            entry_points=("f", "relu"),
        )
        np.testing.assert_array_equal(result.namespace["f"]([-1.0, 2.0]), [0, 2])

    @pytest.mark.parametrize(
        ("statement", "expected"),
        [
            ("W = g(W)", 6),
            ("def fit(w): return g(w)\nW = fit(W)", 6),
            ("for i in range(3): W -= 1", 2),
            ("while W < 9: W += 1", 9),
            ("def init():\n  global W\n  W = 7\ninit()", 7),
            ("globals()['W'] = 8", 8),
            ("exec('W = 9')", 9),
        ],
    )
    def test_training_at_the_top_level_counts_as_in_python(self, statement, expected):
        result = loaded(f"W = 5\ndef g(w): return w + 1\n{statement}\ndef f(x): return W")
        assert result.namespace["f"](0) == expected
        assert result.notes == []

    def test_a_default_value_may_need_an_entry_point(self):
        result = loaded("class f:\n    rate = 0.1\nNET = f()\ndef g(net=NET): return net.rate", entry_points=("f", "g"))
        assert result.namespace["g"]() == 0.1

    def test_what_stands_on_something_left_out_is_left_out_too(self):
        result = loaded("net = f()\nnet.train()\nbest = net.score\ndef f(): return best")
        assert result.notes == [
            "line 1: NameError: name 'f' is not defined",
            "Left out: lines 2-3, which need what could not be run",
        ]

    def test_a_statement_that_raises_loses_only_itself(self):
        result = loaded(
            "data = open('no such file').read()\nclass Broken(Nothing): pass\ndef f(): return 1\ndef g(): return data",
            entry_points=("f", "g"),
        )
        assert result.namespace["f"]() == 1
        assert result.notes[0].startswith("line 1: FileNotFoundError: ")
        assert result.notes[1] == "line 2: NameError: name 'Nothing' is not defined"
        with pytest.raises(NameError):
            result.namespace["g"]()

    def test_a_function_that_cannot_be_defined_says_why_when_called(self):
        result = loaded("@decorator\ndef f(): return 1")
        assert why(result, "f") == "line 1: NameError: name 'decorator' is not defined"
        assert result.problems["f"].kind == "raised"

    def test_system_exit_in_a_class_body(self):
        result = loaded("class A:\n    raise SystemExit\ndef f(): return 1")
        assert result.namespace["f"]() == 1

    def test_the_last_definition_counts(self):
        assert loaded("def f(x): return 1", "def f(x): return 2").namespace["f"](0) == 2

    def test_future_imports(self):
        result = loaded("from __future__ import annotations, division\ndef f(x: Undefined) -> Unknown: return x")
        assert result.namespace["f"](1) == 1

    def test_annotations_that_do_not_exist_are_the_students(self):
        assert "NameError" in why(loaded("def f(x: Undefined): return x"), "f")

    def test_warnings_of_the_compiler_stay_quiet(self, recwarn):
        loaded("def f(): return '\\d', 1 is 1")
        assert not [warning for warning in recwarn if issubclass(warning.category, (SyntaxWarning, DeprecationWarning))]

    def test_nodes_that_know_their_parents(self):
        """As after a traceback in IPython: the node of `/` is the same one in all trees of the process."""
        division = ast.parse("1 / 2").body[0]
        operator = division.value.op
        operator.parent = division
        try:
            assert loaded("x = 1 / 2\ndef f(): return x / 2").namespace["f"]() == 0.25
        finally:
            del operator.parent


class TestPlaces:
    def test_tracebacks_name_cell_and_line(self):
        result = loaded("x = 1\n", "#\n\ndef f():\n    raise ValueError")
        with pytest.raises(ValueError) as caught:
            result.namespace["f"]()
        code = caught.traceback[-1].frame.code.raw
        assert (code.co_filename, caught.traceback[-1].lineno + 1) == ("<cell 1>", 4)

    def test_notes_name_the_cell_in_notebooks(self):
        result = loaded("def f(): return 1\n", "print(1)\n1 / 0\n", "x = (\n")
        assert result.notes == [
            "cell 3, line 1: syntax error: '(' was never closed",
            "cell 2, line 2: ZeroDivisionError: division by zero",
        ]

    def test_ranges_are_short(self):
        result = loaded("print(1)\n\nprint(2)\n" + "\n" * 6 + "print(3)\ndef f(): pass", plan=PRUNED)
        assert result.notes[0].startswith("Left out: 3 top-level statements (lines 1-3, 10).")

    def test_notes_have_an_end(self):
        result = loaded("\n".join(f"class C{i}(D): pass" for i in range(100)))
        assert len(result.notes) == 26
