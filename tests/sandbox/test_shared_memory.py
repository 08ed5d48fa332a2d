"""No process of a jail has a mapping through which another one could notice what it writes."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from grader.model import Limits
from tests.processes import children
from tests.sandbox.conftest import bundle


def mappings(pid):
    """/proc/PID/maps; empty for a process that has ended."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/maps").read_text()
    return ""


def test_all_mappings_of_a_jail_are_private(warm_jail):
    with warm_jail.admit(bundle("def f(): return 1")) as admitted, admitted.case(Limits()) as session:
        session.call("f", (), {})
        maps = [mappings(pid) for pid in children(warm_jail.pid)]
    assert sum("numpy" in text for text in maps) >= 3  # zygote, init process and child
    assert [line for text in maps for line in text.splitlines() if line.split()[1][3] != "p"] == []
