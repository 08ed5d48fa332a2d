"""Modules that are not in the jail: what runs without them, and what ends a test."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from grader.sandbox.inside.stub_modules import NotAvailable, unavailable
from grader.sandbox.inside.trace import described
from tests.sandbox.loading import loaded


def call(code, *args):
    return loaded(code).namespace["f"](*args)


def missing(code, *args):
    """Module, line and cell of the exception that a call ends with."""
    with pytest.raises((NotAvailable, ValueError)) as caught:
        call(code, *args)
    found = unavailable(caught.value)
    assert found is not None
    return found.module, found.location and found.location[:2]


class TestProgressBars:
    @pytest.mark.parametrize(
        "loop",
        [
            "from tqdm import trange\ndef f(): return [i for i in trange(3)]",
            "from tqdm import tqdm\ndef f(): return [i for i in tqdm(range(3), desc='epoch')]",
            "from tqdm.auto import tqdm\ndef f(): return list(tqdm([0, 1, 2]))",
            "from tqdm.notebook import tqdm, trange\ndef f(): return list(trange(0, 3, leave=False))",
            "import tqdm\ndef f(): return [i for i in tqdm.tqdm(range(3))]",
            "from tqdm import tqdm_notebook as bar, tnrange\ndef f(): return list(bar(tnrange(3)))",
            "from tqdm import tqdm\ndef f(): return [i for i, _ in enumerate(tqdm('abc'))]",
            "from tqdm.contrib import tenumerate, tzip\ndef f(): return [i for i, _ in tenumerate(tzip('abc', 'xyz'))]",
            "from rich.progress import track\ndef f(): return list(track(range(3), description='x'))",
            "from fastprogress import progress_bar\ndef f(): return list(progress_bar(range(3)))",
            "from alive_progress import alive_it\ndef f(): return list(alive_it(range(3)))",
        ],
    )
    def test_loops_go_through_everything(self, loop):
        assert call(loop) == [0, 1, 2]

    def test_the_methods_of_a_bar_do_nothing(self):
        code = """
            from tqdm import tqdm
            def f():
                bar = tqdm(range(4))
                for i in bar:
                    bar.set_description(f"epoch {i}")
                    bar.set_postfix(loss=0.5)
                tqdm.write("done")
                with tqdm(total=3) as other:
                    other.update(1)
                    other.n += 1
                return len(bar)
        """
        assert call(code) == 4


class TestNamesOfPython3:
    @pytest.fixture(autouse=True)
    def as_in_the_jail(self, monkeypatch):
        for name in ("six", "six.moves", "past", "past.builtins", "future", "future.utils"):
            monkeypatch.setitem(sys.modules, name, None)

    @pytest.mark.parametrize(
        "code",
        [
            "from six.moves import range\ndef f(): return list(range(3))",
            "from six.moves import xrange, zip\ndef f(): return [i for i, _ in zip(xrange(3), 'abc')]",
            "import six\ndef f(): return [key for key, _ in six.iteritems({0: 1, 1: 1, 2: 1})]",
            "from past.builtins import xrange\ndef f(): return list(xrange(3))",
            "import six\ndef f(): return [] if six.PY2 else [0, 1, 2]",
            "from future.utils import itervalues\ndef f(): return list(itervalues({'a': 0, 'b': 1, 'c': 2}))",
            "import six\ndef f(): return [0, 1, 2] if isinstance('x', six.string_types) else []",
        ],
    )
    def test_they_are_pythons_own(self, code):
        assert call(code) == [0, 1, 2]

    def test_it_is_told(self):
        assert loaded("from six.moves import range").notes == [
            "`six` is not available here; its names for Python 2 and 3 are Python's own here"
        ]


class TestDecorators:
    @pytest.mark.parametrize(
        "decorator",
        [
            "@numba.njit",
            "@numba.njit(parallel=True, fastmath=True)",
            "@numba.jit(nopython=True)",
            "@numba.jit('float64(float64)')",
            "@numba.njit(numba.float64(numba.float64))",
            "@torch.no_grad()",
            "@torch.jit.script",
            "@tensorflow.function",
            "@jax.jit",
            "@functools.lru_cache",
            "@functools.lru_cache(maxsize=None)",
            "@functools.cache",
            "@line_profiler.profile",
            "@typeguard.typechecked",
            "@beartype.beartype",
        ],
    )
    def test_a_decorated_function_stays_as_it_is(self, decorator):
        imports = "import numba, torch, tensorflow, jax, functools, line_profiler, typeguard, beartype\n"
        assert call(f"{imports}{decorator}\ndef f(x): return 2 * x", 1.5) == 3.0

    def test_prange_is_range(self):
        code = "import numba as nb\n@nb.njit(parallel=True)\ndef f(n):\n    return sum(i for i in nb.prange(1, n))"
        assert call(code, 4) == 6

    @pytest.mark.parametrize("decorator", ["@vectorize", "@vectorize()", "@vectorize(['float64(float64, float64)'])"])
    def test_numbas_vectorize_goes_through_arrays(self, decorator):
        code = f"from numba import vectorize\n{decorator}\ndef f(z, d):\n    return d if z > 0 else 0"
        result = call(code, np.array([[-1.0, 2.0], [3.0, 0.0]]), np.array([[1.5, 2.5], [3.5, 4.5]]))
        np.testing.assert_array_equal(result, [[0.0, 2.5], [3.5, 0.0]])
        assert call(code, 1.0, 0.5) == 0.5

    def test_functools_is_really_there(self):
        code = "from functools import partial, reduce, wraps\ndef f(x): return reduce(lambda a, b: a + b, [x, x])"
        assert call(code, 2) == 4

    @pytest.mark.parametrize(
        ("module", "code"),
        [
            ("jax", "import jax\ndef g(x): return x * x\ndef f(x): return 1 + jax.grad(g)(x)"),
            ("autograd", "from autograd import grad\ndef g(x): return x * x\ndef f(x): return grad(g)(x) + 1"),
            (
                "scipy",
                "from scipy import optimize\ndef g(x): return x\ndef f(x): return float(optimize.root_scalar(g))",
            ),
        ],
    )
    def test_a_function_that_computes_is_no_decorator(self, module, code):
        assert missing(code, 1.0) == (module, (3, 0))


class TestAnnotations:
    @pytest.mark.parametrize(
        "signature",
        [
            "x, out: torch.Tensor | None = None",
            "x, out: None | torch.Tensor = None",
            "x, out: Optional[torch.Tensor] = None",
            "x: Union[np.ndarray, torch.Tensor, list[torch.Tensor]]",
            "x: np.ndarray | torch.Tensor",
            "x: 'torch.Tensor | None'",
            "x, device=torch.device('cpu'), kind=torch.float32",
            "x: Annotated[torch.Tensor, 'shape']",
            "x: jaxtyping.Float[np.ndarray, 'n m']",
            "x: Callable[[torch.Tensor], torch.Tensor]",
        ],
    )
    def test_a_type_from_a_missing_module_is_any_type(self, signature):
        imports = "import torch, jaxtyping\nfrom typing import *\n"
        assert call(f"{imports}def f({signature}) -> np.ndarray | torch.Tensor: return x", 7) == 7

    def test_variables_dataclasses_and_aliases(self):
        code = """
            import torch
            from dataclasses import dataclass
            from typing_extensions import TypeAlias
            Array: TypeAlias = "np.ndarray | torch.Tensor"
            weight: torch.Tensor | None = None
            @dataclass
            class Cache:
                Z: torch.Tensor
            def f(x): return Cache(x).Z
        """
        assert call(code, 3) == 3


class TestValues:
    @pytest.mark.parametrize(
        ("code", "line"),
        [
            ("A = torch.softmax(x)\n    m = A.shape[1]\n    return np.log(A)", 3),
            ("t = torch.as_tensor(x)\n    for row in t: pass", 3),
            ("return sum(1 for _ in enumerate(torch.as_tensor(x)))", 3),
            ("y = x + 1\n    return len(torch.tensor(y))", 4),
            ("y = torch\n    if y.equal(x, x): return 1", 4),
            ("y = 1\n    return x[torch.argmax(x)]", 4),
            ("y = 1\n    return x * torch.pi", 4),
            ("y = 1\n    x[0] = torch.zeros(1)", 4),
            ("return x == torch.zeros(1)", 3),
            ("return float(torch.tensor(1.0))", 3),
            ("return 1.0 in torch.ones(3)", 3),
            ("return np.maximum(torch.tensor(x), 0)", 3),
            ("return 1 if torch.any(x) else 0", 3),
            ("return next(torch.ones(3))", 3),
            ("return max(torch.ones(3), 0)", 3),
            ("a, b = torch.std_mean(x)\n    return a / b", 3),
        ],
    )
    def test_the_line_is_where_the_value_came_from(self, code, line):
        assert missing(f"import torch\ndef f(x):\n    {code}", np.ones(2)) == ("torch", (line, 0))

    def test_a_value_made_at_the_top_level_is_told_where_it_is_used(self):
        code = "import torch\nlayer = torch.nn.ReLU()\ndef f(x):\n    y = 2 * x\n    return layer(y) + 1"
        assert missing(code, 1.0) == ("torch", (5, 0))

    def test_calls_without_a_use_do_no_harm(self):
        code = """
            import torch
            import random
            def f(x):
                torch.manual_seed(0)
                torch.set_default_dtype(torch.float64)
                with torch.no_grad():
                    if torch.is_tensor(x) or isinstance(x, torch.Tensor):
                        x = x.numpy()
                print(torch.__name__ if hasattr(torch, "__name__") else "", f"{torch.ones(2)!r:>10}")
                return x
        """
        assert call(code, 3) == 3

    def test_drawing_needs_no_value(self):
        code = """
            import matplotlib.pyplot as plt
            import seaborn as sns
            def f(x):
                fig, axes = plt.subplots(2, 2, figsize=(3, 3))
                for ax in axes.ravel():
                    ax.plot(x)
                colour = plt.cm.viridis(0.5) * 0.5 + 1
                if plt.get_fignums() and len(axes) > 1:
                    return None
                return x
        """
        assert call(code, 3) == 3
        assert (
            missing("import matplotlib.pyplot as plt\ndef f(): return np.asarray(plt.imread('x'))")[0] == "matplotlib"
        )

    def test_a_class_from_a_missing_module_has_nothing_of_it(self):
        code = """
            import torch.nn as nn
            class Net(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.size = 3
            def f(): return Net().size if not hasattr(Net(), "parameters") else Net().parameters()
            def g(): return Net().parameters()
        """
        result = loaded(code, entry_points=("f", "g"))
        assert result.namespace["f"]() == 3
        with pytest.raises(AttributeError, match="`torch` is not available here") as caught:
            result.namespace["g"]()
        told = described(caught.value)
        assert (told["type"], told["text"], told["frames"]) == ("NotAvailable", "torch", [(7, 0, "g")])

    def test_the_top_level_leaves_out_the_statement_and_says_so(self):
        result = loaded(
            """
            import pandas as pd
            X = pd.read_csv("data.csv").values / 255
            scale = 2
            def f(x): return scale * x
            def g(): return X + 1
            """,
            entry_points=("f", "g"),
        )
        assert result.namespace["f"](3) == 6
        assert "line 2: `pandas` is not available here; the statement is left out" in result.notes
        with pytest.raises(NotAvailable) as caught:
            result.namespace["g"]()
        assert caught.value.location[:2] == (5, 0)

    def test_no_note_speaks_of_a_stand_in(self):
        code = "import torch, tqdm, numba, matplotlib, scipy\nx = torch.ones(1) + 1\ndef f(): return 1"
        assert not any("stand-in" in note or "stub" in note for note in loaded(code).notes)
