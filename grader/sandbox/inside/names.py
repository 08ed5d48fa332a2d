"""Which names a statement binds and uses, and so which top-level statements the entry points depend on."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from types import CodeType

FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
SCOPE = (*FUNCTION, ast.Lambda)
IMPORT = (ast.Import, ast.ImportFrom)
DEFINITION = (*FUNCTION, ast.ClassDef, *IMPORT)
COMPREHENSION = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_BORROWS = (ast.Import, ast.ImportFrom, ast.Expr)
LOOP = (ast.For, ast.AsyncFor, ast.While)

#: Functions that configure libraries and have no effect on definitions.
_CONFIGURATION = frozenset({"seed", "set_printoptions", "filterwarnings", "simplefilter", "seterr"})


def children(node: ast.AST) -> Iterator[ast.AST]:
    """Like `ast.iter_child_nodes`, but several times faster. Every child of a test case runs this."""
    for value in vars(node).values():
        if isinstance(value, ast.AST):
            yield value
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, ast.AST):
                    yield item


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
    """The nodes that run when a top-level statement runs, without the bodies of functions and classes."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, (*SCOPE, *COMPREHENSION, ast.ClassDef)):
            stack.extend(children(node))


def base_name(node: ast.expr) -> tuple[str, ...]:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return (node.id,) if isinstance(node, ast.Name) else ()


def used(node: ast.AST, *, deep: bool = True) -> set[str]:
    """The free names of `node`.

    `deep` includes the bodies of functions, which run when they are called. Without it only what runs at once counts:
    decorators, default values, base classes and class bodies.
    """
    if isinstance(node, SCOPE):
        names = set().union(*(used(part, deep=deep) for part in _outer_parts(node)))
        return names | (_used_in_body(node) if deep else set())
    if isinstance(node, ast.Name):
        return {node.id} if isinstance(node.ctx, ast.Load) else set()
    names = set().union(*(used(child, deep=deep) for child in children(node)))
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
            stack.extend(children(inner))
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
    """Names that a loop at the top level reassigns: `for ...: W = W - step`."""
    nodes = list(_own_nodes(statement))
    if not any(isinstance(node, LOOP) for node in nodes):
        return set()
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def is_main_guard(statement: ast.stmt) -> bool:
    """Whether this is `if __name__ == "__main__":`."""
    return isinstance(statement, ast.If) and any(
        isinstance(node, ast.Name) and node.id == "__name__" for node in ast.walk(statement.test)
    )


def mentioned(code: CodeType) -> set[str]:
    """All names in compiled code and its functions, attributes included: a superset of the names used, but cheap."""
    names = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            names |= mentioned(constant)
    return names


def needed(
    statements: list[ast.stmt],
    entry_points: Iterable[str],
    provided: Iterable[str],
    codes: Mapping[ast.stmt, CodeType],
) -> list[bool]:
    """For each top-level statement, whether it is run.

    Definitions always are. Any other statement is run if it binds a name that the entry points depend on, directly or
    through other definitions, unless it calls an entry point (the student's own training or experiments), is a loop
    that reassigns names which another statement binds too, stands below `__main__`, or needs a statement that was
    skipped for these reasons. What a definition needs at once (a default value) may call an entry point nevertheless.
    `provided` are the names that support.py binds, `codes` the definitions as far as they compile.
    """
    module = _Module(statements)
    chosen = [isinstance(statement, DEFINITION) for statement in statements]
    roots = {name.partition(".")[0] for name in entry_points}
    mentioned_names = roots.union(*(mentioned(code) for node, code in codes.items() if not isinstance(node, _BORROWS)))
    if not any(module.binds[index] & mentioned_names for index in module.others):
        return chosen
    at_once = module.closure(
        set().union(*(used(statement, deep=False) for statement, run in zip(statements, chosen, strict=True) if run))
    )
    wanted = at_once | module.closure(roots)
    fixed = set(provided).union(*(module.binds[index] for index, run in enumerate(chosen) if run))
    missing: set[str] = set()
    for index in module.others:
        binds = module.binds[index]
        if not binds & wanted:
            continue
        elsewhere = fixed.union(*(module.binds[other] for other in module.others if other != index and chosen[other]))
        again = _assigned_in_loops(statements[index]) & wanted
        chosen[index] = not (
            is_main_guard(statements[index])
            or (not binds & at_once and module.reaches(called(statements[index]), roots))
            or (again and again <= elsewhere)
            or module.uses(index) & (missing - elsewhere)
        )
        if not chosen[index]:
            missing |= binds
    return chosen


class _Module:
    """The top-level statements with the names that each binds and uses; the latter are computed on demand."""

    def __init__(self, statements: list[ast.stmt]) -> None:
        self._statements = statements
        self._uses: dict[int, set[str]] = {}
        #: The names that each statement binds, and for each name the statements that bind it.
        self.binds = [bound(statement) for statement in statements]
        # A call such as `np.random.seed(1)` changes nothing that the submission itself has defined.
        made = set().union(
            *(binds for binds, s in zip(self.binds, statements, strict=True) if not isinstance(s, _BORROWS))
        )
        for index, statement in enumerate(statements):
            if isinstance(statement, ast.Expr):
                self.binds[index] &= made
        self._binders: dict[str, list[int]] = {}
        for index, names in enumerate(self.binds):
            for name in names:
                self._binders.setdefault(name, []).append(index)
        #: The statements that are not definitions, but bind something.
        self.others = [
            index
            for index, statement in enumerate(statements)
            if self.binds[index] and not isinstance(statement, DEFINITION)
        ]

    def uses(self, index: int) -> set[str]:
        """The free names of a statement, function bodies included."""
        if index not in self._uses:
            self._uses[index] = used(self._statements[index])
        return self._uses[index]

    def closure(self, names: set[str]) -> set[str]:
        """`names` and, transitively, the names that the statements binding them use."""
        wanted: set[str] = set()
        waiting = set(names)
        while waiting:
            name = waiting.pop()
            wanted.add(name)
            for index in self._binders.get(name, ()):
                waiting |= self.uses(index) - wanted
        return wanted

    def reaches(self, names: set[str], goals: set[str]) -> bool:
        """Whether calling `names` may call one of `goals`, following functions and classes."""
        seen: set[str] = set()
        waiting = set(names)
        while waiting and not waiting & goals:
            name = waiting.pop()
            seen.add(name)
            for index in self._binders.get(name, ()):
                if isinstance(self._statements[index], (*FUNCTION, ast.ClassDef)):
                    waiting |= self.uses(index) - seen
        return bool(waiting)


def name_of(node: ast.stmt) -> str:
    """The name that a function or class definition binds, empty for any other statement."""
    return node.name if isinstance(node, (*FUNCTION, ast.ClassDef)) else ""


def needs_no_note(node: ast.stmt) -> bool:
    """Whether skipping the statement is not reported: docstrings, `pass`, `np.random.seed(1)` and the like."""
    if not isinstance(node, ast.Expr):
        return isinstance(node, ast.Pass)
    called = node.value.func if isinstance(node.value, ast.Call) else None
    return isinstance(node.value, ast.Constant) or (isinstance(called, ast.Attribute) and called.attr in _CONFIGURATION)
