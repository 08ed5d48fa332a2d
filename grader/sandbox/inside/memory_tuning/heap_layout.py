"""Arranges the heap before the fork, so that the large arrays of a test case lie on pages of 2 MiB.

By default the C library maps each large array anew, in pages of 4 KiB that the kernel clears and maps one fault at a
time: eight hundred faults for an array of 200 by 2000. Here such arrays come from the end of the heap, for which the
kernel is asked for large pages, and freed memory is used again. No byte of that end is touched before the fork, so it
costs nothing to a case that does not need it.
"""

from __future__ import annotations

import ctypes
import mmap

#: Options of glibc's mallopt: when to give memory back, how much to ask for ahead, what to map separately.
_M_TRIM_THRESHOLD, _M_TOP_PAD, _M_MMAP_THRESHOLD = -1, -2, -3
#: Largest array that may come from the heap, in bytes. For larger ones NumPy itself asks for large pages.
_LARGEST = 32 << 20
#: Bytes of address space that are asked for ahead, and kept when more is given back.
_AHEAD = 32 << 20
_LARGE_PAGE = 2 << 20
#: Bytes that remain on small pages, for everything but large arrays: a large page is cleared as a whole.
_SMALL = 512 << 10
#: Bytes that the C library needs between two blocks, with a margin.
_HEADERS = 64


def reserve_large_pages() -> None:
    """Arrange the heap, once. Does nothing with a C library other than glibc."""
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
    # Larger than any gap, so it comes from the heap's end, and its address is where that begins.
    end = libc.malloc(_LARGE_PAGE)
    libc.free(end)
    edge = (end + 2 * _LARGE_PAGE) // _LARGE_PAGE * _LARGE_PAGE
    # Padding that is never used, larger than any gap too: it moves the heap's end to just before the edge.
    libc.malloc(edge - end - _HEADERS)
    libc.free(small)
    libc.madvise(edge, libc.sbrk(0) - edge, mmap.MADV_HUGEPAGE)
