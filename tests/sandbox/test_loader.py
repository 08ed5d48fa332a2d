"""What of a submission is loaded: definitions, and what they stand on."""

from __future__ import annotations

import textwrap

import numpy as np
import pytest

from grader.sandbox.inside.loader import NotLoaded, compile_support, load

SUPPORT = """
import numpy as np

def rectified_linear_unit(x):
    return max(0.0, float(x))

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

class Layer:
    def __init__(self, weights):
        self.weights = weights

    def forward(self, x):
        return self.weights @ x

class NeuralNetworkBase:
    def __init__(self):
        self.biases = [0]
"""


def loaded(*cells, entry_points=("f",), support=SUPPORT, provided=()):
    texts = [textwrap.dedent(cell).lstrip("\n") for cell in cells]
    return load({"cells": texts, "support": support, "entry_points": entry_points, "provided": provided})


def why(result, name):
    """What a call of `name` says."""
    with pytest.raises(NotLoaded) as caught:
        result.namespace[name]()
    return str(caught.value)


class TestDefinitions:
    def test_a_function(self):
        result = loaded("def f(x):\n    return np.maximum(x, 0)")
        assert result.namespace["f"](-1.0) == 0
        assert (result.notes, result.problems) == ([], {})

    def test_support_is_there_and_may_be_compiled_before(self):
        result = loaded("def f(x):\n    return sigmoid(x)", support=compile_support(SUPPORT))
        assert result.namespace["f"](0.0) == 0.5

    def test_what_else_the_file_does_is_left_out(self):
        result = loaded(
            """
            import sys
            def f(x):
                return x if x else (np, sys)
            print("training")
            X = np.load("data.npz")
            for i in range(10**9):
                f(i)
            assert f(1) == 2
            np.random.seed(1)
            sys.exit()
            if __name__ == "__main__":
                raise SystemExit
            """
        )
        assert result.namespace["f"](3) == 3
        assert result.notes == ["Left out: 6 top-level statements (lines 4-12); only definitions are graded"]

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
        "statement",
        [
            "W = f(W)",
            "def fit(w): return f(w)\nW = fit(W)",
            "for i in range(10**9): W = W - 1",
            "while True: W = W - 1",
            "for i in range(3): W -= 1",
            "with open('x') as W: W = f(1)",
        ],
    )
    def test_training_at_the_top_level_never_runs(self, statement):
        result = loaded(f"W = 5\n{statement}\ndef f(x): return W")
        assert result.namespace["f"](0) == 5
        assert "Left out" in result.notes[0]

    def test_a_default_value_may_need_an_entry_point(self):
        result = loaded("class f:\n    rate = 0.1\nNET = f()\ndef g(net=NET): return net.rate", entry_points=("f", "g"))
        assert result.namespace["g"]() == 0.1

    def test_what_stands_on_something_left_out_is_left_out_too(self):
        result = loaded("net = f()\nnet.train()\nbest = net.score\ndef f(): return best")
        assert result.notes == ["Left out: 3 top-level statements (lines 1-3); only definitions are graded"]

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
        assert not recwarn.list


class TestPlaces:
    def test_tracebacks_name_cell_and_line(self):
        result = loaded("x = 1\n", "#\n\ndef f():\n    raise ValueError")
        with pytest.raises(ValueError) as caught:
            result.namespace["f"]()
        code = caught.traceback[-1].frame.code.raw
        assert (code.co_filename, caught.traceback[-1].lineno + 1) == ("<cell 1>", 4)

    def test_notes_name_the_cell_in_notebooks(self):
        result = loaded("def f(): return 1\n", "print(1)\nprint(2)\n", "x = (\n")
        assert result.notes == [
            "cell 3, line 1: a statement could not be read: '(' was never closed",
            "Left out: 2 top-level statements (cell 2, lines 1-2); only definitions are graded",
        ]

    def test_ranges_are_short(self):
        result = loaded("print(1)\n\nprint(2)\n" + "\n" * 6 + "print(3)\ndef f(): pass")
        assert result.notes[0].startswith("Left out: 3 top-level statements (lines 1-3, 10);")

    def test_notes_have_an_end(self):
        result = loaded("\n".join(f"class C{i}(D): pass" for i in range(100)))
        assert len(result.notes) == 26


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


