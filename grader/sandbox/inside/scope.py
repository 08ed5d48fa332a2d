"""The module in which a submission is loaded: the names of the assignment's support code, and the built-in ones."""

from __future__ import annotations

import builtins
import linecache
import sys
from collections.abc import Callable, Sequence
from functools import cache
from types import CodeType, ModuleType
from typing import Any

import numpy as np

from . import notebook_names
from .problems import SUPPORT, code_name
from .stub_modules import importer

#: Name of the module, and the file that it claims to come from.
MODULE = "submission"
FILE = "/tmp/submission.py"

#: What the names of a scope that belong to one submission are between two of them.
EMPTY: dict[str, Any] = dict.fromkeys(("__import__", *notebook_names.NAMES))


@cache
def compiled(text: str, name: str) -> CodeType:
    """The code of a text that claims to be the file `name`. Kept: a child runs the same texts for each test case."""
    return compile(text, name, "exec", dont_inherit=True)


def fresh_scope() -> dict[str, Any]:
    """The built-in names, for loads one after the other. Made before the fork: a copy touches all of the objects."""
    return {**vars(builtins), **EMPTY}


def new_namespace(
    support: str,
    scope: dict[str, Any],
    guarded: set[tuple[str, int]],
    on_missing: Callable[[str], None],
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The namespace of a new module after support.py has run in it, and the names that support.py binds.

    The module is in `sys.modules`, as dataclasses, typing and pickle need it. The namespace gets the built-in names of
    `scope`, with those of a notebook, and an import of a missing module gives a stub; see `stub_modules.importer`.
    """
    module = sys.modules[MODULE] = ModuleType(MODULE)
    namespace = vars(module)
    namespace.update(np=np, numpy=np, __file__=FILE)
    before = dict(namespace)
    namespace["__builtins__"] = builtins
    exec(compiled(support, SUPPORT), namespace)
    namespace.update(__doc__=None, __annotations__={})
    known = {key: value for key, value in namespace.items() if before.get(key) is not value}
    del known["__builtins__"], known["__annotations__"]
    namespace["__builtins__"] = scope
    scope["__import__"] = importer(known, namespace, guarded, on_missing)
    scope.update(notebook_names.of(namespace))
    return namespace, known


def keep_source(cells: Sequence[str]) -> None:
    """Let `inspect.getsource` and tracebacks find the lines of the cells."""
    cache: dict[str, Any] = linecache.cache
    for index, text in enumerate(cells):
        name = code_name(index)
        cache[name] = _CachedText(name, text)
        if len(cells) == 1:
            # A class is looked up by the file of its module.
            cache[FILE] = cache[name]


class _CachedText:
    """An entry of `linecache`: size, time of change, lines, name. The lines are split when they are asked for."""

    def __init__(self, name: str, text: str) -> None:
        self._name = name
        self._text = text

    def __len__(self) -> int:
        return 4

    def __getitem__(self, index: int) -> Any:
        return (len(self._text), None, self._text.splitlines(keepends=True) if index == 2 else [], self._name)[index]
