"""A jail that opens while the caller does something else."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from grader.errors import SandboxUnavailable
from grader.model import Limits
from grader.sandbox import ColdJail, OpeningJail, WarmJail, launch
from tests.processes import own_children
from tests.sandbox.conftest import bundle

GOOD = bundle("def f(x): return x + 1")
ROOT = Path(__file__).resolve().parents[2]


def test_it_grades_like_any_other():
    with OpeningJail() as opening, opening.open("auto") as jail:
        assert isinstance(jail, WarmJail)
        for _ in range(2):
            with jail.admit(GOOD) as admitted:
                for _ in range(6):
                    with admitted.case(Limits()) as session:
                        assert session.call("f", (1,), {}) == 2


def test_it_ends_with_all_processes_when_it_is_not_opened():
    before = own_children()
    with OpeningJail():
        assert own_children() > before
    assert own_children() == before


def test_a_cold_jail_needs_no_zygote():
    before = own_children()
    with OpeningJail() as opening:
        assert isinstance(opening.open("cold"), ColdJail)
        assert own_children() == before
    with OpeningJail(begin=False) as opening:
        assert own_children() == before
        assert isinstance(opening.open("cold"), ColdJail)


def test_what_fails_at_the_start_is_raised_by_open(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with OpeningJail() as opening, pytest.raises(SandboxUnavailable, match="bubblewrap"):
        opening.open("warm")


def test_a_zygote_that_never_answers_leaves_the_cold_jail():
    with OpeningJail() as opening:
        opening._starting.control.shutdown(socket.SHUT_RDWR)
        with opening.open("auto") as jail:
            assert isinstance(jail, ColdJail)


def test_the_jail_starts_before_numpy_is_imported():
    code = "import sys, grader.sandbox.opening; print(*{'numpy', 'pydantic', 'grader.model'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == ""


def test_numpy_is_found_without_being_imported():
    import numpy

    assert launch.interpreter().packages[0] == Path(numpy.__file__).parent
