"""A session in front of another one that knows the attributes of objects until the next call may change them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from grader.engine.forwarding import ForwardingSession
from grader.engine.ports import SubstitutableSession, Value
from grader.engine.value_copy import copy_value
from grader.model import Handle

#: (Number of an object, name of its attribute).
_Key = tuple[int, str]


class RememberedAttributes(ForwardingSession):
    """Asks for an attribute once between two calls, and not at all after it was set; sets none to what it is.

    Of an object with attributes of its own making, such as properties, what was set need not be what is there:
    `ask` tells that.
    """

    def __init__(self, session: SubstitutableSession) -> None:
        super().__init__(session)
        #: What attributes were set to, and what others were found to be, since the last call.
        self._set: dict[_Key, Value] = {}
        self._read: dict[_Key, Value] = {}

    def call(
        self,
        name: str,
        args: tuple[Value, ...],
        kwargs: Mapping[str, Value],
        *,
        on: Handle | None = None,
        args_back: bool = False,
    ) -> Value:
        self._set, self._read = {}, {}
        return super().call(name, args, kwargs, on=on, args_back=args_back)

    def get(self, name: str, *, on: Handle | None = None) -> Value:
        key = (on.id, name) if on is not None else None
        if key in self._set:
            return _copy(self._set[key])
        return _copy(self._read[key]) if key in self._read else self.ask(name, on=on)

    def ask(self, name: str, *, on: Handle | None = None) -> Value:
        """The value as it is there."""
        value = super().get(name, on=on)
        if on is not None:
            self._read[on.id, name] = _copy(value)
        return value

    def set(self, name: str, value: Value, *, on: Handle | None = None) -> None:
        if on is None:
            super().set(name, value)
            return
        key = on.id, name
        if _is_same(self._set.get(key, self._read.get(key)), value):
            return
        super().set(name, value, on=on)
        self._set[key] = _copy(value)
        # Attributes that were read may be computed from this one.
        self._read = {}


def _copy(value: Value) -> Value:
    return copy_value(value, lambda other: other)


def _is_same(left: Value, right: Value) -> bool:
    """Whether both are arrays of one type with the same numbers."""
    return (
        isinstance(left, np.ndarray)
        and type(left) is type(right)
        and left.dtype == right.dtype
        and np.array_equal(left, right)
    )
