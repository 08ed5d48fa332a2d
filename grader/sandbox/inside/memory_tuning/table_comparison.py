"""Tells whether a namespace still holds the same objects under the same names, without touching the objects.

Python code that goes through a dictionary counts a reference to each key and value. After a fork every page that holds
one of them is copied then: 700 pages for the namespaces that `inside.reset` compares, about as many as everything else
that a child writes. CPython keeps the table of a dictionary in one piece, so the bytes of the table tell as well.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

from .. import reset

#: Offsets in a dictionary object, in words: number of entries, table, values of a split table.
_USED, _TABLE, _SPLIT = 2, 4, 5
#: Offsets in the table, in bytes: log2 of the size of the index, kind of the keys, free entries (from here on nothing
#: changes unless an entry does), number of entries; size of all that.
_INDEX_SIZE, _KIND, _FREE, _ENTRIES, _HEAD = 9, 10, 16, 24, 32
#: Words of an entry, by kind of the keys: (hash, key, value), and (key, value) where all keys are text.
_WORDS = {0: 3, 1: 2}
_WORD = 8


def unchanged(namespace: dict[str, Any]) -> Callable[[], bool]:
    """As `reset.unchanged`, which also serves where memory does not hold the table that is expected."""
    return _by_table(namespace) or reset.unchanged(namespace)


def _by_table(namespace: dict[str, Any]) -> Callable[[], bool] | None:
    if type(namespace) is not dict or ctypes.sizeof(ctypes.c_void_p) != _WORD:
        return None
    kept = dict(namespace)  # The objects live on, so that no others get their addresses.
    words = _words(id(namespace), _SPLIT + 1)
    table = words[_TABLE]
    head = ctypes.string_at(table, _HEAD)
    width, count = _WORDS.get(head[_KIND]), int.from_bytes(head[_ENTRIES:_HEAD], "little")
    if width is None or words[_SPLIT] or words[_USED] != len(kept) or not len(kept) <= count < 1 << 20:
        return None
    entries_at = table + _HEAD + (1 << head[_INDEX_SIZE])
    entries = _words(entries_at, width * count)
    found = [tuple(entries[at + width - 2 : at + width]) for at in range(0, width * count, width)]
    if [pair for pair in found if pair[1]] != [(id(key), id(value)) for key, value in namespace.items()]:
        return None
    size = entries_at + _WORD * width * count - table - _FREE
    views = [words[_USED : _USED + 1], words[_TABLE:], _words(table + _FREE, size // _WORD)]
    saved = [memoryview(bytes(view)).cast("Q") for view in views]

    def same() -> bool:
        # In this order: a table that was replaced may be gone.
        return kept is not None and all(view == copy for view, copy in zip(views, saved, strict=True))

    return same


def _words(address: int, count: int) -> memoryview:
    return memoryview((ctypes.c_char * (_WORD * count)).from_address(address)).cast("B").cast("Q")
