"""Finds imports whose failure the submission handles itself: `try: import x`, `except ImportError: x = None`."""

from __future__ import annotations

import ast
import re

from .names import IMPORT

_TRY = re.compile(r"\btry\s*:")


def guarded_imports(text: str, statements: list[ast.stmt]) -> set[int]:
    """The lines of such imports in a cell, given as text and as statements. They get no stub."""
    if not _TRY.search(text) or "import" not in text:
        return set()
    return {
        inner.lineno
        for statement in statements
        for node in ast.walk(statement)
        if isinstance(node, ast.Try) and any(_catches_import_error(handler) for handler in node.handlers)
        for part in node.body
        for inner in ast.walk(part)
        if isinstance(inner, IMPORT)
    }


def _catches_import_error(handler: ast.ExceptHandler) -> bool:
    caught = (
        {"Exception"} if handler.type is None else {n.id for n in ast.walk(handler.type) if isinstance(n, ast.Name)}
    )
    return bool(caught & {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})
