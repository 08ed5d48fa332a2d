"""Values as strict JSON for reading: short, complete where possible, else a window around the first difference."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from grader.model import Handle

#: Rows and columns of the window that is shown of a larger array.
WINDOW = 12
#: Items that are shown of a list, tuple or dictionary.
ITEMS = 24
#: Characters that are shown of a text.
CHARACTERS = 400
#: Characters that are shown of a dictionary's key.
KEY_CHARACTERS = 60
#: Nesting that is shown of lists and dictionaries.
DEPTH = 6
#: Numbers, and pieces of text of 20 characters, that are shown in all.
ROOM = 4000

Json = Any


def snapshot(value: Any, mask: np.ndarray | None = None, *, depth: int = DEPTH) -> Json:
    """`value` as JSON. `mask` (same shape, True = wrong) chooses the window of an array and marks its entries."""
    return _snapshot(value, mask, depth, _Room())


class _Room:
    """The remaining budget of a snapshot: limits on each part alone would let nested parts multiply."""

    def __init__(self) -> None:
        self.left = ROOM

    def take(self, pieces: int) -> bool:
        """Whether there was room left for this."""
        self.left -= pieces
        return self.left + pieces > 0


def _snapshot(value: Any, mask: np.ndarray | None, depth: int, room: _Room) -> Json:
    if not room.take(1):
        return "..."
    if value is None or isinstance(value, bool | np.bool_):
        return value if value is None else bool(value)
    if isinstance(value, np.ndarray):
        return _array(value, mask) if room.take(min(value.size, WINDOW * WINDOW)) else "..."
    if isinstance(value, int | np.integer):
        return int(value) if abs(int(value)) < 2**53 else str(int(value))
    if isinstance(value, float | np.floating):
        return number(float(value))
    if isinstance(value, complex | np.complexfloating):
        return str(value)
    if isinstance(value, str | bytes):
        text = value[:CHARACTERS] if isinstance(value, str) else repr(value[:CHARACTERS])
        room.take(len(text) // 20)
        return text if len(value) <= CHARACTERS else text + " ..."
    if isinstance(value, Handle):
        return f"<object of class {value.type_name}>"
    if depth <= 0:
        return "..."
    if isinstance(value, Mapping):
        pairs = list(value.items())[:ITEMS]
        shown = {str(key)[:KEY_CHARACTERS]: _snapshot(item, None, depth - 1, room) for key, item in pairs}
        return shown if len(value) <= ITEMS else {**shown, "...": f"{len(value) - ITEMS} more"}
    if isinstance(value, Sequence):
        items = [_snapshot(item, None, depth - 1, room) for item in value[:ITEMS]]
        return items if len(value) <= ITEMS else [*items, f"... {len(value) - ITEMS} more"]
    return f"<object of class {type(value).__name__}>"


def number(value: float) -> Json:
    """A float as strict JSON: what JSON cannot say becomes a string."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def _array(value: np.ndarray, mask: np.ndarray | None) -> Json:
    array = np.asarray(value)
    if mask is not None and mask.shape != array.shape:
        mask = None
    first = [int(i) for i in np.unravel_index(np.argmax(mask), mask.shape)] if mask is not None and mask.any() else None
    window = _window(array.shape, first)
    # The ellipsis keeps a single object an array.
    index: tuple[Any, ...] = (*(slice(start, stop) for start, stop in window), ...)
    cut = array[index]
    different: list[list[int]] = []
    if mask is not None:
        inside = np.argwhere(mask[tuple(slice(start, stop) for start, stop in window)])
        offset = np.array([start for start, _ in window], dtype=int)
        different = [[int(i) for i in index + offset] for index in inside[: WINDOW * WINDOW]]
    return {
        "type": "array",
        "dtype": str(array.dtype),
        "shape": list(array.shape),
        "values": _nested(cut),
        "window": None if cut.shape == array.shape else window,
        "first_difference": first,
        "different": different,
    }


def _window(shape: tuple[int, ...], first: list[int] | None) -> list[list[int]]:
    """Bounds per axis, at most WINDOW long on the last two axes and 1 on others, with the first difference inside."""
    bounds: list[list[int]] = []
    for axis, size in enumerate(shape):
        width = WINDOW if axis >= len(shape) - 2 else 1
        centre = first[axis] if first else 0
        start = 0 if size <= width else min(max(0, centre - width // 2), size - width)
        bounds.append([start, min(size, start + width)])
    return bounds


def _nested(array: np.ndarray) -> Json:
    small = array.dtype.kind in "iu" and bool((np.abs(array.astype(float)) < 2**53).all())
    if array.dtype.kind == "b" or small or (array.dtype.kind == "f" and bool(np.isfinite(array).all())):
        return array.tolist()
    if array.ndim == 0:
        return snapshot(array.item(), depth=1)
    # The parts of an array of objects need not be arrays.
    return [_nested(part) if isinstance(part, np.ndarray) else snapshot(part, depth=0) for part in array]
