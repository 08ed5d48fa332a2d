"""What the imported names of a submission stand for; see `restricted`."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from grader.sandbox.restricted_names import NAMES, TYPES

#: Modules that are there in every jail, or that are replaced by one.
_PRESENT = sys.stdlib_module_names | {"numpy", "inside", "submission", "typing_extensions"}

#: Longest chain of attributes. Each of them is looked at from its end.
MOST_ATTRIBUTES = 20


class Outside(Exception):
    """The submission does not keep to the subset."""


class Path(NamedTuple):
    """An expression that begins with an imported name: `np.linalg.norm` is the name "norm" of "numpy.linalg"."""

    module: str
    name: str
    #: Further attributes.
    rest: tuple[str, ...]

    @property
    def is_type(self) -> bool:
        """Whether this may stand where only types do."""
        return not self.rest and self.name in TYPES.get(self.module, ())


class Imports:
    """The imported names of a submission and of its support code. A name has one meaning in the whole text."""

    def __init__(self, support: str, allowed: Iterable[str]) -> None:
        """`allowed` are modules besides NumPy that the assignment allows."""
        self._present = _PRESENT | set(allowed)
        #: Module and "", or module and a name in it.
        self._known = {"np": ("numpy", ""), "numpy": ("numpy", "")}
        provided = imports_of(support)
        self._known.update({bound: _meaning(module, name) for bound, module, name in provided})
        #: Names by which a stub of a missing module gives what support.py has imported.
        self.provided = frozenset(bound for bound, _, _ in provided)

    def __contains__(self, name: str) -> bool:
        return name in self._known

    def add(self, node: ast.Import | ast.ImportFrom) -> None:
        """Learn an import of the submission. Raises Outside if it is not allowed."""
        if isinstance(node, ast.ImportFrom) and (node.level or node.module is None):
            raise Outside
        for bound, module, name in _bindings(node):
            root = module.partition(".")[0]
            if root.startswith("_") and root != "__future__":
                raise Outside
            if root not in self._present:
                # A stub, made anew whenever the text runs.
                if name in self.provided or bound in self._known:
                    raise Outside
                continue
            meaning = _meaning(module, name)
            if self._known.setdefault(bound, meaning) != meaning or not _is_listed(*meaning):
                raise Outside
        # `import numpy.testing` binds "numpy" only.
        whole = (item.name for item in node.names if isinstance(node, ast.Import))
        if any(name.partition(".")[0] in self._present and name not in NAMES for name in whole):
            raise Outside

    def path(self, node: ast.expr) -> Path | None:
        """What an expression stands for if it begins with an imported name. Raises Outside for a module."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
            if len(parts) > MOST_ATTRIBUTES:
                raise Outside
        if not isinstance(node, ast.Name) or node.id not in self._known:
            return None
        module, name = self._known[node.id]
        parts.reverse()
        while parts and not name and f"{module}.{parts[0]}" in NAMES:
            module = f"{module}.{parts.pop(0)}"
        if not name:
            if not parts:
                raise Outside
            name = parts.pop(0)
        return Path(module, name, tuple(parts))


@lru_cache(maxsize=64)
def imports_of(text: str) -> tuple[tuple[str, str, str], ...]:
    """The modules and names that a text imports anywhere: bound name, module, name in the module."""
    imports = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import | ast.ImportFrom))
    return tuple(binding for node in imports for binding in _bindings(node))


def _bindings(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, str, str]]:
    for alias in node.names:
        if isinstance(node, ast.ImportFrom):
            yield alias.asname or alias.name, node.module or ".", alias.name
        elif alias.asname is not None:
            yield alias.asname, alias.name, ""
        else:
            root = alias.name.partition(".")[0]
            yield root, root, ""


def _meaning(module: str, name: str) -> tuple[str, str]:
    """`from numpy import random` gives a module."""
    return (f"{module}.{name}", "") if name and f"{module}.{name}" in NAMES else (module, name)


def _is_listed(module: str, name: str) -> bool:
    return module in NAMES and (not name or name in NAMES[module] or name in TYPES.get(module, ()))
