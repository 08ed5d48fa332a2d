"""Uses up the gaps in the heap of a process before it forks, so that what its children allocate lies together.

After start-up the allocators are full of small gaps, and would spread a child's few hundred objects over as many pages,
each of which is copied when it is written. Once the gaps are used up, the next objects come one after another from
fresh memory.
"""

from __future__ import annotations

import ctypes

#: Bytes of the blocks from which Python serves objects of one size, and of their header; see CPython's obmalloc.c.
_POOL, _POOL_HEADER = 16384, 48
#: Largest object that comes from such a block, and the step between two sizes.
_LARGEST, _STEP = 512, 16
#: Consecutive blocks, the first of a pool and those after it, that show that the pool is new.
_CONSECUTIVE = 4
#: Most bytes that are used up per size. More than the gaps have, unless this Python lays its memory out otherwise.
_MOST = 2 << 20
#: Sizes that are requested from the C library, largest first, so that small gaps are not split off large ones.
_C_SIZES = (*range(65536, 4096, -4096), *range(4096, 1024, -256), *range(1024, 0, -16))
#: Bytes before each block of the C library.
_C_HEADER = 8

_libc = ctypes.PyDLL(None)
#: Python's allocator of small objects, and the C library's. Both take a size in bytes and return an address.
python_malloc = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_size_t)(("PyObject_Malloc", ctypes.pythonapi))
c_malloc = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_size_t)(("malloc", _libc))


def compact() -> None:
    """Use up the gaps of both allocators."""
    _fill_pools()
    _fill_heap()


def _fill_pools() -> None:
    """Allocate from Python's allocator until the blocks of each size come from a new pool."""
    for size in range(_STEP, _LARGEST + 1, _STEP):
        first, count = 0, 0
        for _ in range(_MOST // size):
            block = python_malloc(size) or 0
            if block % _POOL == _POOL_HEADER:
                first, count = block, 1
            elif block == first + count * size:
                count += 1
            else:
                count = 0
            if count == _CONSECUTIVE:
                break


def _fill_heap() -> None:
    """Allocate from the C library until blocks of every size come from the end of the heap."""
    _libc.malloc_trim(0)
    end = c_malloc(2 * _C_SIZES[0]) or 0
    for size in _C_SIZES:
        for _ in range(_MOST // size):
            if (c_malloc(size - _C_HEADER) or 0) > end:
                break
