"""Which jail opens, and when none does."""

from dataclasses import replace

import pytest

from grader.errors import SandboxUnavailable
from grader.sandbox import open_jail, policy
from tests.sandbox.test_warm import works


def test_without_bubblewrap_there_is_no_jail(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    for mode in ("auto", "warm", "cold"):
        with pytest.raises(SandboxUnavailable, match="bubblewrap"):
            open_jail(mode)


def test_where_init_processes_cannot_enter_namespaces_cases_run_cold(monkeypatch):
    refused = replace(policy.JAIL_FILTER, calls=policy.JAIL_FILTER.calls - {"unshare"})
    monkeypatch.setattr(policy, "JAIL_FILTER", refused)
    with pytest.raises(SandboxUnavailable):
        open_jail("warm")
    with open_jail("auto") as jail:
        assert jail.mode == "cold"
        assert works(jail)


def test_a_jail_that_does_not_hold_is_not_opened(monkeypatch):
    leaky = replace(policy.CASE_FILTER, calls=policy.CASE_FILTER.calls | {"clone", "socket"})
    monkeypatch.setattr(policy, "CASE_FILTER", leaky)
    for mode in ("warm", "cold"):
        with pytest.raises(SandboxUnavailable, match="make a process"):
            open_jail(mode)
