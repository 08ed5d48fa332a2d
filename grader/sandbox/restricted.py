"""Whether a submission keeps to a subset of Python in which it cannot keep anything from one test case to the next.

Only such a submission may answer several test cases in one process (`groups`): its text runs again for each of them, in
a new namespace, and it reaches nothing outside of that namespace that it could change. So it imports nothing but listed
names, passes no module and no imported function or class on as a value (one can set attributes of them), uses no
attributes with two underscores but some methods, and no memory that was not initialised.

This is a subset and not a sandbox: what keeps a submission away from the rest of the machine is the jail. A submission
outside of the subset is graded as well, with a process for each test case.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from grader.sandbox.restricted_imports import Imports, Outside
from grader.sandbox.restricted_names import (
    BASES,
    BUILTIN_TYPES,
    FORBIDDEN_ATTRIBUTES,
    FORBIDDEN_BUILTINS,
    FORBIDDEN_KEYWORDS,
    FORBIDDEN_PREFIXES,
    FORBIDDEN_TARGETS,
    METHODS,
    NAMES,
    PLAIN_NODES,
    RESERVED,
    STATIC,
    VALUES,
)
from grader.sandbox.syntax_trees import UNPARSABLE, parse

#: Characters of a submission that is checked at most.
MOST_TEXT = 200_000
_IMPORTS = (ast.Import, ast.ImportFrom)
#: Names with two underscores that may be read.
_READABLE = ("__name__", "__doc__")
_OPERATORS = (ast.expr_context, ast.boolop, ast.operator, ast.unaryop, ast.cmpop)


def is_restricted(cells: Sequence[str], support: str, allowed: Iterable[str]) -> bool:
    """Whether all cells keep to the subset. `allowed` are modules besides NumPy that the assignment allows."""
    if sum(map(len, cells)) > MOST_TEXT:
        return False
    try:
        trees = parse(cells)
        imports = Imports(support, allowed)
        for tree in trees:
            for node in ast.walk(tree):
                if isinstance(node, _IMPORTS):
                    imports.add(node)
        _Check(imports).run(trees)
    except (*UNPARSABLE, Outside):
        return False
    return True


class _Check:
    """A walk through the syntax trees. A node on the stack is a value: it may be stored or passed on."""

    def __init__(self, imports: Imports) -> None:
        self._imports = imports
        self._stack: list[ast.AST] = []
        self._visitors: dict[type, Callable[[Any], None]] = {
            ast.Name: self._name,
            ast.Attribute: self._attribute,
            ast.Call: self._call,
            ast.FunctionDef: self._function,
            ast.ClassDef: self._class,
            ast.arguments: self._arguments,
            ast.AnnAssign: self._annotated,
            ast.Compare: self._compare,
            ast.FormattedValue: self._formatted,
            ast.ExceptHandler: self._handler,
            ast.Constant: self._constant,
            ast.Import: self._import,
            ast.ImportFrom: self._import,
        }

    def run(self, trees: Sequence[ast.Module]) -> None:
        """Raises Outside."""
        self._stack.extend(trees)
        while self._stack:
            node = self._stack.pop()
            visit = self._visitors.get(type(node))
            if visit is not None:
                visit(node)
            else:
                _require(isinstance(node, PLAIN_NODES))
                self._stack.extend(_children(node))

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            _bound(alias.asname or alias.name)

    def _constant(self, node: ast.Constant) -> None:
        _require(not isinstance(node.value, bytes))

    def _name(self, node: ast.Name) -> None:
        if not isinstance(node.ctx, ast.Load):
            _bound(node.id)
            return
        _require(node.id not in FORBIDDEN_BUILTINS and (not node.id.startswith("__") or node.id in _READABLE))
        path = self._imports.path(node)
        _require(path is None or path.name in VALUES.get(path.module, ()))

    def _attribute(self, node: ast.Attribute) -> None:
        """An attribute as a value."""
        path = self._imports.path(node)
        if path is None:
            self._own_attribute(node)
            return
        _require(isinstance(node.ctx, ast.Load) and path.name in NAMES.get(path.module, ()))
        _require(path.name in STATIC.get(path.module, ()) if path.rest else path.name in VALUES.get(path.module, ()))
        _require(not any(map(_is_forbidden, path.rest)))

    def _own_attribute(self, node: ast.Attribute) -> None:
        inner = node.value
        if isinstance(node.ctx, ast.Load) and node.attr == "__name__":
            # The name of a function, of `type(x)` or of `x.__class__`.
            self._shown(inner.value if isinstance(inner, ast.Attribute) and inner.attr == "__class__" else inner)
        elif isinstance(node.ctx, ast.Load) and isinstance(inner, ast.Call) and self._is_finfo(inner.func):
            _require(not _is_forbidden(node.attr))
            self._stack.extend(inner.args)
        else:
            _require(node.attr not in self._imports.provided)
            _require(
                not _is_forbidden(node.attr) or (node.attr == "__init__" and isinstance(inner, ast.Call | ast.Name))
            )
            _require(isinstance(node.ctx, ast.Load) or node.attr not in FORBIDDEN_TARGETS)
            self._used(inner)

    def _used(self, node: ast.expr | None) -> None:
        """What is called, caught, decorates or has an attribute. It is not passed on, so it may be imported."""
        path = None if node is None else self._imports.path(node)
        if path is not None:
            _require(path.name in NAMES.get(path.module, ()) and not any(map(_is_forbidden, path.rest)))
        elif isinstance(node, ast.Tuple):
            for item in node.elts:
                self._used(item)
        elif node is not None:
            self._stack.append(node)

    def _call(self, node: ast.Call) -> None:
        function = node.func.id if isinstance(node.func, ast.Name) else ""
        _require(not any(word.arg is None or word.arg in FORBIDDEN_KEYWORDS for word in node.keywords))
        _require(function != "str" or len(node.args) + len(node.keywords) < 2)
        self._stack.extend(word.value for word in node.keywords)
        if function == "isinstance" and len(node.args) == 2 and self._is_type(node.args[1]):
            self._types(node.args[1])
            self._stack.append(node.args[0])
            return
        self._used(node.func)
        for argument in node.args:
            if function == "print":
                self._shown(argument)
            else:
                self._stack.append(argument)

    def _function(self, node: ast.FunctionDef) -> None:
        _require(node.name in METHODS or not _is_dunder(node.name))
        self._defined(node)
        self._annotation(node.returns)
        self._stack.append(node.args)

    def _class(self, node: ast.ClassDef) -> None:
        _require(not node.keywords)
        self._defined(node)
        for base in node.bases:
            path = self._imports.path(base)
            if path is None:
                self._stack.append(base)
            else:
                _require((path.module, path.name) in BASES and not path.rest)

    def _defined(self, node: ast.FunctionDef | ast.ClassDef) -> None:
        _require(node.name not in RESERVED and not getattr(node, "type_params", None))
        for decorator in node.decorator_list:
            self._used(decorator)
        self._stack.extend(node.body)

    def _arguments(self, node: ast.arguments) -> None:
        for argument in (*node.posonlyargs, *node.args, *node.kwonlyargs, node.vararg, node.kwarg):
            if argument is not None:
                _bound(argument.arg)
                self._annotation(argument.annotation)
        self._stack.extend(value for value in (*node.defaults, *node.kw_defaults) if value is not None)

    def _annotated(self, node: ast.AnnAssign) -> None:
        self._annotation(node.annotation)
        self._stack.extend(part for part in (node.target, node.value) if part is not None)

    def _annotation(self, node: ast.expr | None) -> None:
        if node is not None and self._is_type(node):
            self._types(node)
        elif node is not None:
            self._stack.append(node)

    def _compare(self, node: ast.Compare) -> None:
        sides = [node.left, *node.comparators]
        if self._compares_types(sides):
            self._types(*sides)
        else:
            self._stack.extend(sides)

    def _compares_types(self, sides: Sequence[ast.expr]) -> bool:
        """Whether this is `type(x) == np.ndarray` or the like, where no operand has a method of the submission."""
        if not all(map(self._is_type, sides)) or all(isinstance(side, ast.Name | ast.Constant) for side in sides):
            return False
        names = [part.id for side in sides for part in _parts(side) if isinstance(part, ast.Name)]
        return all(name in BUILTIN_TYPES or name in self._imports for name in names)

    def _formatted(self, node: ast.FormattedValue) -> None:
        self._shown(node.value)
        self._stack.extend([] if node.format_spec is None else [node.format_spec])

    def _handler(self, node: ast.ExceptHandler) -> None:
        self._used(node.type)
        _bound(node.name or "")
        self._stack.extend(node.body)

    def _shown(self, node: ast.expr) -> None:
        """A value of which only the text is shown."""
        self._stack.extend(node.args if _is_type_of(node) and isinstance(node, ast.Call) else [node])

    def _is_type(self, node: ast.expr) -> bool:
        """Whether an expression is about types only, so that no method of the submission is given one of them."""
        if isinstance(node, ast.Constant | ast.Name | ast.Attribute):
            path = None if isinstance(node, ast.Constant) else self._imports.path(node)
            return not isinstance(node, ast.Attribute) if path is None else path.is_type
        if isinstance(node, ast.Tuple | ast.List):
            return all(map(self._is_type, node.elts))
        if isinstance(node, ast.Subscript):
            path = self._imports.path(node.value)
            return path is not None and path.module == "typing" and self._is_type(node.slice)
        return _is_type_of(node)

    def _types(self, *nodes: ast.expr) -> None:
        """Visit what is computed inside of types: `x` of `type(x)`, and the names that are not imported."""
        for node in nodes:
            for part in _parts(node):
                if isinstance(part, ast.Call):
                    self._stack.extend(part.args)
                elif part.id not in self._imports:
                    self._stack.append(part)

    def _is_finfo(self, node: ast.expr) -> bool:
        """Whether this is `np.finfo` or `np.iinfo`, whose results NumPy keeps."""
        return self._imports.path(node) in (("numpy", "finfo", ()), ("numpy", "iinfo", ()))


def _is_type_of(node: ast.AST) -> bool:
    """Whether this is `type(x)`."""
    if not isinstance(node, ast.Call) or len(node.args) != 1 or node.keywords:
        return False
    return isinstance(node.func, ast.Name) and node.func.id == "type"


def _parts(node: ast.expr) -> Iterator[ast.Name | ast.Call]:
    """The names in an expression about types, and each `type(x)`."""
    if isinstance(node, ast.Name | ast.Call):
        yield node
    elif isinstance(node, ast.Tuple | ast.List):
        for item in node.elts:
            yield from _parts(item)
    elif isinstance(node, ast.Subscript):
        yield from _parts(node.slice)


def _bound(name: str) -> None:
    """A name that gets a value: what this check relies on keeps its meaning."""
    _require(name not in RESERVED and not name.startswith("__"))


def _is_dunder(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")


def _is_forbidden(name: str) -> bool:
    return name in FORBIDDEN_ATTRIBUTES or _is_dunder(name) or name.startswith(FORBIDDEN_PREFIXES)


def _children(node: ast.AST) -> Iterator[ast.AST]:
    for field in node._fields:
        value = getattr(node, field, None)
        for item in value if isinstance(value, list) else (value,):
            if isinstance(item, ast.AST) and not isinstance(item, _OPERATORS):
                yield item


def _require(holds: bool) -> None:
    if not holds:
        raise Outside
