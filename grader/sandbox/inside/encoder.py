"""Encodes values into frames."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from json.encoder import c_make_encoder, encode_basestring_ascii  # type: ignore[attr-defined]
from typing import Any

import numpy as np

from .frame import (
    CHUNK,
    CODES,
    DTYPES,
    KINDS,
    MAX_INT_BITS,
    MAX_NDIM,
    PREFIX,
    ROUNDED,
    SHORT_TEXT,
    Capped,
    Caps,
    HandleData,
    Value,
    WireError,
    cap_exceeded,
)

_pack, _PREFIX_SIZE = PREFIX.pack, PREFIX.size


def _no_json(thing: object) -> None:
    raise TypeError(f"a {type(thing).__name__} in a header")


#: Yields chunks of strict JSON. `JSONEncoder.encode` would construct this function for each call.
_to_json = c_make_encoder(None, _no_json, encode_basestring_ascii, None, ":", ",", False, False, False)


def _no_handle(thing: object) -> HandleData:
    raise WireError("malformed", f"a {type(thing).__name__} is not plain data")


class Encoder(Capped):
    """Encodes values into frames. `keep` gives the handle of an object that is not plain data."""

    def __init__(self, caps: Caps, keep: Callable[[object], HandleData] = _no_handle) -> None:
        self.limit(caps)
        self._keep = keep
        self._count = 0
        self._body: list[Any] = []

    def frame(self, value: Value) -> list[Any]:
        """The buffers to send, in order. Raises `WireError` beyond the caps."""
        self._count, self._body = 0, []
        [tree] = self._items((value,), 0)
        header = "".join(_to_json(tree, 0)).encode("ascii")
        body, self._body = self._body, []
        size = sum(map(len, body))
        if _PREFIX_SIZE + len(header) + size > self._size or len(header) > self._header:
            raise WireError("bytes", f"{len(header) + size} bytes; at most {self._size} are allowed at once")
        return [_pack(len(header), size) + header, *body]

    def _items(self, values: Collection[Value], depth: int) -> list[Any]:
        """The JSON trees of values at this depth. The plainest values are handled inline, to save a call for each."""
        self._count += len(values)
        if self._count > self._values or (depth > self._depth and values):
            raise cap_exceeded(self.caps, depth)
        trees: list[Any] = []
        for value in values:
            kind = type(value)
            plain = value is None or kind is bool or (kind is str and len(value) <= SHORT_TEXT and value.isascii())
            trees.append(value if plain else (_WRITERS.get(kind) or _writer(value))(self, value, depth))
        return trees

    def _int(self, value: int, _depth: int) -> Any:
        value = int(value)
        if value.bit_length() < 64:
            return value
        if value.bit_length() > MAX_INT_BITS:
            raise WireError("integer", f"an integer of {value.bit_length()} bits; at most {MAX_INT_BITS} are allowed")
        return {"i": hex(value)}

    def _float(self, value: float, _depth: int) -> Any:
        value = float(value)
        return value if math.isfinite(value) else {"f": repr(value)}

    def _complex(self, value: complex, depth: int) -> Any:
        return {"c": [self._float(value.real, depth), self._float(value.imag, depth)]}

    def _str(self, value: str, _depth: int) -> Any:
        if len(value) <= SHORT_TEXT and value.isascii():
            return str(value)
        try:
            raw = value.encode("utf-8")
        except UnicodeEncodeError:
            raise WireError("malformed", "text with a lone surrogate cannot be sent") from None
        return {"u": self._buffer(raw)}

    def _bytes(self, value: bytes, _depth: int) -> Any:
        return {"b": self._buffer(bytes(value))}

    def _list(self, value: list[Any], depth: int) -> Any:
        return self._items(list(value), depth + 1)

    def _tuple(self, value: tuple[Any, ...], depth: int) -> Any:
        return {"t": self._items(tuple(value), depth + 1)}

    def _dict(self, value: dict[Any, Any], depth: int) -> Any:
        pairs = []
        for pair in dict.items(value):
            pairs.append(self._items(pair, depth + 1))
        return {"d": pairs}

    def _array(self, value: np.ndarray[Any, Any], depth: int) -> Any:
        code = _code(value.dtype)
        if code is None or value.ndim > MAX_NDIM:
            return self._handle(value, depth)
        if value.nbytes < CHUNK:
            self._buffer(value.astype(DTYPES[code], copy=False).tobytes())
        else:
            self._buffer(
                np.ascontiguousarray(value, dtype=DTYPES[code]).reshape(-1).view(np.ndarray).view(np.uint8).data
            )
        return {"m" if type(value) is np.matrix else "a": [code, *value.shape]}

    def _array_subclass(self, value: np.ndarray[Any, Any], depth: int) -> Any:
        """An instance of another class of arrays counts by its entries; a masked array, only if none of them is masked.

        A matrix stays a matrix, because `*` multiplies it otherwise.
        """
        plain = np.ndarray.view(value, np.ndarray)
        masked = isinstance(value, np.ma.MaskedArray) and bool(np.ma.is_masked(value))
        if masked or _code(plain.dtype) is None:
            return self._handle(value, depth)
        return self._array(np.ndarray.view(value, np.matrix) if isinstance(value, np.matrix) else plain, depth)

    def _scalar(self, value: np.generic, depth: int) -> Any:
        code = _code(value.dtype)
        if code is None:
            return self._handle(value, depth)
        self._buffer(value.astype(DTYPES[code]).tobytes())
        return {"s": code}

    def _handle(self, value: object, depth: int) -> Any:
        number, *names = self._keep(value)
        return {"h": [number, *self._items(names, depth + 1)]}

    def _buffer(self, raw: Any) -> int:
        size = len(raw)
        if size:
            self._body.append(raw)
        if size % 8:
            self._body.append(b"\0" * (-size % 8))
        return size


_WRITERS: dict[type, Callable[..., Any]] = {
    int: Encoder._int,
    float: Encoder._float,
    complex: Encoder._complex,
    str: Encoder._str,
    bytes: Encoder._bytes,
    list: Encoder._list,
    tuple: Encoder._tuple,
    dict: Encoder._dict,
    np.ndarray: Encoder._array,
    np.matrix: Encoder._array,
    **{DTYPES[code].type: Encoder._scalar for code in KINDS},
    **{dtype.type: Encoder._scalar for dtype in ROUNDED},
}
#: The types as which instances of subclasses are sent.
_BASES: tuple[type, ...] = (int, float, complex, str, bytes, list, tuple, dict)


def _code(dtype: np.dtype[Any]) -> str | None:
    """The name of a dtype in a frame, None if it cannot be sent."""
    native = dtype.newbyteorder("=")
    return CODES.get(dtype) or CODES.get(native) or ROUNDED.get(native)


def _writer(value: object) -> Callable[..., Any]:
    if isinstance(value, np.ndarray):
        return Encoder._array_subclass
    return next((_WRITERS[base] for base in _BASES if isinstance(value, base)), Encoder._handle)
