"""Many variants of one submission below one init process, and many codes of a function in one child."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace

import pytest

from grader.errors import SubmissionFault
from grader.model import Limits, Verdict
from tests.sandbox.conftest import bundle

CODE = """
import numpy as np

def g(x):
    return x + 1

double = np.vectorize(g)

class Layer:
    def f(self, x):
        return g(x)

def f(x):
    return g(x) * 2

def random():
    return float(np.random.rand())
"""


@pytest.fixture
def varied(warm_jail):
    """`with varied(code) as session`: a child whose functions can be given other code."""

    @contextmanager
    def opened(code=CODE, limits=None):
        handed_in = bundle(code, entry_points=("f", "double", "random", "Layer"))
        with warm_jail.variants() as variants, variants.variant(handed_in, limits or Limits()) as session:
            yield session

    return opened


def test_each_variant_has_a_child_of_its_own(jail):
    with jail.variants() as variants:
        # The warm jail has more processes ready than one; the cold one starts a Python for each.
        for number in range(20 if jail.mode == "warm" else 4):
            with variants.variant(
                bundle(f"seen = []\ndef f(x): seen.append(x); return len(seen) + {number}"), Limits()
            ) as it:
                assert it.call("f", (1,), {}) == 1 + number


def test_a_jail_grades_on_after_variants(warm_jail):
    with warm_jail.variants() as variants, variants.variant(bundle(CODE), Limits()) as session:
        assert session.call("f", (1,), {}) == 4
    with warm_jail.admit(bundle(CODE)) as admitted, admitted.case(Limits()) as session:
        assert session.call("f", (1,), {}) == 4


def test_a_variant_that_ends_its_process_costs_only_itself(warm_jail):
    with warm_jail.variants() as variants:
        with (
            pytest.raises(SubmissionFault),
            variants.variant(bundle("import os\ndef f(x): os._exit(1)"), Limits()) as session,
        ):
            session.call("f", (1,), {})
        with variants.variant(bundle(CODE), Limits()) as session:
            assert session.call("f", (1,), {}) == 4


def test_a_function_is_given_other_code_and_its_own_again(varied):
    with varied() as session:
        session.vary([("", "g", "def g(x):\n    return x + 10\n")], 1.0)
        assert session.call("f", (1,), {}) == 22
        session.vary([("", "f", "def f(x):\n    return g(x)\n")], 1.0)
        assert session.call("f", (1,), {}) == 2
        session.vary([], 1.0)
        assert session.call("f", (1,), {}) == 4


def test_what_refers_to_a_function_follows(varied):
    with varied() as session:
        session.vary([("", "g", "def g(x):\n    return x + 10\n")], 1.0)
        assert session.call("double", (1,), {}) == 11


def test_a_method_is_given_other_code(varied):
    with varied() as session:
        session.vary([("Layer", "f", "def f(self, x):\n    return g(x) + 100\n")], 1.0)
        layer = session.call("Layer", (), {})
        assert session.call("f", (1,), {}, on=layer) == 102


def test_an_exception_does_not_end_the_child(varied):
    with varied() as session:
        session.vary([("", "g", "def g(x):\n    raise ValueError(x)\n")], 1.0)
        with pytest.raises(SubmissionFault) as raised:
            session.call("f", (1,), {})
        assert raised.value.error_type == "ValueError"
        assert session.is_alive
        session.vary([], 1.0)
        assert session.call("f", (1,), {}) == 4


def test_an_endless_variant_uses_up_its_processor_time(varied):
    with varied() as session:
        session.vary([("", "g", "def g(x):\n    while True:\n        x += 1\n")], 0.05)
        with pytest.raises(SubmissionFault, match="used up its processor time") as raised:
            session.call("f", (1,), {})
        assert raised.value.verdict is Verdict.TIME_LIMIT_EXCEEDED
        assert not session.is_alive


def test_what_is_no_python_is_refused(varied):
    with varied() as session:
        with pytest.raises(SubmissionFault) as raised:
            session.vary([("", "g", "def g(x):\n    return x +\n")], 1.0)
        assert raised.value.error_type == "SyntaxError"
        assert session.call("f", (1,), {}) == 4


@pytest.mark.parametrize(
    ("code", "definition"),
    [
        ("import functools\n@functools.lru_cache\ndef f(x): return x", ("", "f", "def f(x): return 2\n")),
        (CODE, ("", "missing", "def missing(x): return 2\n")),
        (CODE, ("Missing", "f", "def f(self, x): return 2\n")),
    ],
)
def test_what_is_no_plain_function_cannot_be_varied(varied, code, definition):
    with varied(code) as session:
        with pytest.raises(SubmissionFault):
            session.vary([definition], 1.0)
        assert session.is_alive


def test_each_variant_draws_the_same_random_numbers(varied):
    with varied() as session:
        session.vary([], 1.0)
        first = session.call("random", (), {})
        session.vary([], 1.0)
        assert session.call("random", (), {}) == first


def test_each_variant_has_the_whole_time_limit_and_no_more(varied):
    limits = replace(Limits(), wall_seconds=0.5)
    sleep = "def g(x):\n    import time\n    time.sleep(0.3)\n    return x\n"
    with varied(limits=limits) as session:
        for _ in range(3):
            session.vary([("", "g", sleep)], 1.0)
            assert session.call("f", (1,), {}) == 2
        session.vary([("", "g", "def g(x):\n    while True:\n        pass\n")], 1.0)
        with pytest.raises(SubmissionFault) as raised:
            session.call("f", (1,), {})
        assert raised.value.verdict is Verdict.TIME_LIMIT_EXCEEDED
        assert not session.is_alive


def test_a_submission_that_does_not_load_has_no_child_to_vary(varied):
    with pytest.raises(SubmissionFault), varied("import os\nclass f:\n    os._exit(1)"):
        pass
