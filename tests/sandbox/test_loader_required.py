"""Loading: what the task requires, methods without a class, and modules that are not there."""

from __future__ import annotations

import textwrap

import numpy as np
import pytest

from grader.sandbox.inside.loader import NotLoaded, load
from tests.sandbox.loading import SUPPORT, loaded, why


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

    def test_the_only_function_may_be_the_one_that_is_asked_for(self):
        assert "there is `g`: rename it to `relu_der`" in why(
            loaded("def g(x): return x", entry_points=("relu_der",)), "relu_der"
        )

    @pytest.mark.parametrize("entry_points", [("forward", "train"), ("Layer.backward", "Perceptron.fit")])
    def test_of_several_that_are_asked_for_the_only_function_names_none(self, entry_points):
        code = "class Layer: pass\nclass Perceptron: pass\ndef step(self): return 1\nLayer.backward = step"
        result = loaded(code, entry_points=entry_points)
        assert "step" not in result.problems[entry_points[-1]].text

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

    def test_one_that_is_set_to_something_else(self):
        result = loaded("def f(x):\n    pass\nf = lambda x: 2 * x\n")
        assert result.problems == {}
        assert result.namespace["f"](3) == 6

    def test_one_that_is_only_wrapped(self):
        result = loaded("def f(x):\n    pass\nf.x = 1\nf = staticmethod(f)\n")
        assert result.problems["f"].kind == "unfinished"

    @pytest.mark.parametrize("body", ["return x", "return x, None", "x[0] = 1", "print(x)", "return 0", "return []"])
    def test_short_is_not_empty(self, body):
        assert loaded(f"def f(x):\n    {body}").problems == {}

    def test_an_empty_method(self):
        result = loaded("class Layer:\n    def backward(self, da): pass", entry_points=("Layer.backward",))
        with pytest.raises(NotLoaded, match=r"line 2: `Layer.backward` is still the starter's"):
            result.namespace["Layer"](1).backward(1)

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
        assert result.namespace["Layer"](1).backward() == 2

    def test_the_class_s_own_method_goes_first(self):
        result = loaded(
            "class Layer:\n    def backward(self): return 1\n\ndef backward(self): return 2",
            entry_points=("Layer.backward",),
        )
        assert result.namespace["Layer"](1).backward() == 1

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
            "`matplotlib` is not available here; nothing that it shows is graded",
            "`torch` is not available here; a function that needs it for its result cannot be graded",
            "`sklearn` is not available here; a function that needs it for its result cannot be graded",
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
        with pytest.raises(ModuleNotFoundError, match=r"torch.* is not available here; write it with NumPy"):
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
