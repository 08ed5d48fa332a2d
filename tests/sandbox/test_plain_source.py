"""Submissions that are so plain that no child analyses them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest

from bench.truth import wrong_files
from grader.assignments.files import slugs
from grader.assignments.public import load
from grader.assignments.samples import read_sample, samples
from grader.engine.grading import bundle_of
from grader.errors import UploadRejected
from grader.model import Bundle, Isolation, Limits, Sharing, Source
from grader.sandbox import open_jail
from grader.sandbox.inside import loading
from grader.sandbox.inside.load_clock import LoadClock
from grader.sandbox.inside.scope import fresh_scope
from grader.sandbox.load_plan import LoadPlan
from grader.sandbox.plain_source import is_plain
from grader.sandbox.restricted import is_restricted
from grader.settings import PROJECT
from grader.uploads import read_upload
from tests.sandbox.conftest import bundle
from tests.truth.right_files import right_files

FUNCTION = "import numpy as np\n\ndef f(x):\n    return np.exp(x)\n"


def sources() -> Iterator[tuple[str, Source]]:
    """The assignment and the source of all samples and of both corpora."""
    for file in wrong_files():
        yield file.slug, file.source
    for right in right_files():
        yield right.slug, read_upload(right.name, right.data).source
    for slug in slugs(PROJECT):
        for sample in samples(slug, PROJECT):
            try:
                yield slug, read_upload(sample.path.name, read_sample(sample.path)).source
            except UploadRejected:
                continue


def analysis(given: Bundle) -> tuple[object, ...]:
    """What a child answers that analyses the submission."""
    request = {
        "cells": list(given.source.cells),
        "support": given.support,
        "entry_points": list(given.entry_points),
        "provided": list(given.provided),
        "allowed": [],
        "answers": False,
        "variants": [],
        "plan": LoadPlan().for_child(Limits()),
        "raised": None,
    }
    return loading.load_request(request, fresh_scope(), LoadClock())[1]


def test_the_analysis_of_a_plain_file_has_nothing_to_tell():
    told = {}
    for slug, source in sources():
        given = bundle_of(load(slug, PROJECT), source)
        if is_plain(given) and is_restricted(source.cells, given.support, given.allowed):
            told[slug, source.cells] = analysis(given)
    count = Counter(slug for slug, _ in told)
    assert min(count[slug] for slug in ("relu_der", "jacobians", "train")) > 80
    assert {key: answer for key, answer in told.items() if answer != ("loaded", [], [], ([], []))} == {}


@pytest.mark.parametrize(
    "code",
    [
        FUNCTION,
        '"""A docstring."""\nRATE = 0.5\n' + FUNCTION,
        "def f(x):\n    import numpy as np\n    return np.exp(x)",
        "from numpy import exp\nimport math\n\ndef g(x):\n    return exp(x)\n\ndef f(x, y=1):\n    return g(x) + y",
        "import numpy as np\nslope = lambda x: x > 0\n\ndef f(x: np.ndarray, y=[0, -1]):\n    return slope(x)",
        FUNCTION + "class A:\n    rate = 0.5\n\n    @staticmethod\n    def g(x):\n        return x",
    ],
)
def test_imports_functions_classes_and_values_are_plain(code):
    assert is_plain(bundle(code))


def test_a_class_is_plain_that_has_the_required_methods():
    code = "class A(ABase):\n    def g(self):\n        return 1\n"
    own = "\n    def __init__(self):\n        self.x = 1\n"
    base = "class ABase:\n    pass"
    assert is_plain(bundle(code, entry_points=("A.g",), support=base))
    assert is_plain(bundle(code.replace("(ABase)", "") + own, entry_points=("A.g",), support=base))
    assert not is_plain(bundle(code.replace("(ABase)", ""), entry_points=("A.g",), support=base))
    assert not is_plain(bundle(code, entry_points=("A.h",), support=base))
    assert not is_plain(bundle(code.replace("1", "None"), entry_points=("A.g",), support=base))


@pytest.mark.parametrize(
    "code",
    [
        FUNCTION + "print(f(1))",
        FUNCTION + "y = f(1)",
        FUNCTION + "def f(x):\n    return x",
        FUNCTION + "f = None",
        FUNCTION + "def g(x):\n    pass",
        FUNCTION + "def g(self):\n    return 1",
        FUNCTION + "@g\nclass A:\n    pass",
        FUNCTION + "class A:\n    print(1)",
        FUNCTION + "if True:\n    pass",
        FUNCTION + "import matplotlib.pyplot as plt",
        FUNCTION + "from . import other",
        FUNCTION + "def g():\n    import torch\n    return torch",
        FUNCTION
        + "def g():\n    try:\n        import math\n    except ImportError:\n        return 0\n    return math",
        FUNCTION + "def g():\n    breakpoint()\n    return 1",
        FUNCTION + "def g(x=np.zeros(3)):\n    return x",
        FUNCTION + "x = 1\x0c",
        FUNCTION + "def h(:",
        "from __future__ import annotations\n" + FUNCTION,
        FUNCTION.replace("def f", "@np.vectorize\ndef f"),
        FUNCTION.replace("def f", "def g"),
        "f = 1",
    ],
)
def test_what_may_get_a_note_is_not(code):
    assert not is_plain(bundle(code))


def test_names_that_the_task_gives_are_not_plain():
    assert is_plain(bundle(FUNCTION, support="import math\ng = 1"))
    assert not is_plain(bundle(FUNCTION, support="def f(x):\n    return x"))
    assert not is_plain(bundle("import math\n" + FUNCTION, support="import math"))
    assert not is_plain(bundle(FUNCTION + "g = 1", support="g = 2", provided=("g",)))


def test_what_raises_all_the_same_is_analysed():
    """NumPy 2.4 has no `trapz`, which no look at the text tells."""
    assert not hasattr(np, "trapz")
    given = bundle("from numpy import trapz\n\ndef f(x):\n    return x")
    assert is_plain(given)
    sharing = Sharing(group="visible", seconds=1.0)
    with open_jail("warm", isolation=Isolation.GROUP) as jail, jail.admit(given) as admitted:
        for _ in range(3):
            with admitted.case(Limits(), sharing) as session:
                assert session.call("f", (1,), {}) == 1
                assert "trapz" in session.notes[0]
                assert not session.shared
