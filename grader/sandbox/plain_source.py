"""Whether a submission is so plain that no child needs to analyse it: imports, functions, classes, values, each once.

The analysis of such a text (`inside.loader`) finds nothing to note, to repair or to leave out, so its pruned source is
the text itself. This saves the first child most of its work. A text about which this is not certain is analysed, and so
is one that raises an exception all the same.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Container, Iterable
from functools import lru_cache

from grader.model import Bundle
from grader.sandbox.inside import names
from grader.sandbox.inside.empty_functions import finished_methods, is_empty
from grader.sandbox.syntax_trees import UNPARSABLE, parse

#: Line ends that Python counts and the worker does not, and a call that gets a note.
_NOTED = ("\r", "\f", "breakpoint")
#: Modules whose import gives no stub.
_PRESENT = sys.stdlib_module_names | {"numpy"}
#: What an expression consists of that is computed in no time.
_VALUES = (ast.Constant, ast.Name, ast.Attribute, ast.Subscript, ast.Tuple, ast.List, ast.Dict, ast.UnaryOp)
_DECORATORS = ("staticmethod", "classmethod", "property")


def is_plain(bundle: Bundle) -> bool:
    """Whether the submission of a bundle is certain to need no analysis."""
    cells = bundle.source.cells
    if any(noted in cell for cell in cells for noted in _NOTED):
        return False
    try:
        trees = parse(cells)
        given = _bound_by(bundle.support)
    except UNPARSABLE:
        return False
    statements = [statement for tree in trees for statement in tree.body]
    if not _binds_each_once(statements, given, given.union(bundle.provided)):
        return False
    if not all(map(_is_quick, statements)):
        return False
    if not all(_needs_no_note(node) for tree in trees for node in ast.walk(tree)):
        return False
    return set(bundle.entry_points) <= set(_finished(statements, given))


def _binds_each_once(statements: Iterable[ast.stmt], given: Container[str], taken: Iterable[str]) -> bool:
    """Whether no name is bound twice, but by imports, nor one that is `given` or `taken`."""
    seen = set(taken)
    for statement in statements:
        bound = names.bound(statement)
        if isinstance(statement, names.IMPORT):
            if any(name in given for name in bound):
                return False
            continue
        if bound & seen:
            return False
        seen |= bound
    return True


def _is_quick(statement: ast.stmt) -> bool:
    """Whether a statement runs in no time: at the top level, or in the body of a class."""
    if isinstance(statement, ast.FunctionDef):
        decorators = all(isinstance(node, ast.Name) and node.id in _DECORATORS for node in statement.decorator_list)
        return decorators and all(map(_is_value, names.outer_parts(statement)))
    if isinstance(statement, ast.ClassDef):
        if statement.decorator_list or not all(map(_is_value, statement.bases)):
            return False
        return all(map(_is_quick, statement.body))
    if isinstance(statement, ast.Assign):
        return all(isinstance(target, ast.Name) for target in statement.targets) and _is_value(statement.value)
    return isinstance(statement, names.IMPORT) or (not isinstance(statement, ast.If) and names.does_nothing(statement))


def _is_value(node: ast.AST) -> bool:
    if isinstance(node, ast.Lambda):
        return not any(names.outer_parts(node))
    return all(isinstance(part, (*_VALUES, ast.expr_context, ast.unaryop)) for part in ast.walk(node))


def _needs_no_note(node: ast.AST) -> bool:
    """Whether a node is no import of a module that may be missing, nor a `try`, within which it may be."""
    if isinstance(node, ast.Import):
        return all(alias.name.partition(".")[0] in _PRESENT for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        return node.module != "__future__" and (node.module or "").partition(".")[0] in _PRESENT
    return not isinstance(node, ast.Try | ast.TryStar)


def _finished(statements: Iterable[ast.stmt], given: Container[str]) -> Iterable[str]:
    """The functions and methods that the loader takes as they are; nothing if it might change another one."""
    found: list[str] = []
    for statement in statements:
        if isinstance(statement, ast.FunctionDef):
            arguments = statement.args.args
            if is_empty(statement) or (arguments and arguments[0].arg == "self"):
                return ()
            found.append(statement.name)
        elif isinstance(statement, ast.ClassDef):
            methods, base = finished_methods(statement), f"{statement.name}Base"
            inherits = any(isinstance(node, ast.Name) and node.id == base for node in statement.bases)
            if "__init__" not in methods and base in given and not inherits:
                return ()
            found += [f"{statement.name}.{method}" for method in methods]
    return found


@lru_cache(maxsize=64)
def _bound_by(support: str) -> frozenset[str]:
    """The names that support code binds. NumPy's own are bound in any case."""
    bound = (names.bound(statement) for statement in parse((support,))[0].body)
    return frozenset().union(*bound) - {"np", "numpy"}
