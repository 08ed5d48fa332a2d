"""Plain data over a stream socket: the only thing that crosses the wall.

Used on both sides, so it imports nothing but the standard library and NumPy. A frame is

    <u4 length of the header> <u8 length of the body> <header: strict JSON> <body: raw buffers, padded to 8>

and carries one value. JSON's own null, true, false, numbers, short strings and arrays stand for themselves; everything
else is an object with a single key: i (wide int) f (nan, inf) c (complex) u (long str) b (bytes) t (tuple) d (dict)
a (array) m (matrix) s (NumPy scalar) h (handle). Numbers in buffers are little-endian. Nothing in a frame is ever
executed, and nothing is allocated before its size is known to be within the caps.
"""

from __future__ import annotations

import json
import math
import re
import struct
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

Value = Any
#: Reads at least one byte into the buffer and returns how many; raises at the end.
Receive = Callable[[memoryview], int]
#: Number, class name and public methods of an object that stays where it is.
Kept = tuple[int, str, tuple[str, ...]]

PREFIX = struct.Struct("<IQ")
SHORT_TEXT = 48
MAX_NDIM = 8
MAX_EXTENT = 2**40
MAX_INT_BITS = 4096
#: JSON punctuation that one value may need; a header is counted before it is parsed.
TOKENS_PER_VALUE = 8
#: Bytes of header that one value may need.
HEADER_PER_VALUE = 128
#: Keys of a dictionary that may be tuples, complex or wide integers: such can be made to have all the same hash, and
#: then each further one costs as much as all before it.
MAX_ODD_KEYS = 256
CHUNK = 65536
_KINDS = ("?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16")
DTYPES: dict[str, np.dtype[Any]] = {code: np.dtype(code).newbyteorder("<") for code in _KINDS}
CODES: dict[np.dtype[Any], str] = {np.dtype(code): code for code in _KINDS}
_PLAIN_KEYS = frozenset({str, int, float, bool, bytes, type(None)})
_NONFINITE = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}
_HEX = re.compile(rf"-?0x[0-9a-f]{{1,{MAX_INT_BITS // 4}}}")


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


def _refuse_constant(_text: str) -> None:
    raise ValueError("not strict JSON")


_TO_JSON = json.JSONEncoder(allow_nan=False, separators=(",", ":"), check_circular=False).encode
_FROM_JSON = json.JSONDecoder(parse_constant=_refuse_constant).decode
_NOTHING = np.empty(0, np.uint8)


def _too_much(caps: Caps, depth: int) -> WireError:
    if depth > caps.depth:
        return WireError("depth", f"nested deeper than {caps.depth}")
    return WireError("values", f"more than {caps.values} values at once")


def _no_handle(thing: object) -> Kept:
    raise WireError("malformed", f"a {type(thing).__name__} is no plain data")


class Encoder:
    """Turns values into frames. `keep` is asked for each object that is no plain data."""

    def __init__(self, caps: Caps, keep: Callable[[object], Kept] = _no_handle) -> None:
        self.caps = caps
        self._keep = keep
        self._count = 0
        #: `caps`, at hand.
        _, self._values, self._depth = caps
        self._body: list[Any] = []

    def frame(self, value: Value) -> list[Any]:
        """The buffers to send, in order. Raises `WireError` beyond the caps."""
        self._count, self._body = 0, []
        _, self._values, self._depth = self.caps
        tree = self._tree(value, 0)
        header = _TO_JSON(tree).encode("ascii")
        body, self._body = self._body, []
        size = sum(map(len, body))
        if PREFIX.size + len(header) + size > self.caps.size or len(header) > header_cap(self.caps):
            raise WireError("bytes", f"{len(header) + size} bytes; at most {self.caps.size} may cross at once")
        return [PREFIX.pack(len(header), size) + header, *body]

    def _tree(self, value: Value, depth: int) -> Any:
        self._count += 1
        if self._count > self._values or depth > self._depth:
            raise _too_much(self.caps, depth)
        kind = type(value)
        if value is None or kind is bool or (kind is str and len(value) <= SHORT_TEXT and value.isascii()):
            return value
        write = _WRITERS.get(kind)
        if write is None:
            write = next((_WRITERS[base] for base in _BASES if isinstance(value, base)), Encoder._kept)
        return write(self, value, depth)

    def _int(self, value: int, _depth: int) -> Any:
        value = int(value)
        if value.bit_length() < 64:
            return value
        if value.bit_length() > MAX_INT_BITS:
            raise WireError("integer", f"an integer of {value.bit_length()} bits; at most {MAX_INT_BITS} may cross")
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
            raise WireError("malformed", "text with a lone surrogate cannot cross") from None
        return {"u": self._buffer(raw)}

    def _bytes(self, value: bytes, _depth: int) -> Any:
        return {"b": self._buffer(bytes(value))}

    def _list(self, value: list[Any], depth: int) -> Any:
        return self._items(list(value), depth)

    def _tuple(self, value: tuple[Any, ...], depth: int) -> Any:
        return {"t": self._items(tuple(value), depth)}

    def _items(self, values: Iterable[Value], depth: int) -> list[Any]:
        # No comprehension: each would make a function, and this is the innermost loop of every crossing.
        items = []
        for value in values:
            items.append(self._tree(value, depth + 1))
        return items

    def _dict(self, value: dict[Any, Any], depth: int) -> Any:
        return {"d": [[self._tree(key, depth + 1), self._tree(item, depth + 1)] for key, item in dict.items(value)]}

    def _array(self, value: np.ndarray[Any, Any], depth: int) -> Any:
        code = CODES.get(value.dtype) or CODES.get(value.dtype.newbyteorder("="))
        if code is None or value.ndim > MAX_NDIM:
            return self._kept(value, depth)
        if value.nbytes < CHUNK:
            self._buffer(value.astype(DTYPES[code], copy=False).tobytes())
        else:
            self._buffer(
                np.ascontiguousarray(value, dtype=DTYPES[code]).reshape(-1).view(np.ndarray).view(np.uint8).data
            )
        return {"m" if type(value) is np.matrix else "a": [code, *value.shape]}

    def _scalar(self, value: np.generic, depth: int) -> Any:
        code = CODES.get(value.dtype)
        if code is None:
            return self._kept(value, depth)
        self._buffer(value.astype(DTYPES[code]).tobytes())
        return {"s": code}

    def _kept(self, value: object, depth: int) -> Any:
        number, *names = self._keep(value)
        return {"h": [number, *(self._tree(each, depth + 1) for each in names)]}

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
    **{DTYPES[code].type: Encoder._scalar for code in _KINDS},
}
#: What a subclass crosses as. A NumPy scalar comes before the float and the complex that it may also be.
_BASES: tuple[type, ...] = (int, float, complex, str, bytes, list, tuple, dict)


