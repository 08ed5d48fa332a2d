"""Which submissions keep to the subset in which nothing can be kept from one test case to the next."""

from __future__ import annotations

import textwrap

import numpy as np
import pytest

from grader.sandbox.restricted import is_restricted
from grader.sandbox.restricted_names import NAMES, STATIC, VALUES

USUAL = """
import math
from dataclasses import dataclass
from typing import Optional

import matplotlib.pyplot as plt
import numpy as np
from dnn_utils import sigmoid
from numpy.linalg import norm

np.random.seed(1)
np.set_printoptions(precision=3)


class Layer:
    def __init__(self, n: int, scale: float = math.sqrt(2), start: Optional[np.ndarray] = None):
        self.W = np.random.randn(n, n) * scale
        self.cache = {}
        self.__steps = 0

    def forward(self, x):
        assert isinstance(x, (np.ndarray, list)), f"not an array: {type(x)}"
        if type(x) == np.ndarray and x.dtype != np.float64:
            x = x.astype(np.float64)
        self.cache["x"], self._last = x, norm(x)
        return np.maximum(0, np.add.reduce(self.W @ x, axis=0))


class Deep(Layer):
    def __init__(self, n):
        super().__init__(n)
        self.name = self.__class__.__name__


@dataclass
class Settings:
    rate: float = 0.1


@np.vectorize
def relu(z):
    return z if z > np.finfo(float).eps else 0.0


def train(net, xs, epochs=3):
    for epoch in range(epochs):
        try:
            costs = [net.forward(x) for x in xs]
        except (ValueError, np.linalg.LinAlgError) as error:
            print("failed", type(error), error)
    plt.plot(costs)
    return sorted(costs, key=lambda cost: -cost)


if __name__ == "__main__":
    print(Settings().rate)
"""
#: Ways of reaching what lasts longer than a namespace.
OUTSIDE = {
    "a function of NumPy is replaced": "np.sum = max",
    "by another name of the module": "m = np\nm.sum = max",
    "by a parameter": "def f(m): m.seen = 1\nf(np)",
    "by the object behind an error": "try: np.none\nexcept AttributeError as e: e.obj.seen = 1",
    "an attribute of a function": "np.sum.seen = 1",
    "an attribute of a ufunc passed on": "def f(g): g.seen = 1\nf(np.exp)",
    "a function imported by name, passed on": "from numpy import sum as s\nkept = [s]",
    "a method of an imported class": "g = np.matrix.getA\ng.seen = 1",
    "a class derived from an imported one": "class V(np.vectorize): pass\nV._init_stage_2.seen = 1",
    "the class of a value": "t = type(np.matrix([1]))\nt.seen = 1",
    "its class attribute": "np.matrix([1]).__class__.seen = 1",
    "a class given to a method that compares": "class T:\n def __eq__(s, o): s.o = o\ntype(np.matrix([1])) == T()",
    "a class given to a name that hid a type": "class T:\n def __eq__(s, o): s.o = o\nint = T()\ntype(3) == int",
    "a class given to another `print`": "def print(x): x.seen = 1\nprint(type(np.matrix([1])))",
    "what NumPy keeps": "kept = np.finfo(float)\nkept.seen = 1",
    "a registry": "from typing import overload\n@overload\ndef f(x=1): pass",
    "a registry of base classes": "from abc import ABC\nABC.register(int)",
    "another module": "import sys",
    "a module inside of a function": "def f():\n import os\n return os",
    "a module of NumPy": "np.lib.seen = 1",
    "a module of NumPy by its parent": "import numpy.testing",
    "all names of a module": "from numpy import *",
    "the runner": "import inside.runner",
    "a module of the package": "from . import x",
    "built-ins": "__builtins__['seen'] = 1",
    "globals": "globals()['f'].seen = 1",
    "attributes by text": "setattr(np, 'seen', 1)",
    "code as text": "exec('import sys')",
    "a file": "open('/tmp/x', 'w')",
    "a file by NumPy": "np.save('/tmp/x', np.ones(3))",
    "a file by an array": "np.ones(3).tofile('/tmp/x')",
    "frames": "g = (i for i in [1])\ng.gi_frame.f_back",
    "frames of an error": "try: 1/0\nexcept Exception as e: e.__traceback__",
    "a destructor": "class A:\n def __del__(self): pass",
    "a protocol that is given functions": "class A:\n def __array_function__(self, f, *a): f.seen = 1",
    "a context that is given classes": "class A:\n def __exit__(self, t, e, b): t.seen = 1",
    "how a copy is restored": "class A:\n def __reduce__(self): return 1",
    "a metaclass": "class A(metaclass=type): pass",
    "names in patterns": "match np:\n case object(__dict__=d): pass",
    "a handler that NumPy keeps": "np.seterrcall(print)",
    "a generator that NumPy keeps": "np.random.set_bit_generator(1)",
    "a text that NumPy keeps": "np.add_newdoc('numpy', 'sum', 'x')",
    "uninitialised memory": "np.empty(9)",
    "uninitialised memory by its class": "np.ndarray(9)",
    "uninitialised memory by what is left out": "np.divide(1, np.ones(9), where=False)",
    "uninitialised memory by arguments": "np.divide(1, np.ones(9), **{'where': False})",
    "padding": "np.ones(3).view('u1')",
    "padding as bytes": "bytes(np.ones(3))",
    "addresses": "id(f)",
    "a long chain of attributes": "f" + ".x" * 30,
    "what is no Python": "def f(:",
    "too much nesting": "(" * 300 + ")" * 300,
}


