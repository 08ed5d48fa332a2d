"""The table of a namespace tells whether it is unchanged, without a reference being counted."""

from __future__ import annotations

import subprocess
import sys
from types import MappingProxyType, ModuleType

import pytest

from grader.sandbox.inside import reset
from grader.sandbox.inside.memory_tuning import table_comparison

COMPARISONS = {"by entries": reset.unchanged, "by table": table_comparison.unchanged}
CHANGES = {
    "another value": lambda names: names.update(b=object()),
    "an equal value": lambda names: names.update(a=[1]),
    "a new name": lambda names: names.update(d=4),
    "a name that is gone": lambda names: names.pop("b"),
    "another name for the same value": lambda names: names.update(e=names.pop("c")),
    "another order": lambda names: names.update(a=names.pop("a")),
    "many new names": lambda names: names.update(dict.fromkeys(map(str, range(1000)))),
    "a name that is no text": lambda names: names.update({1: 2}),
    "nothing left": lambda names: names.clear(),
}


@pytest.fixture(params=COMPARISONS.values(), ids=list(COMPARISONS))
def compare(request):
    return request.param


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_a_change_is_seen(compare, change):
    names = {"a": [1], "b": 2, "c": object()}
    unchanged = compare(names)
    assert unchanged()
    change(names)
    assert not unchanged()


def test_what_was_put_back_is_no_change(compare):
    names = {"a": 1, "b": 2}
    unchanged = compare(names)
    names["a"] = 3
    assert not unchanged()
    names["a"] = 1
    assert unchanged()


@pytest.mark.parametrize(
    "names", [{}, {1: 2, "a": 3}, dict.fromkeys(map(str, range(300)))], ids=["empty", "mixed", "long"]
)
def test_every_dictionary_is_compared_by_its_table(names):
    unchanged = table_comparison._by_table(names)
    assert unchanged is not None
    assert unchanged()
    names["more"] = 1
    assert not unchanged()


def test_every_module_is_compared_by_its_table():
    modules = [module for module in list(sys.modules.values()) if isinstance(module, ModuleType)]
    assert all(table_comparison._by_table(vars(module)) is not None for module in modules)


def test_what_has_no_such_table_is_compared_by_its_entries():
    names = {"a": 1}
    shown = MappingProxyType(names)
    unchanged = table_comparison.unchanged(shown)
    assert unchanged()
    names["a"] = 2
    assert not unchanged()
    assert table_comparison._by_table(type("C", (), {})().__dict__) is None


PROGRAM = """
import os, resource, sys
import numpy
from grader.sandbox.inside import reset
from grader.sandbox.inside.memory_tuning import table_comparison

namespaces = [vars(numpy), vars(os), vars(sys)]
for compare in (table_comparison.unchanged, reset.unchanged):
    checks = [compare(each) for each in namespaces]
    if os.fork() == 0:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        assert all(check() for check in checks)
        print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before, flush=True)
        os._exit(0)
    assert os.wait()[1] == 0
"""


def test_after_a_fork_hardly_a_page_is_copied():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    by_table, by_entries = map(int, done.stdout.split())
    assert by_table < by_entries / 3
