"""Lays the heap out before the fork, so that the large arrays of a case come to lie on large pages.

Left alone, the C library maps each large array anew, in pages of 4 KiB that the kernel clears and hands out one fault
at a time: eight hundred for an array of 200 by 2000. Here such arrays come from the end of the heap, for which the
kernel is asked for pages of 2 MiB, and what is freed is used again. No byte of that end is touched before the fork, so
it costs nothing to a case that needs none of it.
"""

from __future__ import annotations

import ctypes
import mmap

#: Settings of the C library: when to give memory back, how much to ask for ahead, what to map on its own.
_M_TRIM_THRESHOLD, _M_TOP_PAD, _M_MMAP_THRESHOLD = -1, -2, -3
#: The most that may come from the heap. For what is larger NumPy itself asks for large pages.
_LARGEST = 32 << 20
#: What is asked for ahead, and kept when more is given back: address space, until it is used.
_AHEAD = 32 << 20
_LARGE_PAGE = 2 << 20
#: What there is at least on small pages, for all that is no large array: a large page is cleared whole.
_SMALL = 512 << 10
#: Bytes that the C library needs for itself between two blocks, and then some.
_HEADS = 64


def make_room() -> None:
    """Lay the heap out, once. Another C library than glibc is left alone."""
    libc = ctypes.CDLL(None)
    if not hasattr(libc, "mallopt"):
        return
    libc.malloc.argtypes, libc.malloc.restype = [ctypes.c_size_t], ctypes.c_size_t
    libc.free.argtypes, libc.free.restype = [ctypes.c_size_t], None
    libc.malloc_trim.argtypes = [ctypes.c_size_t]
    libc.sbrk.argtypes, libc.sbrk.restype = [ctypes.c_ssize_t], ctypes.c_size_t
    libc.madvise.argtypes = [ctypes.c_size_t, ctypes.c_size_t, ctypes.c_int]
    libc.mallopt(_M_MMAP_THRESHOLD, _LARGEST)
    libc.mallopt(_M_TOP_PAD, _AHEAD)
    libc.mallopt(_M_TRIM_THRESHOLD, 4 * _AHEAD)
    # With nothing left at its end, the heap has to grow for the next block.
    libc.malloc_trim(0)
    small = libc.malloc(_SMALL)
    # Larger than any gap, so it is taken from the heap's end, and tells where that begins.
    end = libc.malloc(_LARGE_PAGE)
    libc.free(end)
    edge = (end + 2 * _LARGE_PAGE) // _LARGE_PAGE * _LARGE_PAGE
    # Nobody uses this one, which is larger than any gap too: the heap's end comes to lie just before the edge.
    libc.malloc(edge - end - _HEADS)
    libc.free(small)
    libc.madvise(edge, libc.sbrk(0) - edge, mmap.MADV_HUGEPAGE)
