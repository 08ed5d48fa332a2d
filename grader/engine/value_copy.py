"""Deep copies of plain data, as the sandbox boundary makes them: a copy shares nothing with its original."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

#: Types that cross as they are.
ATOMS = frozenset({type(None), bool, int, float, complex, str, bytes})
KINDS = "biufc"


#: Read-only arrays of at least this many bytes are shared instead of copied.
LARGE = 1 << 16


def freeze_value(value: Any) -> Any:
    """A copy for caching. Large arrays in it are read-only, and shared if they already were read-only."""
    if isinstance(value, np.ndarray) and value.nbytes >= LARGE and value.dtype.kind in KINDS:
        if not value.flags.writeable and value.flags.owndata:
            return value
        kept = copy_value(value, lambda other: other)
        kept.flags.writeable = False
        return kept
    if type(value) is list:
        return [freeze_value(item) for item in value]
    if type(value) is tuple:
        return tuple(freeze_value(item) for item in value)
    if isinstance(value, dict):
        return {key: freeze_value(item) for key, item in value.items()}
    return copy_value(value, lambda other: other)


def parts(value: Any) -> Iterator[Any]:
    """The arrays, numbers and other values that lists, tuples and dictionaries consist of."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            yield from parts(item)
    else:
        yield value


def copy_value(value: Any, other: Callable[[Any], Any]) -> Any:
    """`value` copied. What is no plain data becomes `other(value)` (a handle going out, an object coming in)."""
    kind = type(value)
    if kind in ATOMS:
        return value
    if kind is np.ndarray and value.dtype.kind in KINDS:
        return value.copy()
    if isinstance(value, np.ndarray) and value.dtype.kind in KINDS:
        return np.array(value, order="C", copy=True, subok=isinstance(value, np.matrix))
    if isinstance(value, np.generic) and value.dtype.kind in KINDS:
        return value
    if kind is list:
        return [copy_value(item, other) for item in value]
    if kind is tuple:
        return tuple(copy_value(item, other) for item in value)
    if isinstance(value, dict):
        return {
            key if type(key) is str else copy_value(key, other): copy_value(item, other) for key, item in value.items()
        }
    return other(value)
