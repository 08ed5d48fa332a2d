"""Real jails for the tests of the sandbox, one of each kind for all of them."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path

import pytest

from grader.model import Bundle, Limits, Source
from grader.sandbox import open_jail
from tests.sampling import every


def bundle(code, *, entry_points=("f",), support="", provided=()):
    """A submission of one file."""
    source = Source(filename="submission.py", cells=(textwrap.dedent(code),))
    return Bundle(source=source, support=support, entry_points=entry_points, provided=provided)


def pytest_collection_modifyitems(config, items):
    """Of a test that has many parameters and both jails, a run takes every fourth one in the cold jail.

    With `--hypothesis-profile=thorough` it takes all.
    """
    cold = defaultdict(list)
    for item in items:
        parameters = item.callspec.params if hasattr(item, "callspec") else {}
        if Path(__file__).parent in item.path.parents and parameters.get("jail") == "cold":
            cold[item.function].append(item)
    kept = {item for alike in cold.values() for item in every(4, alike)}
    left_out = [item for alike in cold.values() for item in alike if item not in kept]
    if left_out:
        items[:] = [item for item in items if item not in set(left_out)]
        config.hook.pytest_deselected(items=left_out)


@pytest.fixture(scope="session")
def warm_jail():
    jail = open_jail("warm")
    yield jail
    jail.close()


@pytest.fixture(scope="session")
def cold_jail():
    """Opened once, because it is tested from inside when it opens; it keeps nothing between test cases."""
    jail = open_jail("cold")
    yield jail
    jail.close()


@pytest.fixture(params=["warm", pytest.param("cold", marks=pytest.mark.slow)])
def jail(request):
    """Either kind; `make coverage` leaves out the cold one, which starts a Python for each test case."""
    return request.getfixturevalue(f"{request.param}_jail")


@pytest.fixture
def case(jail):
    """`with case(code) as session`: one test case of a submission of its own."""

    @contextmanager
    def opened(code, limits=None, **parts):
        with jail.admit(bundle(code, **parts)) as admitted, admitted.case(limits or Limits()) as session:
            yield session

    return opened