def header_cap(caps: Caps) -> int:
    """Most bytes that the header of a frame within `caps` needs."""
    return 4096 + HEADER_PER_VALUE * caps.values


class Decoder:
    """Reads frames, and refuses everything that is not exactly one."""

    def __init__(self, receive: Receive, caps: Caps, handle: Callable[[int, str, tuple[str, ...]], Any]) -> None:
        self.caps = caps
        self._receive = receive
        self._handle = handle
        #: `caps`, at hand.
        _, self._values, self._depth = caps
        self._scratch = memoryview(bytearray(CHUNK))
        #: Received and not used yet: `_scratch[_start:_end]`.
        self._start = self._end = 0
        self._count = 0
        self._body = _NOTHING
        self._used = 0

    @property
    def pending(self) -> bool:
        """Whether bytes have come that no frame has claimed."""
        return self._end > self._start

    def read(self) -> Value:
        """The next value. Raises `WireError`, and whatever `receive` raises."""
        size, self._values, self._depth = self.caps
        header_size, body_size = PREFIX.unpack(self._take(PREFIX.size))
        if header_size > header_cap(self.caps) or PREFIX.size + header_size + body_size > size:
            raise WireError("bytes", f"a frame of {header_size + body_size} bytes; at most {self.caps.size} may cross")
        tree = self._parse(self._take(header_size))
        self._used = self._count = 0
        if body_size:
            self._body = np.empty(body_size, np.uint8)
            self._fill(self._body.data)
        value = self._value(tree, 0)
        if self._used != body_size:
            raise WireError("malformed", "the body is longer than its header says")
        self._body = _NOTHING
        return value

    def _take(self, size: int) -> bytes:
        """The next bytes, most often out of what has come already."""
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
                if size >= CHUNK:
                    target = target[self._receive(target) :]
                    continue
                self._start, self._end = 0, self._receive(self._scratch)
            taken = min(size, self._end - self._start)
            target[:taken] = self._scratch[self._start : self._start + taken]
            self._start += taken
            target = target[taken:]

    def _parse(self, header: bytes) -> Any:
        tokens = header.count(b",") + header.count(b"[") + header.count(b"{")
        if tokens > 64 + TOKENS_PER_VALUE * self.caps.values:
            raise WireError("values", f"more than {self.caps.values} values at once")
        try:
            return _FROM_JSON(header.decode("ascii"))
        except (ValueError, RecursionError) as error:
            raise WireError("malformed", f"the header is no JSON: {type(error).__name__}") from None

    def _value(self, tree: Any, depth: int) -> Value:
        self._count += 1
        if self._count > self._values or depth > self._depth:
            raise _too_much(self.caps, depth)
        kind = type(tree)
        if tree is None or kind is bool or kind is str:
            return tree if kind is not str else _short(tree)
        if kind is int:
            return _integer(tree)
        if kind is float:
            return _finite(tree)
        if kind is list:
            return self._items(tree, depth)
        if len(tree) != 1:
            raise WireError("malformed", "an object of more than one key")
        [(tag, content)] = tree.items()
        read = _READERS.get(tag)
        if read is None:
            raise WireError("malformed", "an unknown kind of value")
        return read(self, content, depth)

    def _items(self, trees: list[Any], depth: int) -> list[Value]:
        items = []
        for tree in trees:
            items.append(self._value(tree, depth + 1))
        return items

    def _wide(self, content: Any, _depth: int) -> int:
        if type(content) is not str or not _HEX.fullmatch(content):
            raise WireError("malformed", "a wide integer that is none")
        return int(content, 16)

    def _float(self, content: Any, _depth: int) -> float:
        if type(content) is not str or content not in _NONFINITE:
            raise WireError("malformed", "an unknown float")
        return _NONFINITE[content]

    def _complex(self, content: Any, depth: int) -> complex:
        parts = self._items(_sequence(content, 2), depth)
        if any(type(part) is not float for part in parts):
            raise WireError("malformed", "a complex number that is none")
        return complex(*parts)

    def _text(self, content: Any, _depth: int) -> str:
        try:
            return self._raw(content).tobytes().decode("utf-8")
        except UnicodeDecodeError:
            raise WireError("malformed", "text that is no UTF-8") from None

    def _bytes(self, content: Any, _depth: int) -> bytes:
        return self._raw(content).tobytes()

    def _tuple(self, content: Any, depth: int) -> tuple[Value, ...]:
        return tuple(self._items(_sequence(content), depth))

    def _dict(self, content: Any, depth: int) -> dict[Value, Value]:
        found: dict[Value, Value] = {}
        odd = 0
        for pair in _sequence(content):
            key, item = self._items(_sequence(pair, 2), depth)
            odd += type(key) not in _PLAIN_KEYS or (type(key) is int and key.bit_length() >= 64)
            if odd > MAX_ODD_KEYS:
                raise WireError("values", f"more than {MAX_ODD_KEYS} dictionary keys that are no text or plain number")
            try:
                found[key] = item
            except TypeError:
                raise WireError("malformed", "a dictionary key that cannot be one") from None
        return found

    def _array(self, content: Any, _depth: int) -> np.ndarray[Any, Any]:
        dtype, shape = _described(content)
        size = math.prod(shape) * dtype.itemsize
        start = self._used
        if self._raw(size).size >= CHUNK:
            return np.ndarray(shape, dtype, self._body, start)
        return np.ndarray(shape, dtype, self._body, start).copy()

    def _matrix(self, content: Any, depth: int) -> Value:
        array = self._array(content, depth)
        if array.ndim != 2:
            raise WireError("malformed", "a matrix that has not two axes")
        return array.view(np.matrix)

    def _scalar(self, content: Any, _depth: int) -> Value:
        dtype, _ = _described([content])
        return self._raw(dtype.itemsize).view(dtype)[0]

    def _kept(self, content: Any, depth: int) -> Any:
        number, name, methods = (self._value(part, depth + 1) for part in _sequence(content, 3))
        if type(number) is not int or not 0 <= number < 2**31 or type(name) is not str or type(methods) is not tuple:
            raise WireError("malformed", "a handle that is none")
        if any(type(method) is not str for method in methods):
            raise WireError("malformed", "a method's name that is none")
        return self._handle(number, name, methods)

    def _raw(self, size: Any) -> np.ndarray[Any, Any]:
        """The next `size` bytes of the body."""
        start = self._used
        if type(size) is not int or not 0 <= size <= self._body.size - start:
            raise WireError("malformed", "the body is shorter than its header says")
        self._used = start + size + -size % 8
        return self._body[start : start + size]


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
    "h": Decoder._kept,
}


def _integer(value: int) -> int:
    if value.bit_length() >= 64:
        raise WireError("malformed", "an integer out of range")
    return value


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise WireError("malformed", "a float out of range")
    return value


def _short(text: str) -> str:
    if len(text) > SHORT_TEXT or not text.isascii():
        raise WireError("malformed", "a text that belongs into the body")
    return text


def _sequence(content: Any, length: int | None = None) -> list[Any]:
    if type(content) is not list or (length is not None and len(content) != length):
        raise WireError("malformed", "a list of the wrong length")
    return content


def _described(content: Any) -> tuple[np.dtype[Any], tuple[int, ...]]:
    """dtype and shape of an array's description, each number of it within bounds."""
    code, *shape = _sequence(content) or [None]
    if type(code) is not str or code not in DTYPES or len(shape) > MAX_NDIM:
        raise WireError("malformed", "an unknown dtype or too many axes")
    entries = 1
    for extent in shape:
        if type(extent) is not int or extent < 0:
            raise WireError("malformed", "a shape that is none")
        entries *= extent or 1
    if entries > MAX_EXTENT:
        raise WireError("malformed", "a shape out of bounds")
    return DTYPES[code], tuple(shape)
