"""The namespace in which a submission is loaded: the names of the assignment's support code, and the built-in ones."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from types import CodeType
from typing import Any

import numpy as np

from .stub_modules import importer

#: `__file__`-like name in tracebacks of support.py.
SUPPORT = "<support>"


def compile_support(support: str) -> CodeType:
    """The compiled support code. It is public and the same for all submissions, so a zygote may hold it."""
    return compile(support, SUPPORT, "exec", dont_inherit=True)


def fresh_scope() -> dict[str, Any]:
    """The built-in names for one load. Copied before the fork, so that a child does not touch each of them."""
    return dict(vars(builtins))


def new_namespace(
    support: str | CodeType,
    scope: dict[str, Any],
    guarded: set[tuple[str, int]],
    on_missing: Callable[[str], None],
) -> tuple[dict[str, Any], dict[str, Any]]:
    """A new module-level namespace after support.py has run in it, and the names that support.py binds.

    The namespace gets the built-in names of `scope`, where an import of a missing module gives a stub; see
    `stub_modules.importer`.
    """
    namespace: dict[str, Any] = {"__name__": "submission", "np": np, "numpy": np}
    before = dict(namespace)
    namespace["__builtins__"] = builtins
    exec(compile_support(support) if isinstance(support, str) else support, namespace)
    known = {key: value for key, value in namespace.items() if before.get(key) is not value}
    del known["__builtins__"]
    namespace["__builtins__"] = scope
    scope["__import__"] = importer(known, namespace, guarded, on_missing)
    return namespace, known