def check(code, support="", allowed=()):
    return is_restricted((textwrap.dedent(code),), support, allowed)


def test_what_students_usually_write_is_in_the_subset():
    assert check(USUAL)


@pytest.mark.parametrize("code", OUTSIDE.values(), ids=OUTSIDE.keys())
def test_what_could_keep_something_is_not(code):
    assert not check("import numpy as np\ndef f(x): return x\n" + code)


def test_nested_types_are_looked_at_once():
    code = "x"
    for _ in range(40):
        code = f"(type({code}) == list)"
    assert check("x = 1\n" + code)


def test_one_such_cell_is_enough():
    assert is_restricted(("x = 1", "y = 2"), "", ())
    assert not is_restricted(("x = 1", "import sys"), "", ())


def test_what_the_support_code_imports_is_imported():
    assert check("y = math.sqrt(2)", support="import math")
    assert not check("m = math\nm.seen = 1", support="import math")
    assert not check("from helpers import math", support="import math")
    assert not check("import helpers\nhelpers.os.seen = 1", support="import os")


def test_a_module_that_the_assignment_allows_is_not_in_the_subset():
    code = "import scipy.stats\nscipy.seen = 1"
    assert check(code)  # missing, and replaced by a stub that keeps nothing
    assert not check(code, allowed=("scipy",))


def test_a_long_submission_is_not_read():
    assert not check("x = 1\n" * 50_000)


def test_what_may_be_passed_on_has_no_attributes_that_can_be_set():
    for name in VALUES["numpy"]:
        with pytest.raises((AttributeError, TypeError)):
            vars(np)[name].seen = 1


def test_the_attributes_of_what_counts_as_static_cannot_be_set():
    for owner in (vars(np)[name] for name in STATIC["numpy"]):
        for part in dir(owner):
            value = getattr(owner, part, None)
            if callable(value) and not isinstance(value, type) and not part.startswith("__"):
                with pytest.raises((AttributeError, TypeError)):
                    value.seen = 1


def test_no_module_that_is_listed_gives_another_one_or_something_that_can_be_filled():
    listed = [
        getattr(np.random if path == "numpy.random" else np, name, None)
        for path in ("numpy", "numpy.random")
        for name in NAMES[path]
    ]
    assert not [value for value in listed if isinstance(value, type(np) | dict | list | set | np.ndarray)]
