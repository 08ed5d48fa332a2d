"""Right code gets full marks however its top level brings it about, and the notes say what was left out."""

import json
import textwrap

import pytest

from grader.assignments.samples import samples
from grader.assignments.secret import Catalogue
from grader.model import Verdict
from grader.uploads import read_text, read_upload

CATALOGUE = Catalogue()
#: `make coverage` takes the first.
SLUGS = ("relu_der", *(pytest.param(slug, marks=pytest.mark.slow) for slug in ("backward", "perceptron", "jacobians")))


def accepted(slug):
    """The text of a right sample."""
    return next(
        sample.path.read_text()
        for sample in samples(slug)
        if sample.verdict is Verdict.ACCEPTED and sample.path.suffix == ".py"
    )


def graded(judge, slug, text):
    return judge.grade(slug, read_text(text).source, visible_only=slug != "relu_der")


WAYS = {
    "below the main guard": lambda text: 'if __name__ == "__main__":\n' + textwrap.indent(text, "    "),
    "in a branch": lambda text: "if True:\n" + textwrap.indent(text, "    ") + "\nelse:\n    pass\n",
    "by exec": lambda text: f"SOURCE = {text!r}\nexec(SOURCE)\n",
    "with experiments that fail": lambda text: (
        f"{text}\nX = load_data()\nfor x in X: print(x)\n1 / 0\nraise SystemExit\n"
    ),
    "with its folder": lambda text: (
        f"import os\nROOT = os.path.dirname(os.path.abspath(__file__))\n{text}\nos.listdir(ROOT)\n"
    ),
    "with a prompt": lambda text: f"{text}\nchoice = input('again? ')\n",
}


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("way", WAYS)
def test_right_code_gets_full_marks(judge, slug, way):
    report = graded(judge, slug, WAYS[way](accepted(slug)))
    assert [case.message for case in report.cases if case.verdict is not Verdict.ACCEPTED] == []


@pytest.mark.parametrize("slug", SLUGS)
def test_endless_training_is_left_out(judge, slug):
    text = accepted(slug)
    line = text.count("\n") + 2
    report = graded(judge, slug, f"{text}\nwhile True: pass\n")
    assert [case.message for case in report.cases if case.verdict is not Verdict.ACCEPTED] == []
    assert any(f"{line})" in note and "takes more than 1 s to run" in note for note in report.notes)


#: Each file needs something that the top level does.
FILES = {
    "a function that sets a global": "def init():\n    global T\n    T = 0\ninit()",
    "a function that fills a box": "class Box: pass\ndef init(box): box.t = 0\nbox = Box()\ninit(box)\nT = box.t",
    "vars": "vars()['T'] = 0",
    "else": "if __name__ == '__main__':\n    T = 1.0\nelse:\n    T = 0",
    "not main": "if not __name__ == '__main__':\n    T = 0",
    "copyto": "A = np.ones(2)\nnp.copyto(A, 0)\nT = A[0]",
    "put": "A = np.ones(2)\nnp.put(A, [0, 1], 0)\nT = A[0]",
    "out": "A = np.ones(2)\nnp.subtract(A, 1, out=A)\nT = A[0]",
    "file": "import os\nT = 0 if os.path.isabs(__file__) else 1",
    "this module": "import sys\nsys.modules[__name__].T = 0",
    "a loop": "T = 3\nwhile T > 0: T -= 1",
    "a file that is written": "np.save('t.npy', np.zeros(1))\nT = np.load('t.npy')[0]",
    "recursion": "import sys\nsys.setrecursionlimit(20000)\ndef f(n): return 0 if n == 0 else f(n - 1)\nT = f(9000)",
    "a dataclass": (
        "from dataclasses import dataclass, field\nfrom typing import ClassVar\n@dataclass\nclass Act:\n"
        "    total: ClassVar[int] = 0\n    log: list[float] = field(default_factory=list)\nT = len(Act().log)"
    ),
    "pickle": "import pickle\nclass Box:\n    t = 0\nT = pickle.loads(pickle.dumps(Box())).t",
    "hints": "import typing\ndef g(x: 'int') -> 'float': ...\nT = 0 if typing.get_type_hints(g)['x'] is int else 1",
    "source": "import inspect\ndef g(): return 0\nT = 0 if 'return 0' in inspect.getsource(g) else 1",
}


