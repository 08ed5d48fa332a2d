"""Modules of a reference that are used for many runs: each run finds them as they were at first."""

import pytest

from grader.engine.local import LocalSession
from grader.engine.reference import Reference
from tests.engine.references import reference_of
from tests.engine.test_fresh_modules import FILES, sources

MISTAKES = (["by_two"], ["identity"], ["both"], ["by_3"], ["by_two", "identity"], ["identity", "by_4"], [])


@pytest.fixture
def reference():
    return Reference.load("small", sources(FILES))


def test_every_mistake_gives_what_it_gives_in_fresh_modules(reference):
    modules = reference.reused_modules()
    for _ in range(2):
        for names in MISTAKES:
            reused, fresh = modules.namespace(names), reference.namespace(names)
            for function in ("run", "backward"):
                assert reused[function](1) == fresh[function](1), (names, function)


def test_a_function_that_answers_for_the_student_does_so_for_one_run(reference):
    modules = reference.reused_modules()
    for _ in range(2):
        session = LocalSession(modules.namespace(["by_3"]))
        assert session.call("run", (5,), {}) == 11
        session.substitute({"step": lambda x: 2 * x})
        assert session.call("run", (5,), {}) == 20
        session.substitute({"twice": lambda x: -x})
        assert session.call("run", (5,), {}) == -5
        assert session.call("backward", (5,), {}) == (10, 1)


@pytest.mark.parametrize(
    ("state", "change", "value"),
    [
        ("found = [[1], 2]", "found[0].append(3); found.append(4)", "found"),
        ("found = {1: {2}}", "found[1].add(3); found[4] = 5", "found"),
        ("found = np.zeros(2)", "found[0] = 1", "found.tolist()"),
        ("found = 1", "global found; found = 2", "found"),
        ("found = 1", "global added; added = 2", "'added' in globals()"),
        ("class Net:\n    rate = 1", "Net.rate = 2; Net.more = 3", "Net.rate, hasattr(Net, 'more')"),
        ("class Net:\n    rates = [1]", "Net.rates.append(2)", "Net.rates"),
        ("class Net: ...\nnet = Net()\nnet.rate = [1]", "net.rate.append(2); net.more = 3", "vars(net)"),
        ("def one(a=[], *, b={}):\n    a.append(1)\n    b[len(b)] = 1\n    return len(a), len(b)", "one()", "one()"),
        ("def one(): ...\none.calls = 0", "one.calls += 1", "one.calls"),
        (
            "def counter():\n    count = 0\n    def one():\n        nonlocal count\n        count += 1\n"
            "        return count\n    return one\none = counter()",
            "one()",
            "one()",
        ),
        ("found = (frozenset([1]), [2])", "found[1].append(3)", "found"),
        (
            "class Net:\n    @staticmethod\n    def f(a=[]):\n        a.append(1)\n        return len(a)",
            "Net.f()",
            "Net.f()",
        ),
        (
            "class Net:\n    @property\n    def f(self, a=[]):\n        a.append(1)\n        return len(a)",
            "Net().f",
            "Net().f",
        ),
    ],
)
def test_what_a_run_changes_is_put_back(state, change, value):
    body = f"import numpy as np\n{state}\ndef change():\n    {change}\ndef look():\n    return repr(({value}))\n"
    modules = reference_of(body).reused_modules()
    first = modules.namespace([])["look"]()
    for _ in range(2):
        namespace = modules.namespace([])
        namespace["change"]()
        assert namespace["look"]() != first
        assert modules.namespace([])["look"]() == first


@pytest.mark.parametrize(
    "state", ["import random\nfound = random.Random(1)", "found = iter([1])", "found = bytearray(2)"]
)
def test_modules_with_other_state_are_not_reused(state):
    assert reference_of(f"{state}\ndef one(): ...").reused_modules() is None
