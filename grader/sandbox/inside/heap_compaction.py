"""Packs the memory of a process that will be forked, so that what its children allocate lies together.

A page that a child writes is a page that is copied first, and that copying is most of what a case costs. After start-up
the allocators are full of small gaps, and would spread a child's few hundred objects over as many pages. So the gaps
are used up, once: the next objects then come one after another from fresh memory.
"""

from __future__ import annotations

import ctypes
import gc
from itertools import pairwise
from typing import NamedTuple

#: Bytes of the blocks from which Python serves objects of one size, and of their header; see CPython's obmalloc.c.
_POOL, _POOL_HEADER = 16384, 48
#: Largest object that comes from such a block, and the step between two sizes.
_LARGEST, _STEP = 512, 16
#: Blocks in a row, the first of a pool and those after it, that show that the pool is new.
_RUN = 4
#: Most bytes that are used up per size: more than the gaps have, unless this Python's memory is laid out otherwise.
_MOST = 2 << 20
#: Sizes at which the C library is asked, largest first, so that small gaps are not split off large ones.
_C_SIZES = (*range(65536, 4096, -4096), *range(4096, 1024, -256), *range(1024, 0, -16))
#: Bytes before each block of the C library.
_C_HEADER = 8
_PROT_READ, _PROT_WRITE, _PROT_EXEC = 1, 2, 4

_python, _libc = ctypes.pythonapi, ctypes.PyDLL(None)
_allocate = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_size_t)(("PyObject_Malloc", _python))
_protect = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)(("mprotect", _libc))
_malloc = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_size_t)(("malloc", _libc))


def pack() -> None:
    """Free what is unreachable, keep the collector off the rest, use up the gaps, and simplify what a fork copies."""
    _merge_mappings()
    gc.collect()
    gc.freeze()
    _fill_pools()
    _fill_heap()


def _fill_pools() -> None:
    """Python's own allocator: until the blocks of each size come from a new pool."""
    for size in range(_STEP, _LARGEST + 1, _STEP):
        first, count = 0, 0
        for _ in range(_MOST // size):
            block = _allocate(size) or 0
            if block % _POOL == _POOL_HEADER:
                first, count = block, 1
            elif block == first + count * size:
                count += 1
            else:
                count = 0
            if count == _RUN:
                break


def _fill_heap() -> None:
    """The C library's: until blocks of every size come from the end of the heap."""
    _libc.malloc_trim(0)
    end = _malloc(2 * _C_SIZES[0]) or 0
    for size in _C_SIZES:
        for _ in range(_MOST // size):
            if (_malloc(size - _C_HEADER) or 0) > end:
                break


class _Mapping(NamedTuple):
    """A line of /proc/self/maps."""

    start: int
    end: int
    permissions: str
    offset: int
    path: str


def _mappings() -> list[_Mapping]:
    found = []
    with open("/proc/self/maps") as lines:
        for line in lines:
            extent, permissions, offset, _, _, *path = line.split(maxsplit=5)
            start, end = (int(part, 16) for part in extent.split("-"))
            found.append(_Mapping(start, end, permissions, int(offset, 16), path[0].strip() if path else ""))
    return found


def _merge_mappings() -> None:
    """Make two mappings of the five that each library has: a fork copies every one of them, and an exit ends it.

    What is read-only becomes executable like the code beside it, or writable like the data beside it. That takes no
    protection away: whoever runs in a child runs any code anyway, and the wall is around the process.
    """
    for one, after in pairwise(_mappings()):
        if one.path.startswith("/") and one.permissions == "r--p":
            size = one.end - one.start
            beside = (after.path, after.start, after.offset) == (one.path, one.end, one.offset + size)
            data = beside and after.permissions == "rw-p"
            _protect(one.start, size, _PROT_READ | (_PROT_WRITE if data else _PROT_EXEC))