@pytest.mark.parametrize("future", ["", "from __future__ import annotations\n"])
@pytest.mark.parametrize("name", FILES)
def test_what_the_top_level_sets_is_there(judge, name, future):
    body = "def relu_der(dA, cache):\n    return dA * (cache['Z'] > T)\n"
    report = graded(judge, "relu_der", f"{future}import numpy as np\n{FILES[name]}\n{body}")
    assert (report.verdict, [case.message for case in report.cases if case.score < case.max_score]) == (
        Verdict.ACCEPTED,
        [],
    )
    assert not any("Error" in note for note in report.notes)


@pytest.mark.parametrize(
    "cell",
    ["%time LIMIT = np.float64(0)", "%prun LIMIT = 0", "%%time\nLIMIT = 0", ">>> LIMIT = 0", "In [4]: LIMIT = 0"],
)
def test_commands_of_notebooks(judge, cell):
    cells = [
        "import numpy as np",
        cell,
        "def relu_der(dA, cache):\n    display(dA)\n    return dA * (cache['Z'] > LIMIT)",
    ]
    document = {"nbformat": 4, "cells": [{"cell_type": "code", "source": text} for text in cells]}
    report = judge.grade("relu_der", read_upload("a.ipynb", json.dumps(document).encode()).source)
    assert report.verdict is Verdict.ACCEPTED


LAYER = """
import numpy as np
class Layer:
    def __init__(self, n_inputs, n_neurons, activation_function):
        self.weights = np.random.uniform(-1, 1, (n_neurons, n_inputs))
        self.biases = np.random.uniform(-1, 1, (n_neurons, 1))
        self.activation = activation_function
    def forward(self, inputs):
        self.inputs = np.array(inputs).reshape(-1, 1)
        self.outputs = np.dot(self.weights, self.inputs) + self.biases
        return self.activation(self.outputs)
"""
STEP = """
def {name}(self, da, learning_rate):
    dz = da * self.activation.derivative(self.outputs)
    da_prev = self.weights.T @ dz
    self.weights -= learning_rate * dz @ self.inputs.T
    self.biases -= learning_rate * dz
    return da_prev
"""
ADD = "def add_to(Class):\n    def wrapper(f): setattr(Class, f.__name__, f)\n    return wrapper\n@add_to(Layer)"


@pytest.mark.parametrize(
    "text",
    [
        LAYER + STEP.format(name="step") + "setattr(Layer, 'backward', step)\n",
        LAYER + STEP.format(name="step") + "Layer.backward = step\n",
        LAYER + STEP.format(name="step") + "for name in ['backward']: setattr(Layer, name, step)\n",
        LAYER + ADD + STEP.format(name="backward"),
        read_text("%%add_to Layer" + STEP.format(name="backward")).source.cells[0].join([LAYER, ""]),
    ],
)
def test_methods_that_are_attached(judge, text):
    report = judge.grade("perceptron", read_text(text).source)
    assert not any("Layer.backward" in case.message or "does not define" in case.message for case in report.cases)
    assert report.score >= 4


class TestWhatCannotBeRun:
    def message(self, judge, text):
        report = judge.grade("relu_der", read_text(text).source, visible_only=True)
        return report.cases[0].message

    def test_threads(self, judge):
        code = (
            "from concurrent.futures import ThreadPoolExecutor\ndef relu_der(dA, cache):\n"
            "    with ThreadPoolExecutor(4) as pool: return dA * list(pool.map(lambda z: z > 0, [cache['Z']]))[0]\n"
        )
        assert "threads are not available here" in self.message(judge, code)

    def test_look_alike_letters(self, judge):
        code = "def relu_d\u0435r(dA, cache):\n    return dA * (cache['Z'] > 0)\n"
        assert "letter 7 of `relu_d\u0435r` is a Cyrillic letter" in self.message(judge, code)

    def test_marks_of_a_merge(self, judge):
        code = "def relu_der(dA, cache):\n<<<<<<< HEAD\n    return dA\n=======\n    return 0\n>>>>>>> b\n"
        assert "line 2: syntax error in `relu_der`: `<<<<<<<` is a mark" in self.message(judge, code)
