"""The functions that IPython adds to the built-in ones: `display`, and `get_ipython` as exported notebooks call it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

NAMES = ("display", "get_ipython")
#: Magics whose argument is a statement that is run.
_RUNS = frozenset({"time", "prun"})


def of(namespace: dict[str, Any]) -> dict[str, Any]:
    """The functions for a submission with this namespace."""
    shell = _Shell(namespace)
    return dict(zip(NAMES, (display, lambda: shell), strict=True))


def display(*objects: Any, **_options: Any) -> None:
    """Print the objects, as a console without pictures does."""
    for item in objects:
        print(repr(item))


class _Shell:
    """What `get_ipython()` returns: commands that run code do so, others do nothing."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self.user_ns = namespace

    def run_line_magic(self, name: str, line: str, *_more: Any) -> None:
        """`%name line`."""
        if name in _RUNS:
            exec(line, self.user_ns)

    def run_cell_magic(self, name: str, _line: str, cell: str) -> None:
        """`%%name` above the text of a cell."""
        if name in (*_RUNS, "capture"):
            exec(cell, self.user_ns)

    def magic(self, text: str) -> None:
        """`%text`."""
        name, _, line = text.lstrip("%").partition(" ")
        self.run_line_magic(name, line)

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *_args, **_options: None
