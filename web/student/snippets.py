"""A shown call as Python that a student can run: arguments from their snapshots, then the call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from web.student.escaping import reveal

Json = Any
#: Dtypes that NumPy gives to such numbers by itself.
BY_THEMSELVES = {"float64", "int64", "bool"}
#: Longer programs are no help.
LENGTH = 4000
#: How a snapshot writes what JSON cannot say, and how Python does.
UNFINITE = {"NaN": "np.nan", "Infinity": "np.inf", "-Infinity": "-np.inf"}


def snippet(function: str, arguments: Sequence[tuple[str, Json]]) -> str:
    """Python that makes the arguments and calls `function` with them; empty when a part of a value is not shown.

    A method ("Layer.backward") is not called: the object it belongs to is not known.
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
    return text if arguments and len(text) <= LENGTH else ""


def literal(value: Json) -> str | None:
    """A snapshot as a Python expression; None when it does not hold the whole value, or may stand for another."""
    if isinstance(value, Mapping):
        return _array(value) if value.get("type") == "array" and "values" in value else _dictionary(value)
    if isinstance(value, list):
        codes = [literal(item) for item in value]
        return None if None in codes else "[" + ", ".join(code for code in codes if code is not None) + "]"
    if isinstance(value, str):
        return _text(value)
    return repr(value) if value is None or isinstance(value, bool | int | float) else None


def _dictionary(value: Mapping[str, Json]) -> str | None:
    """Keys are text in a snapshot, whatever they were: one that could have been a number is not trusted."""
    items = {key: literal(item) for key, item in value.items()}
    if None in items.values() or any(key == "..." or not key.isidentifier() for key in items):
        return None
    return "{" + ", ".join(f'"{key}": {code}' for key, code in items.items()) + "}"


def _text(value: str) -> str | None:
    """A string is itself, unless it stands for something that a snapshot cannot hold."""
    if value in UNFINITE:
        return UNFINITE[value]
    stands_for_more = "..." in value or value.startswith("<object of class") or value.lstrip("-").isdigit()
    return None if stands_for_more or reveal(value) != value else repr(value)


def _array(value: Mapping[str, Json]) -> str | None:
    dtype, entries = str(value.get("dtype")), _entries(value["values"])
    if value.get("window") is not None or not dtype.isidentifier() or entries is None:
        return None
    if 0 in value["shape"]:
        return f'np.zeros({tuple(value["shape"])}, dtype="{dtype}")'
    return f"np.array({entries})" if dtype in BY_THEMSELVES else f'np.array({entries}, dtype="{dtype}")'


def _entries(values: Json) -> str | None:
    if isinstance(values, list):
        parts = [_entries(one) for one in values]
        return None if None in parts else "[" + ", ".join(part for part in parts if part is not None) + "]"
    if isinstance(values, bool | int | float):
        return repr(values)
    return UNFINITE.get(values) if isinstance(values, str) else None
