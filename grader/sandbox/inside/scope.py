"""The ground on which a submission is loaded: the names of its assignment's support code, and the built-in ones."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from types import CodeType
from typing import Any

import numpy as np

from .stub_modules import importer

#: `__file__`-like name in tracebacks of support.py.
SUPPORT = "<support>"


def prepare(support: str) -> CodeType:
    """The compiled support code. It is public and the same for everybody: fit for a process that runs nobody's code."""
    return compile(support, SUPPORT, "exec", dont_inherit=True)


def fresh_scope() -> dict[str, Any]:
    """Built-in names for one load. Made before a fork, a child need not touch each of them."""
    return dict(vars(builtins))


def furnished(
    support: str | CodeType,
    scope: dict[str, Any],
    guarded: set[tuple[str, int]],
    on_missing: Callable[[str], None],
) -> tuple[dict[str, Any], dict[str, Any]]:
    """A new module-level namespace after support.py has run in it, and the names that support.py binds.

    From then on the namespace has the built-in names of `scope`, where imports of what is missing give stand-ins; see
    `standins.importer`.
    """
    namespace: dict[str, Any] = {"__name__": "submission", "np": np, "numpy": np}
    before = dict(namespace)
    namespace["__builtins__"] = builtins
    exec(prepare(support) if isinstance(support, str) else support, namespace)
    known = {key: value for key, value in namespace.items() if before.get(key) is not value}
    del known["__builtins__"]
    namespace["__builtins__"] = scope
    scope["__import__"] = importer(known, namespace, guarded, on_missing)
    return namespace, known
