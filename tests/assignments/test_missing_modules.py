"""Submissions that import what is not in the jail, graded by real assignments."""

import json
import textwrap

import pytest

from grader.model import Verdict
from grader.uploads import read_upload


@pytest.fixture
def grade(judge):
    return lambda slug, name, text: judge.grade(slug, read_upload(name, text.encode()).source, light_only=True)


def of(report, function):
    return [case for case in report.cases if case.row == function]


def notebook(*cells):
    made = [{"cell_type": "code", "source": cell, "metadata": {}, "outputs": []} for cell in cells]
    return json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": made})


RIGHT = {
    "prange": """
        from numba import njit, prange
        @njit(parallel=True, fastmath=True)
        def mask(Z, dA):
            out = np.zeros_like(dA, dtype=float)
            for i in prange(Z.shape[0]):
                for j in range(Z.shape[1]):
                    if Z[i, j] > 0:
                        out[i, j] = dA[i, j]
            return out
        def relu_der(dA, cache):
            return mask(cache["Z"], dA)
    """,
    "vectorize": """
        import numba as nb
        @nb.vectorize([nb.float64(nb.float64, nb.float64)])
        def passed(d, z):
            return d if z > 0 else 0.0
        def relu_der(dA, cache):
            return passed(dA * 1.0, cache["Z"])
    """,
    "a bar over rows": """
        from tqdm.auto import tqdm
        def relu_der(dA, cache):
            dZ = np.array(dA, copy=True)
            for i, row in enumerate(tqdm(cache["Z"], desc="rows")):
                dZ[i][row <= 0] = 0
            return dZ
    """,
    "a type": """
        import torch
        def relu_der(dA: np.ndarray, cache: dict, out: torch.Tensor | None = None) -> np.ndarray | torch.Tensor:
            return np.where(cache["Z"] > 0, dA, 0)
    """,
    "an optional type": """
        import jax.numpy as jnp
        from typing import Optional, Union
        def relu_der(dA: Union[np.ndarray, jnp.ndarray], cache, dtype: Optional[jnp.dtype] = jnp.float32):
            return np.where(cache["Z"] > 0, dA, 0)
    """,
    "a question": """
        import scipy.sparse as sp
        def relu_der(dA, cache):
            Z = cache["Z"].toarray() if sp.issparse(cache["Z"]) else cache["Z"]
            return np.where(Z > 0, dA, 0)
    """,
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_needs_no_value_gets_full_marks(grade, name):
    report = grade("relu_der", "a.py", "import numpy as np\n" + textwrap.dedent(RIGHT[name]))
    assert (report.verdict, [case.message for case in report.cases if case.score < case.max_score]) == (
        Verdict.ACCEPTED,
        [],
    )


WRONG = {
    "scipy": ("    return sp.xlogy(dA, cache['Z'])", "import scipy.special as sp", 4),
    "torch": (
        "    dZ = np.array(dA)\n    for i, row in enumerate(torch.as_tensor(cache['Z'])):\n        dZ[i][row <= 0] = 0",
        "import torch",
        5,
    ),
    "sklearn": (
        "    mask = Binarizer().fit_transform(cache['Z'])\n    return dA * mask",
        "from sklearn.preprocessing import Binarizer",
        4,
    ),
    "tensorflow": ("    return tf.where(cache['Z'] > 0, dA, 0).numpy()", "import tensorflow as tf", 4),
    "jax": ("    return dA * jnp.heaviside(cache['Z'], 0)", "import jax.numpy as jnp", 4),
}


@pytest.mark.parametrize("module", WRONG)
def test_what_needs_a_value_is_told_the_module_and_the_line(grade, module):
    body, imports, line = WRONG[module]
    report = grade("relu_der", "a.py", f"import numpy as np\n{imports}\ndef relu_der(dA, cache):\n{body}\n")
    assert {case.verdict for case in report.cases} == {Verdict.RUNTIME_ERROR}
    assert all(case.diagnosis is None and case.hint is None for case in report.cases)
    for case in report.cases:
        if case.visible:
            assert case.message == f"`{module}` is not available here (line {line}); write it with NumPy."
        else:
            assert str(case.summary) == f"Line {line} needs a module that is not available here; write it with NumPy."


@pytest.mark.parametrize(
    ("module", "line", "code"),
    [
        ("layers", 1, "from layers import relu_der\nrelu_der(np.ones((2, 2)), {'Z': np.eye(2)})"),
        ("helpers", 3, "import helpers as h\ndef relu_der(dA, cache):\n    return h.relu_der(dA, cache)"),
        ("activations", 1, "from .activations import relu_backward as relu_der"),
    ],
)
def test_a_function_from_another_file_of_a_notebook(grade, module, line, code):
    report = grade("relu_der", "a.ipynb", notebook("import numpy as np", code))
    visible = [case for case in report.cases if case.visible]
    assert all(f"`{module}` is not available here (line {line} of cell 2)" in case.message for case in visible)
    assert all(case.diagnosis is None for case in report.cases)
    assert all("If it is a file of your own, put its code into the file that you submit" in c.message for c in visible)


def test_a_softmax_from_elsewhere_is_no_wrong_softmax(grade):
    code = """
        import numpy as np
        from sklearn.utils.extmath import softmax
        def softmax_cross_entropy_loss(Z, Y=np.array([])):
            A = softmax(Z)
            m = A.shape[1]
            if Y.size == 0:
                return A, {"A": A}, []
            loss = -np.sum(np.log(A[Y.astype(int)[0], np.arange(m)])) / m
            return A, {"A": A}, loss
    """
    cases = of(grade("mlp_notebook", "a.py", textwrap.dedent(code)), "softmax_cross_entropy_loss")
    assert all(case.score == 0 and case.diagnosis is None for case in cases)
    assert {case.message for case in cases} == {"`sklearn` is not available here (line 5); write it with NumPy."}


def test_another_function_of_the_file_is_graded_and_named_as_ever(grade):
    code = """
        import numpy as np
        import torch
        def relu(Z):
            return torch.relu(Z), {"Z": Z}
        def relu_der(dA, cache):
            dZ = np.array(dA, copy=True)
            dZ[cache["Z"] < 0] = 0
            return dZ
    """
    report = grade("mlp_notebook", "a.py", textwrap.dedent(code))
    assert all(case.diagnosis is None for case in of(report, "relu"))
    assert {case.diagnosis.name for case in of(report, "relu_der") if case.diagnosis} == {"gradient_at_zero"}


def test_trange_visits_every_epoch(grade):
    from pathlib import Path

    starter = Path("testcases/perceptron/submissions/accepted")
    text = next(path.read_text() for path in sorted(starter.glob("*.py")) if "in range(epochs)" in path.read_text())
    report = grade(
        "perceptron", "a.py", "from tqdm import trange\n" + text.replace("in range(epochs)", "in trange(epochs)")
    )
    assert report.verdict is Verdict.ACCEPTED


def test_the_words_for_what_cannot_cross(grade):
    def told(result):
        report = grade("relu_der", "a.py", f"import numpy as np\ndef relu_der(dA, cache):\n    return {result}\n")
        return next(case for case in report.cases if case.name == "handout_example").message

    assert "an array of Python objects (dtype object)" in told("np.array([[1, 2], [3]], dtype=object)")
    assert "an array with masked entries" in told("np.ma.masked_less(np.asarray(dA), 1)")
    assert "an array of dtype" in told("np.array([['a', 'b'], ['c', 'd']])")


PLAIN = {
    "a subclass": "class T(np.ndarray): pass\ndef relu_der(dA, cache):\n    return (dA * (cache['Z'] > 0)).view(T)",
    "a subclass with attributes": (
        "class T(np.ndarray):\n    def __array_finalize__(self, other): self.note = 'x'\n    def grad(self): return 1\n"
        "def relu_der(dA, cache):\n    return (dA * (cache['Z'] > 0)).view(T)"
    ),
    "longdouble": "def relu_der(dA, cache):\n    return dA.astype(np.longdouble) * (cache['Z'] > 0)",
    "masked, but nothing is": "def relu_der(dA, cache):\n    return np.ma.array(dA * (cache['Z'] > 0))",
    "a record array": "def relu_der(dA, cache):\n    return (dA * (cache['Z'] > 0)).view(np.recarray)",
    "big endian": "def relu_der(dA, cache):\n    return (dA * (cache['Z'] > 0)).astype('>f8')",
    "Fortran order": "def relu_der(dA, cache):\n    return np.asfortranarray(dA * (cache['Z'] > 0))",
    "lists": (
        "def relu_der(dA, cache):\n    dZ = dA * 1.0 * (cache['Z'] > 0)\n    return dZ.tolist() if dA.size < 99 else dZ"
    ),
}


@pytest.mark.parametrize("name", PLAIN)
def test_any_plain_array_counts_by_its_values(grade, name):
    report = grade("relu_der", "a.py", "import numpy as np\n" + PLAIN[name])
    failed = [(case.name, case.message) for case in report.cases if case.score < case.max_score]
    assert failed == []


def test_half_precision_loses_marks_for_its_values_only(grade):
    code = "import numpy as np\ndef relu_der(dA, cache):\n    return (dA * (cache['Z'] > 0)).astype(np.float16)"
    report = grade("relu_der", "a.py", code)
    by_name = {case.name: case for case in report.cases}
    assert by_name["handout_example"].verdict is Verdict.ACCEPTED
    assert by_name["extreme_sizes"].verdict is Verdict.WRONG_ANSWER


@pytest.mark.parametrize(
    "body",
    [
        "dZ = np.zeros_like(cache['Z'])\n    dZ[cache['Z'] > 0] = dA[cache['Z'] > 0]\n    return dZ",
        "dZ = np.empty(dA.shape, cache['Z'].dtype)\n    dZ[...] = np.where(cache['Z'] > 0, dA, 0)\n    return dZ",
        "return np.where(cache['Z'] > 0, dA, 0).astype(cache['Z'].dtype)",
    ],
)
def test_a_gradient_cut_to_the_type_of_z_loses_marks(grade, body):
    report = grade("relu_der", "a.py", f"import numpy as np\ndef relu_der(dA, cache):\n    {body}\n")
    assert report.verdict is Verdict.PARTIALLY_ACCEPTED
    assert {case.name for case in report.cases if case.score == 0} == {"both_signs"}
