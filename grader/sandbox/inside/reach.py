"""Which top-level statements the graded functions can reach: what they read, and whatever may change it.

Used only for a submission whose top level takes too long. The analysis is static and errs on the safe side: what may
change a name that the graded functions read, directly or through other functions, counts as reached.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from .names import DEFINITION, FUNCTION, IMPORT, bound, children, local_names, outer_parts, roots_of, used

#: Stands for every name, where a statement may change any of them: `exec`, `globals()["x"] = 1`.
EVERYTHING = "*"
#: Stands for the files that a submission writes and reads.
FILES = "<files>"
_DYNAMIC = frozenset({"exec", "eval", "globals", "locals", "vars", "compile", "__import__"})
_PURE = frozenset(
    """
    abs all any bool bytes callable complex dict display divmod enumerate filter float format frozenset getattr hasattr
    hash id int isinstance issubclass iter len list map max min print range repr reversed round set slice sorted str sum
    super tuple type zip
    """.split()  # noqa: SIM905
)
#: Functions of NumPy that write into an argument. The others do only with `out=`.
_WRITES = frozenset({"copyto", "put", "place", "putmask", "put_along_axis", "fill_diagonal", "shuffle", "at"})
_PURE_MODULES = frozenset({"numpy", "matplotlib", "seaborn", "math", "time", "warnings", "logging", "tqdm", "IPython"})
_FILE_WRITERS = frozenset({"open", "save", "savez", "savez_compressed", "savetxt", "dump", "write_text", "write_bytes"})
_FILE_READERS = frozenset({"open", "load", "loadtxt", "genfromtxt", "fromfile", "read_text", "read_bytes", "memmap"})


@dataclass
class _Effects:
    """What code may change, and what it calls."""

    changes: set[str] = field(default_factory=set)
    #: Functions and classes that are called by name, and names of methods that are called.
    functions: set[str] = field(default_factory=set)
    methods: set[str] = field(default_factory=set)
    #: Names that may stand for the same object: those that are bound, and those of the value.
    aliases: list[tuple[set[str], set[str]]] = field(default_factory=list)


class Reach:
    """The top-level statements of a submission with what each may change and what it reads."""

    def __init__(self, statements: Sequence[ast.stmt]) -> None:
        self._statements = statements
        self._modules = _imported(statements)
        self._functions: dict[str, list[_Effects]] = {}
        self._methods: dict[str, list[_Effects]] = {}
        for statement in statements:
            self._add_functions(statement)
        own = [self._effects(at_once(statement)) for statement in statements]
        alias = _Aliases(pair for effects in own for pair in effects.aliases)
        self._uses: dict[int, set[str]] = {}
        #: For each statement, the names that it binds or may change.
        self.changes = [
            alias.extended(bound(statement) | self._closed(effects))
            for statement, effects in zip(statements, own, strict=True)
        ]
        self._binders: dict[str, list[int]] = {}
        for index, names in enumerate(self.changes):
            for name in names:
                self._binders.setdefault(name, []).append(index)

    def wanted(self, roots: Iterable[str]) -> set[str]:
        """`roots` and, transitively, the names that are read by the statements that may change them."""
        found: set[str] = set()
        waiting = set(roots)
        while waiting:
            name = waiting.pop()
            found.add(name)
            for index in self._binders.get(name, ()):
                waiting |= self.uses(index) - found
        return found

    def uses(self, index: int) -> set[str]:
        """The names that a statement reads, bodies of functions included."""
        if index not in self._uses:
            statement = self._statements[index]
            try:
                names = used(statement)
            except RecursionError:
                names = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
            calls = (_called_name(node) for node in ast.walk(statement) if isinstance(node, ast.Call))
            self._uses[index] = names | {FILES} if any(name in _FILE_READERS for name in calls) else names
        return self._uses[index]

    def _add_functions(self, statement: ast.stmt) -> None:
        """Note what the functions of a statement do when they are called."""
        if isinstance(statement, FUNCTION):
            self._functions.setdefault(statement.name, []).append(self._body(statement))
        elif isinstance(statement, ast.ClassDef):
            for member in statement.body:
                if isinstance(member, FUNCTION):
                    effects = self._body(member)
                    self._methods.setdefault(member.name, []).append(effects)
                    self._functions.setdefault(statement.name, []).append(effects)
        elif isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Lambda):
            effects = self._effects(ast.walk(statement.value))
            for name in bound(statement):
                self._functions.setdefault(name, []).append(effects)

    def _body(self, function: ast.FunctionDef | ast.AsyncFunctionDef) -> _Effects:
        """What a function does when it is called, except to its local names."""
        effects = self._effects(node for part in function.body for node in ast.walk(part))
        local: set[str] = set()
        shared: set[str] = set()
        for node in ast.walk(function):
            if isinstance(node, FUNCTION):
                inner, declared = local_names(node)
                local |= inner
                shared |= declared
        effects.changes = (effects.changes - local) | shared
        effects.aliases.clear()
        return effects

    def _effects(self, nodes: Iterable[ast.AST]) -> _Effects:
        effects = _Effects()
        for node in nodes:
            if isinstance(node, ast.Call):
                self._add_call(node, effects)
            elif isinstance(node, (*FUNCTION, ast.ClassDef)):
                for decorator in node.decorator_list:
                    if not isinstance(decorator, ast.Call):
                        self._add_call(ast.Call(decorator, [], []), effects)
            elif isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
                effects.changes |= roots_of(node)
            elif isinstance(node, ast.Assign):
                targets = set().union(*map(roots_of, node.targets))
                effects.aliases.append((targets, roots_of(node.value) - self._modules.keys()))
            elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
                values = roots_of(node.iter) | _arguments(node.iter)
                effects.aliases.append((roots_of(node.target), values - self._modules.keys()))
        return effects

    def _add_call(self, call: ast.Call, effects: _Effects) -> None:
        name = _called_name(call)
        if isinstance(call.func, ast.Name):
            effects.functions.add(name)
            if name in _DYNAMIC:
                effects.changes.add(EVERYTHING)
            if name in _PURE and name not in self._functions:
                return
        else:
            effects.methods.add(name)
            receiver = roots_of(call.func)
            modules = {self._modules[root] for root in receiver if root in self._modules}
            effects.changes |= {root for root in receiver if root not in self._modules}
            writes = name in _WRITES or any(keyword.arg == "out" for keyword in call.keywords)
            if modules & _PURE_MODULES and not writes and name not in _FILE_WRITERS:
                return
        if name in _FILE_WRITERS:
            effects.changes.add(FILES)
        effects.changes |= {root for root in _arguments(call) if root not in self._modules}

    def _closed(self, effects: _Effects) -> set[str]:
        """What the code and all functions that it calls may change."""
        changes = set(effects.changes)
        seen: set[int] = set()
        waiting = [effects]
        while waiting:
            current = waiting.pop()
            if id(current) in seen:
                continue
            seen.add(id(current))
            changes |= current.changes
            for name in current.functions:
                waiting.extend(self._functions.get(name, ()))
            for name in current.methods:
                waiting.extend(self._methods.get(name, ()))
        return changes


class _Aliases:
    """Groups of names that may stand for the same object."""

    def __init__(self, pairs: Iterable[tuple[set[str], set[str]]]) -> None:
        self._groups: dict[str, set[str]] = {}
        for targets, values in pairs:
            if not targets or not values:
                continue
            group = set().union(*(self._groups.get(name, {name}) for name in targets | values))
            for name in group:
                self._groups[name] = group

    def extended(self, names: set[str]) -> set[str]:
        """The names with all that may stand for the same objects."""
        return names.union(*(self._groups.get(name, ()) for name in names))


def chosen(
    statements: Sequence[ast.stmt],
    roots: Collection[str],
    provided: Iterable[str],
    cheap: Collection[int],
    without: Collection[int],
) -> list[bool]:
    """For each top-level statement, whether it is run.

    Run are definitions, imports, what `roots` (names) can reach and, of the others, those of the indices `cheap`; never
    those of the indices `without`, nor what reads a name that then has no value. `provided` are names of support.py.
    """
    reach = Reach(statements)
    wanted = reach.wanted(roots)
    kept = [
        index not in without
        and (
            isinstance(statement, DEFINITION)
            or index in cheap
            or EVERYTHING in reach.changes[index]
            or bool(reach.changes[index] & wanted)
        )
        for index, statement in enumerate(statements)
    ]
    known = set(provided).union(*(bound(statements[index]) for index, run in enumerate(kept) if run))
    missing = set().union(*(bound(statements[index]) for index, run in enumerate(kept) if not run)) - known
    for index, statement in enumerate(statements):
        if kept[index] and not isinstance(statement, DEFINITION) and missing & reach.uses(index):
            kept[index] = False
            missing |= bound(statement) - known
    return kept


def _imported(statements: Iterable[ast.stmt]) -> dict[str, str]:
    """The names that are bound by imports, with the top-level modules that they come from."""
    modules = {"np": "numpy"}
    for statement in statements:
        if isinstance(statement, IMPORT):
            origin = (getattr(statement, "module", None) or "").partition(".")[0]
            for alias in statement.names:
                modules[alias.asname or alias.name.partition(".")[0]] = origin or alias.name.partition(".")[0]
    return modules


def at_once(statement: ast.stmt) -> Iterator[ast.AST]:
    """The nodes that run when the statement runs: not the bodies of functions, but those of classes."""
    stack: list[ast.AST] = [statement]
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, (*FUNCTION, ast.Lambda)):
            stack.extend(outer_parts(node))
        else:
            stack.extend(children(node))


def _called_name(call: ast.Call) -> str:
    """The name of the function or method that is called, "" if there is none."""
    return getattr(call.func, "id", "") or getattr(call.func, "attr", "")


def _arguments(node: ast.expr) -> set[str]:
    """The names of the objects that a call passes on."""
    if not isinstance(node, ast.Call):
        return set()
    values = [*node.args, *(keyword.value for keyword in node.keywords)]
    return set().union(*map(roots_of, values))
