"""Decides which techniques of memory tuning a zygote applies; `inside.memory_tuning` implements them.

They depend on internals of the interpreter and the C library: a wrong assumption costs memory or time, never a result.
`auto` uses them only where they were tested.
"""

from __future__ import annotations

import platform
import sys

from grader.model import MEMORY_TECHNIQUES, parse_memory_tuning

#: Oldest and newest version that the techniques were tested on.
TESTED_CPYTHON = ((3, 11), (3, 13))
TESTED_GLIBC = ((2, 36), (2, 41))


def selected_techniques(setting: str) -> tuple[str, ...]:
    """The techniques that GRADER_MEMORY_TUNING selects on this machine, in the order of MEMORY_TECHNIQUES.

    Raises ValueError for an unknown name.
    """
    chosen = parse_memory_tuning(setting)
    if chosen is None:
        here = is_tested(sys.implementation.name, sys.version_info[:2], *platform.libc_ver())
        return MEMORY_TECHNIQUES if here else ()
    return tuple(name for name in MEMORY_TECHNIQUES if name in chosen)


def is_tested(implementation: str, python: tuple[int, int], libc: str, libc_version: str) -> bool:
    """Whether the techniques were tested on such a system, e.g. "cpython", (3, 11), "glibc", "2.36"."""
    try:
        major, minor = map(int, libc_version.split(".")[:2])
    except ValueError:
        return False
    return (
        implementation == "cpython"
        and TESTED_CPYTHON[0] <= python <= TESTED_CPYTHON[1]
        and libc == "glibc"
        and TESTED_GLIBC[0] <= (major, minor) <= TESTED_GLIBC[1]
    )
