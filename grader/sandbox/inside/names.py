"""Which names a statement binds, which it uses, and so which top-level statements the entry points stand on."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
SCOPE = (*FUNCTION, ast.Lambda)
DEFINITION = (*FUNCTION, ast.ClassDef, ast.Import, ast.ImportFrom)
COMPREHENSION = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
LOOP = (ast.For, ast.AsyncFor, ast.While)


def bound(statement: ast.stmt) -> set[str]:
    """The module-level names that a top-level statement binds or changes in place.

    `table["a"] = 1`, `Net.train = train` and `layers.append(3)` change `table`, `Net` and `layers`.
    """
    names: set[str] = set()
    for node in _own_nodes(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store):
            names.update(base_name(node))
        elif isinstance(node, (*FUNCTION, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names.update(alias.asname or alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            called = node.value.func
            names.update(base_name(called) if isinstance(called, ast.Attribute) else ())
    return names


def _own_nodes(root: ast.AST) -> Iterator[ast.AST]:
    """The nodes that run when a top-level statement runs: no bodies of functions and classes."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, (*SCOPE, *COMPREHENSION, ast.ClassDef)):
            stack.extend(ast.iter_child_nodes(node))


def base_name(node: ast.expr) -> tuple[str, ...]:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return (node.id,) if isinstance(node, ast.Name) else ()


def used(node: ast.AST, *, deep: bool = True) -> set[str]:
    """The names that `node` takes from outside itself.

    `deep` includes the bodies of functions, which run when they are called; without it only what runs at once counts:
    decorators, default values, base classes and class bodies.
    """
    if isinstance(node, SCOPE):
        names = set().union(*(used(part, deep=deep) for part in _outer_parts(node)))
        return names | (_used_in_body(node) if deep else set())
    if isinstance(node, ast.Name):
        return {node.id} if isinstance(node.ctx, ast.Load) else set()
    names = set().union(*(used(child, deep=deep) for child in ast.iter_child_nodes(node)))
    if isinstance(node, ast.AugAssign):
        names.update(base_name(node.target))
    elif isinstance(node, COMPREHENSION):
        names -= {
            target.id for part in node.generators for target in ast.walk(part.target) if isinstance(target, ast.Name)
        }
    return names


def _outer_parts(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> Iterable[ast.AST]:
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
            stack.extend(ast.iter_child_nodes(inner))
    return local - shared, shared


def called(statement: ast.AST) -> set[str]:
    """The names that are called when the statement runs, as functions or through a method (`net.train()`: `net`)."""
    return {
        name
        for node in _own_nodes(statement)
        if isinstance(node, ast.Call)
        for name in ((node.func.id,) if isinstance(node.func, ast.Name) else base_name(node.func))
    }


def _assigned_in_loops(statement: ast.stmt) -> set[str]:
    """Names that a loop at the top level gives new values: `for ...: W = W - step`."""
    nodes = list(_own_nodes(statement))
    if not any(isinstance(node, LOOP) for node in nodes):
        return set()
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def is_main_guard(statement: ast.stmt) -> bool:
    """Whether this is `if __name__ == "__main__":`."""
    return isinstance(statement, ast.If) and any(
        isinstance(node, ast.Name) and node.id == "__name__" for node in ast.walk(statement.test)
    )


def needed(statements: list[ast.stmt], entry_points: Iterable[str], provided: Iterable[str]) -> list[bool]:
    """For each top-level statement, whether it is run.

    Definitions always are. Any other statement is run if it binds a name on which the entry points stand, directly or
    through other definitions, unless it calls an entry point (that is the student's own training or trying out), is
    a loop that gives new values to names which something else binds too, stands below `__main__`, or needs what was
    left out for these reasons. `provided` are the names that support.py binds.
    """
    binds = [bound(statement) for statement in statements]
    others = [
        index
        for index, statement in enumerate(statements)
        if not isinstance(statement, (*DEFINITION, ast.Pass)) and binds[index]
    ]
    chosen = [isinstance(statement, DEFINITION) for statement in statements]
    if not others:
        return chosen
    roots = {name.partition(".")[0] for name in entry_points}
    uses = [used(statement) if binds[index] else set() for index, statement in enumerate(statements)]
    at_once = [used(statement, deep=False) if chosen[index] else set() for index, statement in enumerate(statements)]
    wanted = closure(roots.union(*at_once), binds, uses)
    tries = _calling(roots, statements, binds, uses)
    fixed = set(provided).union(*(binds[index] for index in range(len(statements)) if chosen[index]))
    missing: set[str] = set()
    for index in others:
        if not binds[index] & wanted:
            continue
        elsewhere = fixed.union(*(binds[other] for other in others if other != index and chosen[other]))
        again = _assigned_in_loops(statements[index]) & wanted
        chosen[index] = not (
            is_main_guard(statements[index])
            or called(statements[index]) & tries
            or (again and again <= elsewhere)
            or uses[index] & (missing - elsewhere)
        )
        if not chosen[index]:
            missing |= binds[index]
    return chosen


def closure(names: set[str], binds: list[set[str]], uses: list[set[str]]) -> set[str]:
    """`names` and all that the statements binding them use, and so on."""
    wanted = set(names)
    while True:
        more = set().union(*(use for bind, use in zip(binds, uses, strict=True) if bind & wanted)) - wanted
        if not more:
            return wanted
        wanted |= more


def _calling(roots: set[str], statements: list[ast.stmt], binds: list[set[str]], uses: list[set[str]]) -> set[str]:
    """The entry points and the functions from which an entry point is reached."""
    reaching = set(roots)
    while True:
        more = {
            name
            for statement, bind, use in zip(statements, binds, uses, strict=True)
            if isinstance(statement, (*FUNCTION, ast.ClassDef)) and use & reaching
            for name in bind
        } - reaching
        if not more:
            return reaching
        reaching |= more


def name_of(node: ast.stmt) -> str:
    """The name that a function or class definition binds, empty for any other statement."""
    return node.name if isinstance(node, (*FUNCTION, ast.ClassDef)) else ""
