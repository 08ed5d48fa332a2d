"""Decodes frames. Input is hostile: everything is checked before it is allocated or used."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from json.scanner import make_scanner
from math import isfinite
from typing import Any

import numpy as np
from numpy import ndarray

from .frame import (
    CHUNK,
    DTYPES,
    MAX_COLLIDING_KEYS,
    MAX_EXTENT,
    MAX_INT_BITS,
    MAX_NDIM,
    PREFIX,
    SHORT_TEXT,
    TOKENS_PER_VALUE,
    Capped,
    Caps,
    Receive,
    Value,
    WireError,
    cap_exceeded,
)

#: Bytes of the receive buffer, no larger than most frames.
_SCRATCH = 16384
# Bound once, because CPython writes to its caches when it looks up a name, and a child pays for each page it writes.
_unpack, _PREFIX_SIZE = PREFIX.unpack, PREFIX.size
_PLAIN_KEYS = frozenset({str, int, float, bool, bytes, type(None)})
_NONFINITE = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}
_HEX = re.compile(rf"-?0x[0-9a-f]{{1,{MAX_INT_BITS // 4}}}")


def _refuse_constant(_text: str) -> None:
    raise ValueError("not strict JSON")


#: Returns value and end of the JSON that begins at an index. Unlike `decode` it uses no regular expressions.
_scan = make_scanner(json.JSONDecoder(parse_constant=_refuse_constant))  # type: ignore[arg-type]


class Decoder(Capped):
    """Reads frames from `receive`, and rejects everything that is not exactly one frame."""

    def __init__(
        self,
        receive: Receive,
        caps: Caps,
        handle: Callable[[int, str, tuple[str, ...]], Any],
        *,
        text: Callable[[str], str] = str,
    ) -> None:
        """`text` converts each short text."""
        self.limit(caps)
        self._text_of = text
        self._receive = receive
        self._handle = handle
        self._scratch = memoryview(bytearray(_SCRATCH))
        #: Received but not consumed: `_scratch[_start:_end]`.
        self._start = self._end = 0
        self._count = 0
        #: The body of the frame that is being read. A small body is bytes, which is cheaper than an array.
        self._body = memoryview(b"")
        self._used = 0

    @property
    def pending(self) -> bool:
        """Whether bytes were received that belong to no frame that was read."""
        return self._end > self._start

    def read(self) -> Value:
        """The next value. Raises `WireError`, and whatever `receive` raises."""
        header_size, body_size = _unpack(self._take(_PREFIX_SIZE))
        if header_size > self._header or _PREFIX_SIZE + header_size + body_size > self._size:
            raise WireError("bytes", f"a frame of {header_size + body_size} bytes; at most {self._size} are allowed")
        tree = self._parse(self._take(header_size))
        self._used = self._count = 0
        if body_size < CHUNK:
            self._body = memoryview(self._take(body_size))
        else:
            self._body = np.empty(body_size, np.uint8).data
            self._fill(self._body)
        [value] = self._items([tree], 0)
        if self._used != body_size:
            raise WireError("malformed", "the body is longer than its header says")
        self._body = memoryview(b"")
        return value

    def _take(self, size: int) -> bytes:
        """The next bytes, usually from the receive buffer."""
        if self._start == self._end and size:
            self._start, self._end = 0, self._receive(self._scratch)
        start = self._start
        if start + size <= self._end:
            self._start = start + size
            return self._scratch[start : start + size].tobytes()
        target = bytearray(size)
        self._fill(memoryview(target))
        return bytes(target)

    def _fill(self, target: memoryview) -> None:
        while size := len(target):
            if self._start == self._end:
                if size >= _SCRATCH:
                    target = target[self._receive(target) :]
                    continue
                self._start, self._end = 0, self._receive(self._scratch)
            taken = min(size, self._end - self._start)
            target[:taken] = self._scratch[self._start : self._start + taken]
            self._start += taken
            target = target[taken:]

    def _parse(self, header: bytes) -> Any:
        tokens = header.count(b",") + header.count(b"[") + header.count(b"{")
        if tokens > 64 + TOKENS_PER_VALUE * self._values:
            raise WireError("values", f"more than {self._values} values at once")
        try:
            tree, end = _scan(header.decode("ascii"), 0)
        except (ValueError, RecursionError, StopIteration) as error:
            raise WireError("malformed", f"the header is no JSON: {type(error).__name__}") from None
        if end != len(header):
            raise WireError("malformed", "the header is longer than its JSON")
        return tree

    def _items(self, trees: list[Any], depth: int) -> list[Value]:
        """The values of a list at this depth. Plain values are handled inline, to save a call for each."""
        self._count += len(trees)
        if self._count > self._values or (depth > self._depth and trees):
            raise cap_exceeded(self.caps, depth)
        items: list[Value] = []
        for tree in trees:
            kind = type(tree)
            if kind is dict:
                tree = self._tagged(tree, depth)
            elif kind is list:
                tree = self._items(tree, depth + 1)
            elif kind is str:
                if len(tree) > SHORT_TEXT or not tree.isascii():
                    raise WireError("malformed", "a text that belongs in the body")
                tree = self._text_of(tree)
            elif kind is float:
                if not isfinite(tree):
                    raise WireError("malformed", "a float out of range")
            elif kind is int and tree.bit_length() >= 64:
                raise WireError("malformed", "an integer out of range")
            items.append(tree)
        return items

    def _tagged(self, tree: dict[str, Any], depth: int) -> Value:
        if len(tree) != 1:
            raise WireError("malformed", "an object of more than one key")
        [(tag, content)] = tree.items()
        read = _READERS.get(tag)
        if read is None:
            raise WireError("malformed", "an unknown kind of value")
        return read(self, content, depth)

    def _wide(self, content: Any, _depth: int) -> int:
        if type(content) is not str or not _HEX.fullmatch(content):
            raise WireError("malformed", "an invalid wide integer")
        return int(content, 16)

    def _float(self, content: Any, _depth: int) -> float:
        if type(content) is not str or content not in _NONFINITE:
            raise WireError("malformed", "an unknown float")
        return _NONFINITE[content]

    def _complex(self, content: Any, depth: int) -> complex:
        parts = self._items(_sequence(content, 2), depth + 1)
        if any(type(part) is not float for part in parts):
            raise WireError("malformed", "an invalid complex number")
        return complex(*parts)

    def _text(self, content: Any, _depth: int) -> str:
        try:
            return str(self._raw(content), "utf-8")
        except UnicodeDecodeError:
            raise WireError("malformed", "text that is not UTF-8") from None

    def _bytes(self, content: Any, _depth: int) -> bytes:
        return self._raw(content).tobytes()

    def _tuple(self, content: Any, depth: int) -> tuple[Value, ...]:
        return tuple(self._items(_sequence(content), depth + 1))

    def _dict(self, content: Any, depth: int) -> dict[Value, Value]:
        found: dict[Value, Value] = {}
        colliding = 0
        for pair in _sequence(content):
            key, item = self._items(_sequence(pair, 2), depth + 1)
            colliding += type(key) not in _PLAIN_KEYS or (type(key) is int and key.bit_length() >= 64)
            if colliding > MAX_COLLIDING_KEYS:
                raise WireError(
                    "values", f"more than {MAX_COLLIDING_KEYS} dictionary keys that are not text or plain numbers"
                )
            try:
                found[key] = item
            except TypeError:
                raise WireError("malformed", "a dictionary key that is not hashable") from None
        return found

    def _array(self, content: Any, _depth: int) -> np.ndarray[Any, Any]:
        dtype, shape = _described(content)
        size = math.prod(shape) * dtype.itemsize
        start = self._used
        self._skip(size)
        array = ndarray(shape, dtype, self._body, start)
        return array if size >= CHUNK else array.copy()

    def _matrix(self, content: Any, depth: int) -> Value:
        array = self._array(content, depth)
        if array.ndim != 2:
            raise WireError("malformed", "a matrix that does not have two axes")
        return array.view(np.matrix)

    def _scalar(self, content: Any, _depth: int) -> Value:
        dtype, _ = _described([content])
        return np.frombuffer(self._raw(dtype.itemsize), dtype)[0]

    def _handle_of(self, content: Any, depth: int) -> Any:
        number, name, methods = self._items(_sequence(content, 3), depth + 1)
        if type(number) is not int or not 0 <= number < 2**31 or type(name) is not str or type(methods) is not tuple:
            raise WireError("malformed", "an invalid handle")
        if any(type(method) is not str for method in methods):
            raise WireError("malformed", "an invalid method name")
        return self._handle(number, name, methods)

    def _raw(self, size: Any) -> memoryview:
        """The next `size` bytes of the body."""
        start = self._used
        self._skip(size)
        return self._body[start : start + size]

    def _skip(self, size: Any) -> None:
        """Consume `size` bytes of the body and their padding."""
        if type(size) is not int or not 0 <= size <= len(self._body) - self._used:
            raise WireError("malformed", "the body is shorter than its header says")
        self._used += size + -size % 8


_READERS: dict[str, Callable[[Decoder, Any, int], Value]] = {
    "i": Decoder._wide,
    "f": Decoder._float,
    "c": Decoder._complex,
    "u": Decoder._text,
    "b": Decoder._bytes,
    "t": Decoder._tuple,
    "d": Decoder._dict,
    "a": Decoder._array,
    "m": Decoder._matrix,
    "s": Decoder._scalar,
    "h": Decoder._handle_of,
}


def _sequence(content: Any, length: int | None = None) -> list[Any]:
    if type(content) is not list or (length is not None and len(content) != length):
        raise WireError("malformed", "a list of the wrong length")
    return content


def _described(content: Any) -> tuple[np.dtype[Any], tuple[int, ...]]:
    """dtype and shape from an array's description, after checking that each number is within bounds."""
    code, *shape = _sequence(content) or [None]
    if type(code) is not str or code not in DTYPES or len(shape) > MAX_NDIM:
        raise WireError("malformed", "an unknown dtype or too many axes")
    entries = 1
    for extent in shape:
        if type(extent) is not int or extent < 0:
            raise WireError("malformed", "an invalid shape")
        entries *= extent or 1
    if entries > MAX_EXTENT:
        raise WireError("malformed", "a shape out of bounds")
    return DTYPES[code], tuple(shape)