class TestRequired:
    def test_missing(self):
        assert why(loaded("x = 1"), "f") == "`f` is not defined in your submission, which defines nothing"

    def test_a_slip_in_the_name(self):
        result = loaded("def relu_derr(x): return x\ndef other(): return 1", entry_points=("relu_der",))
        expected = (
            "`relu_der` is not defined in your submission; there is `relu_derr`: rename it to `relu_der` if that is it"
        )
        assert why(result, "relu_der") == expected
        assert result.problems["relu_der"].kind == "missing"

    def test_support_does_not_stand_in_for_the_submission(self):
        assert "not defined in your submission" in why(loaded("x = 1", entry_points=("sigmoid",)), "sigmoid")

    @pytest.mark.parametrize(
        "body",
        [
            "pass",
            "...",
            '"""To be written."""',
            "return None",
            "return",
            "raise NotImplementedError",
            "raise NotImplementedError('later')",
            "dA = None\n    return dA",
            "dz = ...\n    self.weights = ...\n    return dz",
            "'''Docs.'''\n    A = None\n    cache = None\n    return A, cache",
        ],
    )
    def test_a_starter_left_as_it_was(self, body):
        result = loaded(f"def f(x):\n    {body}\n")
        assert why(result, "f") == "line 1: `f` is still the starter's: it does nothing yet"
        assert result.problems["f"].kind == "unfinished"

    @pytest.mark.parametrize("body", ["return x", "return x, None", "x[0] = 1", "print(x)", "return 0", "return []"])
    def test_short_is_not_empty(self, body):
        assert loaded(f"def f(x):\n    {body}").problems == {}

    def test_an_empty_method(self):
        result = loaded("class Layer:\n    def backward(self, da): pass", entry_points=("Layer.backward",))
        with pytest.raises(NotLoaded, match=r"line 2: `Layer.backward` is still the starter's"):
            result.namespace["Layer"]().backward(1)

    def test_empty_methods_that_nobody_asks_for_stay(self):
        result = loaded(
            "class Net:\n    def log(self): pass\n    def train(self): return self.log()", entry_points=("Net",)
        )
        assert result.namespace["Net"]().train() is None

    def test_a_method_that_is_not_there(self):
        result = loaded("\nclass Layer:\n    def forward(self): return 1", entry_points=("Layer.backward",))
        assert result.problems["Layer.backward"].text == "line 1: the class `Layer` does not define `backward`"

    def test_an_inherited_method_of_supports_is_not_the_submissions(self):
        result = loaded("class Mine(Layer): pass", entry_points=("Mine.forward",))
        assert result.problems["Mine.forward"].kind == "missing"

    def test_an_inherited_method_of_the_submissions_own_counts(self):
        result = loaded("class A:\n  def m(self): return 1\nclass B(A): pass", entry_points=("B.m",))
        assert result.problems == {}


class TestBareMethods:
    method = "def backward(self, da, learning_rate):\n    return self.weights.T @ da\n"

    def test_for_a_class_of_supports(self):
        result = loaded(self.method, entry_points=("Layer.backward",))
        layer = result.namespace["Layer"](np.eye(2))
        np.testing.assert_array_equal(layer.backward(np.ones(2), 0.1), [1, 1])
        assert result.notes[0].startswith("line 1: `backward(self, ...)` stands outside a class")
        assert result.problems == {}

    def test_indented_as_it_was_in_the_class(self):
        result = load(
            {
                "cells": [textwrap.indent(self.method, "    ")],
                "support": SUPPORT,
                "entry_points": ("Layer.backward",),
                "provided": (),
            }
        )
        assert result.problems == {}

    def test_on_top_of_a_base_class(self):
        result = loaded(
            "def train(self, x):\n    return self.helper(x)\ndef helper(self, x): return self.biases[0] + x",
            entry_points=("NeuralNetwork",),
        )
        assert result.namespace["NeuralNetwork"]().train(3) == 3

    def test_a_subclass(self):
        result = loaded(
            "class NeuralNetwork(NeuralNetworkBase):\n    def train(self, x): return self.biases[0] + x",
            entry_points=("NeuralNetwork",),
        )
        assert result.namespace["NeuralNetwork"]().train(3) == 3

    def test_a_method_that_slipped_out_of_the_class(self):
        result = loaded(
            "class Layer:\n    def forward(self): return 1\n\ndef backward(self): return 2",
            entry_points=("Layer.backward",),
        )
        assert result.namespace["Layer"]().backward() == 2

    def test_the_class_s_own_method_goes_first(self):
        result = loaded(
            "class Layer:\n    def backward(self): return 1\n\ndef backward(self): return 2",
            entry_points=("Layer.backward",),
        )
        assert result.namespace["Layer"]().backward() == 1

    def test_a_function_that_is_asked_for_stays_one(self):
        result = loaded("def f(self): return 1", entry_points=("f", "Layer"))
        assert result.namespace["f"](0) == 1
        assert "f" not in vars(result.namespace["Layer"])


