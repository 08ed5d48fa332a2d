"""Finds a definition inside another function, where the rest of the file does not see it."""

from __future__ import annotations

import ast

from .error_recovery import UNPARSABLE
from .names import FUNCTION


def nested_in(name: str, text: str) -> tuple[str, int] | None:
    """The top-level function of `text` that holds the definition of `name`, and the definition's line."""
    if f"def {name}" not in text and f"class {name}" not in text:
        return None
    try:
        tree = ast.parse(text)
    except UNPARSABLE:
        return None
    for statement in tree.body:
        if isinstance(statement, FUNCTION):
            for node in ast.walk(statement):
                if node is not statement and isinstance(node, (*FUNCTION, ast.ClassDef)) and node.name == name:
                    return statement.name, node.lineno
    return None
