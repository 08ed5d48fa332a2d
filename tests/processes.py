"""The processes below a process, as tests count them."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def own_children() -> set[int]:
    """Only direct children: servers of other tests, such as PostgreSQL, start processes of their own at any time."""
    return set(_children(os.getpid()))


def children(pid: int) -> list[int]:
    """Processes below `pid`, at any depth."""
    found = []
    for child in _children(pid):
        found += [child, *children(child)]
    return found


def _children(pid: int) -> list[int]:
    found = []
    with suppress(FileNotFoundError, ProcessLookupError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            with suppress(FileNotFoundError, ProcessLookupError):
                found += [int(child) for child in (thread / "children").read_text().split()]
    return found
