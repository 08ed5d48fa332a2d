"""Helpers for the wording of messages to students."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from grader.model import Handle, Word

#: How the jail names an array that is no plain data.
_OTHER_ARRAY = re.compile(r"(ndarray|matrix|MaskedArray|recarray) of dtype (.+)")


def show(value: Any) -> str:
    """A number the way it is read: 0.25, -3.0, 1.2345679e-07; anything else by its `repr`, cut."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        text = f"{value:.8g}"
        return text if any(sign in text for sign in ".en") else text + ".0"
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def show_shape(shape: Sequence[int]) -> str:
    """(2, 3) as "(2, 3)", () as "() (a single number)"."""
    return "() (a single number)" if len(shape) == 0 else str(tuple(int(size) for size in shape))


def count(number: int, one: str, many: str | None = None) -> str:
    """1 entry, 2 entries."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def kind_of(value: Any) -> str:
    """What sort of thing a value is, without the value: "an array", "a dictionary", "nothing (None)"."""
    if value is None:
        return "nothing (None)"
    if isinstance(value, Handle):
        return _object(value.type_name)
    if isinstance(value, bool | np.bool_):
        return "True or False"
    if isinstance(value, np.ndarray):
        return "an array"
    if isinstance(value, int | float | np.number):
        return "a number"
    if isinstance(value, str):
        return "a text"
    if isinstance(value, tuple):
        return f"a tuple of {len(value)}"
    if isinstance(value, Mapping):
        return "a dictionary"
    if isinstance(value, list):
        return f"a list of {len(value)}" if value else "an empty list"
    return f"a value of type {type(value).__name__}"


def _object(type_name: str) -> str:
    """What stays in the jail: an array that is no plain one, or an object of a class."""
    array = _OTHER_ARRAY.fullmatch(type_name)
    if array is None:
        return f"an object of class {type_name}"
    if array[2] == "object":
        made = "as NumPy makes of None, of rows of different lengths or of mixed values"
        return f"an array of Python objects (dtype object), {made}"
    if array[1] == "MaskedArray":
        return "an array with masked entries, which have no value"
    return f"an array of dtype {array[2]}, not of numbers"


def word_of(value: Any) -> Word:
    """`kind_of` in fixed words, without a name or a length that came from a program."""
    if value is None:
        return Word.NOTHING
    kinds: tuple[tuple[Any, Word], ...] = (
        (Handle, Word.OBJECT),
        ((bool, np.bool_), Word.TRUTH_VALUE),
        (np.ndarray, Word.ARRAY),
        ((int, float, np.number), Word.NUMBER),
        (str, Word.TEXT),
        (tuple, Word.TUPLE),
        (Mapping, Word.DICTIONARY),
        (list, Word.LIST),
    )
    return next((word for kind, word in kinds if isinstance(value, kind)), Word.OTHER)


def describe(value: Any) -> str:
    """`kind_of` with shapes and keys: "an array of shape (2, 3)", "a tuple of 2 (an array of shape (5,), ...)"."""
    if isinstance(value, np.ndarray):
        return f"an array of shape {show_shape(value.shape)}"
    if isinstance(value, tuple) and value:
        return f"{kind_of(value)} ({', '.join(map(_part, value[:6]))})"
    if isinstance(value, Mapping) and value:
        keys = ", ".join(show_key(key) for key in list(value)[:8])
        return f"a dictionary with the {'key' if len(value) == 1 else 'keys'} {keys}"
    return kind_of(value)


def _part(value: Any) -> str:
    """An item of a tuple; tuples within tuples are not followed, since their parts multiply."""
    return kind_of(value) if isinstance(value, tuple) else describe(value)


def show_key(key: Any) -> str:
    """A dictionary's key as Python writes it, cut to a readable length."""
    text = repr(key[:60] if isinstance(key, str | bytes) else key)
    return text if len(text) <= 80 else text[:60] + "..."


def join(names: Sequence[str]) -> str:
    """["a", "b", "c"] as "a, b and c"."""
    if len(names) <= 1:
        return "".join(names)
    return ", ".join(names[:-1]) + " and " + names[-1]
