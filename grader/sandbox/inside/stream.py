"""The child's end of the wire. It uses blocking reads and writes only, so the filter need not allow socket calls."""

from __future__ import annotations

from os import readv, writev
from sys import intern
from typing import Any

import numpy as np

from .stub_modules import NotAvailable, StubModule
from .wire import Caps, Decoder, Encoder, HandleData, Value

#: Most buffers that one writev takes (IOV_MAX is 1024).
_BATCH = 512


class Stream:
    """Reads and writes whole frames on a descriptor."""

    def __init__(self, descriptor: int, table: ObjectTable) -> None:
        self._descriptor = descriptor
        self._table = table
        self._encoder = Encoder(Caps(), table.keep)
        # `activation is "relu"` holds in Python for literals that look like names; so it does for what is sent.
        self._decoder = Decoder(self._receive, Caps(), table.find, text=intern)

    def limit(self, caps: Caps) -> None:
        """Use these caps from now on."""
        self._encoder.limit(caps)
        self._decoder.limit(caps)

    def forget_objects(self) -> None:
        """Forget the objects that the worker referred to."""
        self._table.clear()

    def read(self) -> Value:
        """The value of the next frame. Raises EOFError when the worker has hung up."""
        return self._decoder.read()

    def write(self, value: Value) -> None:
        """Send one frame. Raises `WireError` before a byte is sent if the value cannot cross."""
        parts = self._encoder.frame(value)
        while parts:
            sent = writev(self._descriptor, parts[:_BATCH])
            while parts and sent >= len(parts[0]):
                sent -= len(parts.pop(0))
            if sent:
                parts[0] = memoryview(parts[0])[sent:]

    def _receive(self, target: memoryview) -> int:
        count = readv(self._descriptor, [target])
        if count == 0:
            raise EOFError
        return count


class ObjectTable:
    """Objects that stay inside the jail; the worker refers to them by number."""

    def __init__(self) -> None:
        self._objects: list[Any] = []

    def keep(self, thing: object) -> HandleData:
        """A number for an object that is not plain data, with its class name and public methods.

        Raises NotAvailable for the stub of a missing module.
        """
        if isinstance(thing, StubModule):
            raise NotAvailable(thing)
        self._objects.append(thing)
        return len(self._objects) - 1, type_name(thing), _methods(thing)

    def clear(self) -> None:
        """Forget all objects."""
        self._objects.clear()

    def find(self, number: int, _name: str = "", _methods: tuple[str, ...] = ()) -> Any:
        """The object of that number. The worker sends only numbers that it has received."""
        return self._objects[number]


def type_name(thing: object) -> str:
    """Name of an object's class, with the dtype for an array that cannot be sent."""
    name = type(thing).__name__
    dtype = getattr(thing, "dtype", None)
    if isinstance(thing, np.ndarray):
        name = "MaskedArray" if isinstance(thing, np.ma.MaskedArray) else "ndarray"
    return f"{name} of dtype {dtype}"[:200] if dtype is not None else name[:200]


def _methods(thing: object) -> tuple[str, ...]:
    """Public callables of the object's classes."""
    found: dict[str, None] = {}
    for base in type(thing).__mro__[:-1]:
        for name, member in vars(base).items():
            if not name.startswith("_") and callable(getattr(member, "__func__", member)):
                found[name] = None
    return tuple(found)[:200]
