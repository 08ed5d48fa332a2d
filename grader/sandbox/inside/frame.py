"""What a frame may be: its shape, its caps, the names of its numbers. `wire` tells how it all works."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

Value = Any
#: Reads at least one byte into the buffer and returns how many; raises at the end.
Receive = Callable[[memoryview], int]
#: Number, class name and public methods of an object that stays where it is.
Kept = tuple[int, str, tuple[str, ...]]

#: Lengths of header and body.
PREFIX = struct.Struct("<IQ")
#: Longest text, all ASCII, that stays in the header.
SHORT_TEXT = 48
#: Most axes of an array.
MAX_NDIM = 8
#: Most entries of an array, axes of length 0 left aside.
MAX_EXTENT = 2**40
MAX_INT_BITS = 4096
#: JSON punctuation that one value may need; a header is counted before it is parsed.
TOKENS_PER_VALUE = 8
#: Bytes of header that one value may need.
HEADER_PER_VALUE = 128
#: Keys of a dictionary that may be tuples, complex or wide integers: such can be made to have all the same hash, and
#: then each further one costs as much as all before it.
MAX_ODD_KEYS = 256
#: Bytes from which on an array has its frame's body for itself; a smaller one is copied out of it.
CHUNK = 65536
#: The dtypes that cross, by the names that they have in a frame.
KINDS = ("?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16")
DTYPES: dict[str, np.dtype[Any]] = {code: np.dtype(code).newbyteorder("<") for code in KINDS}
CODES: dict[np.dtype[Any], str] = {np.dtype(code): code for code in KINDS}


class Caps(NamedTuple):
    """How much one frame may hold."""

    #: Bytes of header and body together.
    size: int = 64 * 1024 * 1024
    #: Values, elements of containers included; an array counts once.
    values: int = 100_000
    #: Nesting.
    depth: int = 32


class WireError(Exception):
    """A value that cannot cross, or bytes that are no frame. `kind`: malformed, bytes, values, depth, integer."""

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(text)
        self.kind = kind


def header_cap(caps: Caps) -> int:
    """Most bytes that the header of a frame within `caps` needs."""
    return 4096 + HEADER_PER_VALUE * caps.values


class Capped:
    """Whoever reads or makes frames, with the caps of these at hand."""

    def limit(self, caps: Caps) -> None:
        """Use these caps from now on."""
        self.caps = caps
        self._size, self._values, self._depth = caps
        self._header = header_cap(caps)


def too_much(caps: Caps, depth: int) -> WireError:
    """The error for a value that is too deep, or one too many."""
    if depth > caps.depth:
        return WireError("depth", f"nested deeper than {caps.depth}")
    return WireError("values", f"more than {caps.values} values at once")
