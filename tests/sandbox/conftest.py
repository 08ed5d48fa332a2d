"""Real jails for the tests of the sandbox, one of each kind for all of them."""

from __future__ import annotations

import textwrap
from contextlib import contextmanager

import pytest

from grader.model import Bundle, Limits, Source
from grader.sandbox import open_jail


def bundle(code, *, entry_points=("f",), support="", provided=()):
    """A submission of one file."""
    source = Source(filename="submission.py", cells=(textwrap.dedent(code),))
    return Bundle(source=source, support=support, entry_points=entry_points, provided=provided)


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
    """Either kind; `make test-fast` leaves out the cold one, which starts a Python for each test case."""
    return request.getfixturevalue(f"{request.param}_jail")


@pytest.fixture
def case(jail):
    """`with case(code) as session`: one test case of a submission of its own."""

    @contextmanager
    def opened(code, limits=None, **parts):
        with jail.admit(bundle(code, **parts)) as admitted, admitted.case(limits or Limits()) as session:
            yield session

    return opened
