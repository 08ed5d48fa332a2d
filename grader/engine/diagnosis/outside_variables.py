"""Variables that a function of a submission reads although other lines of the file set them, as a test cell does."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from typing import NamedTuple

from grader.model import Source

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


class Place(NamedTuple):
    """A line of a submission: the index of its cell, and its 1-based number there."""

    cell: int
    line: int

    def text(self, source: Source) -> str:
        """ "line 12", or "line 3 of cell 2" of a notebook."""
        return f"line {self.line}" + (f" of cell {self.cell + 1}" if len(source.cells) > 1 else "")


class OutsideVariable(NamedTuple):
    """A variable, where the function reads it, and where it is set."""

    name: str
    read: Place
    bound: Place


def outside_variables(source: Source, function: str) -> list[OutsideVariable]:
    """Those of the module-level function `function`, in the order in which it reads them.

    Left out are constants in capitals, and names that are also functions, classes or modules, or that are called.
    """
    bound: dict[str, Place] = {}
    found: tuple[int, ast.FunctionDef] | None = None
    defined: set[str] = set(dir(builtins))
    for cell, text in enumerate(source.cells):
        for node in _statements(text):
            for part in _own_nodes(node):
                if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                    bound[part.id] = Place(cell, part.lineno)
                elif isinstance(part, ast.FunctionDef | ast.ClassDef):
                    defined.add(part.name)
                elif isinstance(part, ast.Import | ast.ImportFrom):
                    defined.update(alias.asname or alias.name.partition(".")[0] for alias in part.names)
            if isinstance(node, ast.FunctionDef) and node.name == function:
                found = cell, node
    if found is None:
        return []
    cell, body = found
    called = {node.func.id for node in ast.walk(body) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    own = defined | called | _local_names(body)
    reads: dict[str, Place] = {}
    for part in ast.walk(body):
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load) and part.id not in own and part.id in bound:
            place = Place(cell, part.lineno)
            reads[part.id] = min(place, reads.get(part.id, place))
    variables = [OutsideVariable(name, place, bound[name]) for name, place in reads.items() if not name.isupper()]
    return sorted(variables, key=lambda variable: (variable.read, variable.bound))


def _statements(text: str) -> list[ast.stmt]:
    try:
        return ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _own_nodes(root: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a statement without the bodies of functions, classes and comprehensions."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, (*_SCOPES, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            stack.extend(ast.iter_child_nodes(node))


def _local_names(function: ast.FunctionDef) -> set[str]:
    """Parameters, and names that the function binds anywhere in its body."""
    names = {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}
    shared = {name for node in ast.walk(function) if isinstance(node, ast.Global) for name in node.names}
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef) and node is not function:
            names.add(node.name)
    return names - shared
