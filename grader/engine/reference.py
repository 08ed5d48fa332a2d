"""The reference solution of an assignment, its misconceptions, and namespaces in which one replaces a step."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import CodeType, FunctionType
from typing import Any

from grader.engine.call_graph import reached, uses
from grader.errors import AssignmentError

Namespace = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Misconception:
    """A mistake that students make, as the change of the reference that makes it."""

    #: Identifier, also promised by samples.
    name: str
    #: What was done, in a few words: "The gradient passes where Z is exactly 0".
    title: str
    #: Why it is wrong.
    explanation: str
    #: What to think about.
    hint: str
    #: Where to look: a function or a line of thought.
    where: str
    #: Names of the reference (or "Class.method") that it replaces.
    replaces: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A compiled reference file. Trusted code: it is executed here, outside the wall, afresh for each namespace."""

    filename: str
    source: str
    code: CodeType = field(repr=False)
    misconceptions: tuple[Misconception, ...]
    #: Function -> names of its local variables in the order of computation.
    intermediates: Mapping[str, tuple[str, ...]]
    #: Equivalent mutants: "line text -> mutated text" -> why no test can tell.
    equivalent_mutants: Mapping[str, str]
    #: Function, class or "Class.method" -> names of its parameters, self left out.
    parameters: Mapping[str, tuple[str, ...]]
    #: Function, class, method or value -> what of these it may use.
    graph: Mapping[str, frozenset[str]] = field(repr=False)

    @classmethod
    def compile(cls, source: str, filename: str) -> Reference:
        """Compile and read the tables at the file's end. Raises `AssignmentError` with the remedy."""
        try:
            code = compile(source, filename, "exec")
        except SyntaxError as error:
            raise AssignmentError(f"{filename}, line {error.lineno}: {error.msg}") from error
        namespace = execute(code, filename)
        misconceptions = tuple(
            _misconception(entry, namespace, filename) for entry in namespace.get("MISCONCEPTIONS", ())
        )
        names = [one.name for one in misconceptions]
        if len(set(names)) != len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise AssignmentError(f"{filename}: two misconceptions are named {twice!r}: rename one of them")
        return cls(
            filename=filename,
            source=source,
            code=code,
            misconceptions=misconceptions,
            intermediates={name: tuple(many) for name, many in namespace.get("INTERMEDIATES", {}).items()},
            equivalent_mutants=dict(namespace.get("MUTANTS_EQUIVALENT", {})),
            parameters=dict(_parameters(namespace)),
            graph=uses(source),
        )

    def reached(self, labels: Iterable[str]) -> frozenset[str]:
        """What the functions called `labels` may use of this file, themselves included."""
        return reached(self.graph, labels)

    def namespace(self, misconceptions: Iterable[str] = ()) -> Namespace:
        """A fresh namespace of the reference in which the named misconceptions replace their steps."""
        namespace = execute(self.code, self.filename)
        wanted = set(misconceptions)
        if wanted:
            for entry in namespace["MISCONCEPTIONS"]:
                if entry["name"] in wanted:
                    for name, replacement in entry["replaces"].items():
                        _overlay(namespace, name, replacement)
        return namespace


def execute(code: CodeType, filename: str) -> Namespace:
    """Run trusted code in a namespace of its own."""
    namespace: Namespace = {"__name__": "reference", "__file__": filename, "__builtins__": __builtins__}
    exec(code, namespace)
    return namespace


def _overlay(namespace: Namespace, name: str, replacement: Any) -> None:
    owner, _, member = name.partition(".")
    if member:
        setattr(namespace[owner], member, replacement)
    else:
        namespace[name] = replacement


def _misconception(entry: Mapping[str, Any], namespace: Namespace, filename: str) -> Misconception:
    name = entry.get("name", "?")
    wanted = {"name", "title", "explanation", "hint", "where", "replaces"}
    if missing := wanted - set(entry):
        raise AssignmentError(f"{filename}: misconception {name!r} lacks {min(missing)!r}: add it")
    if unknown := set(entry) - wanted:
        raise AssignmentError(f"{filename}: misconception {name!r} has an unknown key {min(unknown)!r}")
    for target in entry["replaces"]:
        owner, _, member = target.partition(".")
        if owner not in namespace or (member and not hasattr(namespace[owner], member)):
            raise AssignmentError(f"{filename}: misconception {name!r} replaces {target!r}, which does not exist")
    texts = {key: str(entry[key]) for key in ("name", "title", "explanation", "hint", "where")}
    return Misconception(**texts, replaces=tuple(entry["replaces"]))


def _parameters(namespace: Namespace) -> Iterable[tuple[str, tuple[str, ...]]]:
    for name, value in namespace.items():
        if isinstance(value, FunctionType):
            yield name, _names(value)
        elif inspect.isclass(value) and value.__module__ == namespace["__name__"]:
            for member, function in inspect.getmembers(value, inspect.isfunction):
                names = _names(function)[1:]
                yield f"{name}.{member}", names
                if member == "__init__":
                    yield name, names


def _names(function: Callable[..., Any]) -> tuple[str, ...]:
    return tuple(inspect.signature(function).parameters)
