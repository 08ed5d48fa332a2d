"""Joins mappings of shared libraries, since a fork copies every mapping and the child's exit takes it down again."""

from __future__ import annotations

import ctypes
from itertools import pairwise
from typing import NamedTuple

_PROT_READ, _PROT_WRITE, _PROT_EXEC = 1, 2, 4

_protect = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)(
    ("mprotect", ctypes.PyDLL(None))
)


class Mapping(NamedTuple):
    """A line of /proc/self/maps."""

    start: int
    end: int
    permissions: str
    offset: int
    path: str


def mappings() -> list[Mapping]:
    """The mappings of this process, by address."""
    found = []
    with open("/proc/self/maps") as lines:
        for line in lines:
            extent, permissions, offset, _, _, *path = line.split(maxsplit=5)
            start, end = (int(part, 16) for part in extent.split("-"))
            found.append(Mapping(start, end, permissions, int(offset, 16), path[0].strip() if path else ""))
    return found


def merge_mappings() -> None:
    """Make two mappings of the five that each library has.

    What is read-only becomes executable like the code beside it, or writable like the data beside it. No protection is
    lost: a submission can execute any native code anyway, and the sandbox encloses the whole process.
    """
    for mapping, following in pairwise(mappings()):
        if mapping.path.startswith("/") and mapping.permissions == "r--p":
            size = mapping.end - mapping.start
            adjacent = (following.path, following.start, following.offset)
            is_data = following.permissions == "rw-p" and adjacent == (mapping.path, mapping.end, mapping.offset + size)
            _protect(mapping.start, size, _PROT_READ | (_PROT_WRITE if is_data else _PROT_EXEC))
