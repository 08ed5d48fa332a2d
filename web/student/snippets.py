"""A shown call as Python that a student can run: arguments from their snapshots, then the call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from web.student.escaping import reveal

Json = Any
#: Dtypes that np.array infers from the numbers.
INFERRED_DTYPES = {"float64", "int64", "bool"}
#: Longer programs are not shown.
MAX_LENGTH = 4000
#: Numbers that JSON cannot represent: a snapshot's text -> Python.
NON_FINITE = {"NaN": "np.nan", "Infinity": "np.inf", "-Infinity": "-np.inf"}


def snippet(function: str, arguments: Sequence[tuple[str, Json]]) -> str:
    """Python that builds the arguments and calls `function`; empty if a value is not shown in full.

    A method ("Layer.backward") is not called, because its object is not known.
    """
    lines = ["import numpy as np", ""]
    for name, value in arguments:
        code = literal(value)
        if code is None or not name.isidentifier():
            return ""
        lines.append(f"{name} = {code}")
    call = f"{reveal(function)}({', '.join(name for name, _ in arguments)})"
    lines.append(f"print({call})" if function.isidentifier() else f"# and then: {call}")
    text = "\n".join(lines)
    return text if arguments and len(text) <= MAX_LENGTH else ""


def literal(value: Json) -> str | None:
    """A snapshot as a Python expression; None if it is incomplete or ambiguous."""
    if isinstance(value, Mapping):
        return _array(value) if value.get("type") == "array" and "values" in value else _dictionary(value)
    if isinstance(value, list):
        codes = [literal(item) for item in value]
        return None if None in codes else "[" + ", ".join(code for code in codes if code is not None) + "]"
    if isinstance(value, str):
        return _text(value)
    return repr(value) if value is None or isinstance(value, bool | int | float) else None


def _dictionary(value: Mapping[str, Json]) -> str | None:
    """A snapshot turns all keys into text: a key that may have been a number is ambiguous."""
    items = {key: literal(item) for key, item in value.items()}
    if None in items.values() or any(key == "..." or not key.isidentifier() for key in items):
        return None
    return "{" + ", ".join(f'"{key}": {code}' for key, code in items.items()) + "}"


def _text(value: str) -> str | None:
    """A string, unless it may represent a value that a snapshot cannot hold."""
    if value in NON_FINITE:
        return NON_FINITE[value]
    ambiguous = "..." in value or value.startswith("<object of class") or value.lstrip("-").isdigit()
    return None if ambiguous or reveal(value) != value else repr(value)


def _array(value: Mapping[str, Json]) -> str | None:
    dtype, entries = str(value.get("dtype")), _entries(value["values"])
    if value.get("window") is not None or not dtype.isidentifier() or entries is None:
        return None
    if 0 in value["shape"]:
        return f'np.zeros({tuple(value["shape"])}, dtype="{dtype}")'
    return f"np.array({entries})" if dtype in INFERRED_DTYPES else f'np.array({entries}, dtype="{dtype}")'


def _entries(values: Json) -> str | None:
    if isinstance(values, list):
        parts = [_entries(value) for value in values]
        return None if None in parts else "[" + ", ".join(part for part in parts if part is not None) + "]"
    if isinstance(values, bool | int | float):
        return repr(values)
    return NON_FINITE.get(values) if isinstance(values, str) else None
