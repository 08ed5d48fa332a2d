"""The case's end of the wire: blocking, and through read and write alone, so that the filter needs no socket calls."""

from __future__ import annotations

from os import readv, writev
from typing import Any

from .wire import Caps, Decoder, Encoder, Kept, Value

#: Most buffers that one writev takes.
_AT_ONCE = 512


class Stream:
    """Reads and writes whole frames on a descriptor."""

    def __init__(self, descriptor: int, table: Table) -> None:
        self._descriptor = descriptor
        self._encoder = Encoder(Caps(), table.keep)
        self._decoder = Decoder(self._receive, Caps(), table.find)

    def limit(self, caps: Caps) -> None:
        """Use these caps from now on."""
        self._encoder.limit(caps)
        self._decoder.limit(caps)

    def read(self) -> Value:
        """The next frame. Raises EOFError when the outside is gone."""
        return self._decoder.read()

    def write(self, value: Value) -> None:
        """Send one frame. Raises `WireError` before a byte is sent if the value cannot cross."""
        parts = self._encoder.frame(value)
        while parts:
            sent = writev(self._descriptor, parts[:_AT_ONCE])
            while parts and sent >= len(parts[0]):
                sent -= len(parts.pop(0))
            if sent:
                parts[0] = memoryview(parts[0])[sent:]

    def _receive(self, target: memoryview) -> int:
        count = readv(self._descriptor, [target])
        if count == 0:
            raise EOFError
        return count


class Table:
    """Objects that stay inside; the outside knows them by number."""

    def __init__(self) -> None:
        self._objects: list[Any] = []

    def keep(self, thing: object) -> Kept:
        """A number for an object that is no plain data, with what the outside may know of it."""
        self._objects.append(thing)
        return len(self._objects) - 1, type_name(thing), _methods(thing)

    def find(self, number: int, _name: str = "", _methods: tuple[str, ...] = ()) -> Any:
        """The object of that number. The outside only sends numbers that it was given."""
        return self._objects[number]


def type_name(thing: object) -> str:
    """Name of an object's class; of an array that cannot cross, with its dtype."""
    name = type(thing).__name__
    dtype = getattr(thing, "dtype", None)
    return f"{name} of dtype {dtype}"[:200] if dtype is not None else name[:200]


def _methods(thing: object) -> tuple[str, ...]:
    """Public callables of the object's classes."""
    found: dict[str, None] = {}
    for base in type(thing).__mro__[:-1]:
        for name, member in vars(base).items():
            if not name.startswith("_") and callable(getattr(member, "__func__", member)):
                found[name] = None
    return tuple(found)[:200]
