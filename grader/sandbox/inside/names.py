"""Which names a statement binds and uses."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
SCOPE = (*FUNCTION, ast.Lambda)
IMPORT = (ast.Import, ast.ImportFrom)
DEFINITION = (*FUNCTION, ast.ClassDef, *IMPORT)
COMPREHENSION = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)

#: Functions that configure libraries and have no effect on definitions.
_CONFIGURATION = frozenset({"seed", "set_printoptions", "filterwarnings", "simplefilter", "seterr"})


def children(node: ast.AST) -> Iterator[ast.AST]:
    """Like `ast.iter_child_nodes`, but faster. Every child of a test case runs this.

    Only fields are followed: IPython's tracebacks, for one, give nodes a `parent`, and all operators of a kind are one
    node, so that other attributes may lead back up.
    """
    for field in node._fields:
        value = getattr(node, field, None)
        if isinstance(value, ast.AST):
            yield value
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, ast.AST):
                    yield item


def bound(statement: ast.stmt) -> set[str]:
    """The module-level names that a top-level statement binds, or changes through an attribute or index.

    `table["a"] = 1` and `Net.train = train` change `table` and `Net`.
    """
    if isinstance(statement, (*FUNCTION, ast.ClassDef)):
        return {statement.name}
    names: set[str] = set()
    for node in _own_nodes(statement):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names.add(node.id)
        elif isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
            names |= roots_of(node)
        elif isinstance(node, (*FUNCTION, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names.update(alias.asname or alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            names.add(node.name)
    return names


def set_anew(statement: ast.stmt) -> set[str]:
    """The names that an assignment sets to something that does not use them: `f` in `f = lambda x: x`."""
    if not isinstance(statement, ast.Assign):
        return set()
    return {target.id for target in statement.targets if isinstance(target, ast.Name)} - used(statement.value)


def _own_nodes(root: ast.AST) -> Iterator[ast.AST]:
    """The nodes that run when a top-level statement runs, without the bodies of functions and classes."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, (*SCOPE, *COMPREHENSION, ast.ClassDef)):
            # A table may hold a hundred thousand constants.
            stack.extend(child for child in children(node) if type(child) is not ast.Constant)


def roots_of(node: ast.AST) -> set[str]:
    """The names of the objects that an expression stands for, as a whole or in part: `net` for `net.layers[0]`."""
    names: set[str] = set()
    stack: list[ast.AST] = [node]
    while stack:
        part = stack.pop()
        if isinstance(part, ast.Name):
            names.add(part.id)
        elif isinstance(part, ast.Attribute | ast.Subscript | ast.Starred | ast.NamedExpr):
            stack.append(part.value)
        elif isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute):
            stack.append(part.func)
        elif isinstance(part, ast.Tuple | ast.List | ast.Set):
            stack.extend(part.elts)
        elif isinstance(part, ast.Dict | ast.BoolOp):
            stack.extend(part.values)
        elif isinstance(part, ast.IfExp):
            stack.extend((part.body, part.orelse))
    return names


def used(node: ast.AST, *, deep: bool = True) -> set[str]:
    """The free names of `node`.

    `deep` includes the bodies of functions, which run when they are called. Without it only what runs at once counts:
    decorators, default values, base classes and class bodies.
    """
    if isinstance(node, SCOPE):
        names = set().union(*(used(part, deep=deep) for part in outer_parts(node)))
        return names | (_used_in_body(node) if deep else set())
    if isinstance(node, ast.Name):
        return {node.id} if isinstance(node.ctx, ast.Load) else set()
    names = set().union(*(used(child, deep=deep) for child in children(node)))
    if isinstance(node, ast.AugAssign):
        names |= roots_of(node.target)
    elif isinstance(node, COMPREHENSION):
        names -= {
            target.id for part in node.generators for target in ast.walk(part.target) if isinstance(target, ast.Name)
        }
    return names


def outer_parts(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> Iterable[ast.AST]:
    """Decorators, default values and annotations."""
    arguments = node.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    yield from arguments.defaults
    yield from (default for default in arguments.kw_defaults if default is not None)
    yield from (argument.annotation for argument in every if argument is not None and argument.annotation is not None)
    if not isinstance(node, ast.Lambda):
        yield from node.decorator_list
        if node.returns is not None:
            yield node.returns


def _used_in_body(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> set[str]:
    body = node.body if isinstance(node.body, list) else [node.body]
    names = set().union(*(used(part) for part in body))
    local, shared = local_names(node)
    return (names - local) | shared


def local_names(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> tuple[set[str], set[str]]:
    """The names that are local to a function, and those that it declares global."""
    arguments = node.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    local = {argument.arg for argument in every if argument is not None}
    shared: set[str] = set()
    stack: list[ast.AST] = list(node.body) if isinstance(node.body, list) else [node.body]
    while stack:
        inner = stack.pop()
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
            local.add(inner.id)
        elif isinstance(inner, ast.Global):
            shared.update(inner.names)
        elif isinstance(inner, ast.Import | ast.ImportFrom):
            local.update(alias.asname or alias.name.partition(".")[0] for alias in inner.names)
        elif isinstance(inner, ast.ExceptHandler) and inner.name:
            local.add(inner.name)
        if isinstance(inner, (*FUNCTION, ast.ClassDef)):
            local.add(inner.name)
        elif not isinstance(inner, ast.Lambda):
            stack.extend(children(inner))
    return local - shared, shared


def is_main_guard(statement: ast.stmt) -> bool:
    """Whether this is `if __name__ == "__main__":`."""
    if not isinstance(statement, ast.If) or not isinstance(statement.test, ast.Compare):
        return False
    test = statement.test
    sides = [test.left, *test.comparators]
    return (
        isinstance(test.ops[0], ast.Eq)
        and any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides)
        and any(isinstance(side, ast.Constant) and side.value == "__main__" for side in sides)
    )


def name_of(node: ast.stmt) -> str:
    """The name that a function or class definition binds, empty for any other statement."""
    return node.name if isinstance(node, (*FUNCTION, ast.ClassDef)) else ""


def does_nothing(node: ast.stmt) -> bool:
    """Whether the statement is a docstring, another constant, `pass`, or an `if` with nothing else."""
    if isinstance(node, ast.If):
        return not node.orelse and is_main_guard(node) and all(map(does_nothing, node.body))
    return isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))


def needs_no_note(node: ast.stmt) -> bool:
    """Whether leaving out the statement is not reported: `np.random.seed(1)` and the like."""
    called = node.value.func if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) else None
    return does_nothing(node) or (isinstance(called, ast.Attribute) and called.attr in _CONFIGURATION)
