"""Memory tuning is on only where it was tested, and every technique can be switched by its name."""

from __future__ import annotations

import pytest

from grader.model import MEMORY_TECHNIQUES, Limits
from grader.sandbox import memory_tuning, open_jail
from grader.sandbox.inside import memory_tuning as inside
from tests.sandbox.conftest import bundle

HERE = ("cpython", (3, 11), "glibc", "2.36")


def test_every_technique_has_an_implementation():
    assert inside.TECHNIQUES == MEMORY_TECHNIQUES


@pytest.mark.parametrize(
    ("system", "tested"),
    [
        (HERE, True),
        (("cpython", (3, 13), "glibc", "2.41"), True),
        (("cpython", (3, 12), "glibc", "2.38"), True),
        (("pypy", (3, 11), "glibc", "2.36"), False),
        (("cpython", (3, 10), "glibc", "2.36"), False),
        (("cpython", (3, 14), "glibc", "2.36"), False),
        (("cpython", (3, 11), "glibc", "2.35"), False),
        (("cpython", (3, 11), "glibc", "2.42"), False),
        (("cpython", (3, 11), "musl", "2.36"), False),
        (("cpython", (3, 11), "", ""), False),
    ],
)
def test_systems_that_it_was_tested_on(system, tested):
    assert memory_tuning.is_tested(*system) is tested


@pytest.mark.parametrize(
    ("setting", "techniques"),
    [
        ("on", MEMORY_TECHNIQUES),
        ("off", ()),
        ("large_pages", ("large_pages",)),
        ("compact_heap, warm_up", ("warm_up", "compact_heap")),
    ],
)
def test_techniques_are_selected_by_name(setting, techniques):
    assert memory_tuning.selected_techniques(setting) == techniques


@pytest.mark.parametrize(("tested", "techniques"), [(True, MEMORY_TECHNIQUES), (False, ())])
def test_auto_depends_on_the_system(monkeypatch, tested, techniques):
    monkeypatch.setattr(memory_tuning, "is_tested", lambda *_system: tested)
    assert memory_tuning.selected_techniques("auto") == techniques


def test_an_unknown_technique_is_refused():
    with pytest.raises(ValueError, match="magic"):
        memory_tuning.selected_techniques("warm_up,magic")


@pytest.mark.parametrize("setting", ["off", *MEMORY_TECHNIQUES])
def test_results_do_not_depend_on_the_techniques(setting):
    code = "import numpy as np\ndef f(n): return float(np.ones(n).sum())"
    with open_jail("warm", tuning=setting) as jail:
        for _ in range(2):
            with jail.admit(bundle(code)) as admitted:
                for size in (10, 800_000):
                    with admitted.case(Limits()) as session:
                        assert session.call("f", (size,), {}) == size