class TestMissingModules:
    def test_plots_are_absorbed(self):
        result = loaded(
            """
            import matplotlib.pyplot as plt
            from matplotlib import cm, animation as anim
            import torch, sklearn.metrics
            def f(x):
                fig, (a, b) = plt.subplots(1, 2)
                a.plot([1, 2], label="x")[0].set_color("red")
                with plt.style.context("x"):
                    plt.rcParams["a"] = 1
                for line in a.lines:
                    line.remove()
                if torch.cuda.is_available():
                    return 1
                assert not isinstance(x, torch.Tensor)
                return x
            """
        )
        assert result.namespace["f"](7) == 7
        assert result.notes == [
            f"`{name}` is not available here; a stand-in that does nothing took its place"
            for name in ("matplotlib", "torch", "sklearn")
        ]

    def test_progress_bars_and_decorators_hand_back_what_they_get(self):
        result = loaded(
            "from tqdm import tqdm\nfrom numba import jit, njit\n@jit\ndef g(i): return i\n"
            "@njit(cache=True)\ndef f(): return [g(i) for i in tqdm(range(3))]"
        )
        assert result.namespace["f"]() == [0, 1, 2]

    def test_base_classes(self):
        result = loaded(
            "import torch.nn as nn\nclass Net(nn.Module):\n  def f(self): return 1\ndef f(): return Net().f()"
        )
        assert result.namespace["f"]() == 1

    @pytest.mark.parametrize(
        "expression",
        [
            "torch.relu(x) + 1",
            "1.0 * torch.relu(x)",
            "np.asarray(torch.x)",
            "x * torch.x",
            "float(torch.x)",
            "torch.x < 1",
        ],
    )
    def test_numbers_are_not_made_up(self, expression):
        result = loaded(f"import torch\ndef f(x): return {expression}")
        with pytest.raises(ModuleNotFoundError, match=r"torch.* is not available here; use NumPy"):
            result.namespace["f"](np.ones(2))

    @pytest.mark.parametrize(
        "imports",
        [
            "from utils import sigmoid, X_train",
            "from dnn_utils import *",
            "from .utils import sigmoid",
            "from utils import squash as sigmoid",
            "from scipy.special import expit as sigmoid",
        ],
    )
    def test_support_goes_before_modules_that_are_not_there(self, imports):
        assert loaded(imports + "\ndef f(): return sigmoid(0.0)").namespace["f"]() == 0.5

    def test_a_helper_module_all_of_whose_names_are_there_needs_no_note(self):
        assert loaded("from utils import sigmoid\nfrom helpers import *\ndef f(): return 1").notes == []
        assert loaded("from utils import sigmoid, squash\ndef f(): return 1").notes != []

    def test_own_functions_too(self):
        result = loaded("def relu(x): return 3\nfrom utils import relu\ndef f(): return relu(1)")
        assert result.namespace["f"]() == 3

    def test_helpers_by_way_of_their_module(self):
        assert loaded("import utils\ndef f(): return utils.sigmoid(0.0)").namespace["f"]() == 0.5

    def test_imports_inside_functions(self):
        result = loaded(
            "def f():\n    import seaborn as sns\n    from utils import sigmoid\n    sns.set()\n    return sigmoid(0.0)"
        )
        assert result.namespace["f"]() == 0.5

    @pytest.mark.parametrize(
        "caught", ["ImportError", "ModuleNotFoundError", "Exception", "(ImportError, OSError)", ""]
    )
    def test_fallbacks_of_the_students_own(self, caught):
        result = loaded(
            f"try:\n    import cupy as xp\nexcept {caught}:\n    import numpy as xp\ndef f(): return xp.ones(1)[0]"
        )
        assert result.namespace["f"]() == 1
        assert result.notes == []

    def test_names_that_a_real_module_does_not_have(self):
        result = loaded("from numpy import asscalar, ones\ndef f(): return 1")
        assert result.namespace["f"]() == 1
        assert result.notes[0].startswith("line 1: ImportError: cannot import name 'asscalar'")
