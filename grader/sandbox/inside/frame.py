"""Constants of the wire format: lengths, caps, dtypes. `wire` describes the format."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

Value = Any
#: Reads at least one byte into the buffer and returns how many; raises at the end.
Receive = Callable[[memoryview], int]
#: Number, class name and public methods of an object that stays inside the jail.
HandleData = tuple[int, str, tuple[str, ...]]

#: Lengths of header and body.
PREFIX = struct.Struct("<IQ")
#: Longest text, in ASCII characters, that stands in the header.
SHORT_TEXT = 48
#: Most axes of an array.
MAX_NDIM = 8
#: Most entries of an array, not counting axes of length 0.
MAX_EXTENT = 2**40
MAX_INT_BITS = 4096
#: JSON punctuation that one value may need. It is counted before a header is parsed.
TOKENS_PER_VALUE = 8
#: Bytes of header that one value may need.
HEADER_PER_VALUE = 128
#: Most keys of a dictionary that are tuples, complex or wide integers. They can be chosen to have the same hash, which
#: makes inserting them take quadratic time.
MAX_COLLIDING_KEYS = 256
#: Bytes from which on an array is a view of its frame's body; a smaller one is copied out of it.
CHUNK = 65536
#: The dtypes that can be sent, by their names in a frame.
KINDS = ("?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16")
DTYPES: dict[str, np.dtype[Any]] = {code: np.dtype(code).newbyteorder("<") for code in KINDS}
CODES: dict[np.dtype[Any], str] = {np.dtype(code): code for code in KINDS}
#: Dtypes that are sent as another one. The precision that is lost is beyond every tolerance.
ROUNDED: dict[np.dtype[Any], str] = {np.dtype(np.longdouble): "f8", np.dtype(np.clongdouble): "c16"}


class Caps(NamedTuple):
    """How much one frame may hold."""

    #: Bytes of header and body together.
    size: int = 64 * 1024 * 1024
    #: Values, including the elements of containers; an array counts once.
    values: int = 100_000
    #: Nesting.
    depth: int = 32


class WireError(Exception):
    """A value that cannot be sent, or bytes that are no frame. `kind`: malformed, bytes, values, depth, integer."""

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(text)
        self.kind = kind


def header_cap(caps: Caps) -> int:
    """Most bytes that the header of a frame within `caps` can have."""
    return 4096 + HEADER_PER_VALUE * caps.values


class Capped:
    """Base of encoder and decoder: holds the caps."""

    def limit(self, caps: Caps) -> None:
        """Use these caps from now on."""
        self.caps = caps
        self._size, self._values, self._depth = caps
        self._header = header_cap(caps)


def cap_exceeded(caps: Caps, depth: int) -> WireError:
    """The error for a value that is nested too deeply, or for too many values."""
    if depth > caps.depth:
        return WireError("depth", f"nested deeper than {caps.depth}")
    return WireError("values", f"more than {caps.values} values at once")
