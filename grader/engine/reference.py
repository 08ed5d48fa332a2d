"""The reference of an assignment, its misconceptions, and namespaces in which one replaces a step."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import CodeType, FunctionType
from typing import Any

from grader.engine.adapter import Adapter, collecting_adapters
from grader.engine.call_graph import reached, uses
from grader.engine.fresh_modules import ROOT, FreshModules, Read, SourceFile, Sources
from grader.engine.mistake import Mistake, check_mistakes, collecting
from grader.engine.reused_modules import ReusedModules
from grader.engine.saved_state import UnknownState

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
    #: Names of the functions of the solution (or "Class.method") that it replaces.
    replaces: tuple[str, ...]
    #: Dotted name of a call -> what is said of such a call in the submission; see `mistake`.
    calls: Mapping[str, str] = field(default_factory=dict)
    #: A part of the sum at which the exception arises, where it is known by an exception alone.
    summand: str = ""


@dataclass(frozen=True, kw_only=True)
class Reference:
    """The package `reference.<slug>`: `solution`, `mistakes`, and the tables of `__init__`.

    Trusted code: it is executed here, outside the sandbox, afresh for each namespace.
    """

    #: "reference.relu_der".
    package: str
    sources: Sources = field(repr=False)
    #: Name -> source of each module that the solution consists of: what it imports first, the solution last.
    solution: Mapping[str, SourceFile] = field(repr=False)
    misconceptions: tuple[Misconception, ...]
    #: Other forms of its functions.
    adapters: tuple[Adapter, ...]
    #: Name of a misconception -> the module that holds it.
    origins: Mapping[str, str] = field(repr=False)
    #: Function -> names of its local variables in the order of computation.
    intermediates: Mapping[str, tuple[str, ...]]
    #: Equivalent mutants: "line text -> mutated text" -> why no test can tell.
    equivalent_mutants: Mapping[str, str]
    #: Kinds of inputs that no case hands over ("relu_der: empty", "relu_der" or "empty") -> why not.
    untested_inputs: Mapping[str, str]
    #: Function, class or "Class.method" -> names of its parameters, self left out.
    parameters: Mapping[str, tuple[str, ...]]
    #: Function, class, method or value -> what of these it may use.
    graph: Mapping[str, frozenset[str]] = field(repr=False)

    @classmethod
    def load(cls, slug: str, read: Read) -> Reference:
        """Compile and execute the package `reference.<slug>`, whose modules `read` finds.

        Raises `AssignmentError` with the remedy, `ModuleNotFoundError` when there is no solution, and whatever the
        modules raise.
        """
        package = f"{ROOT}.{slug}"
        sources = Sources(read)
        modules = FreshModules(sources)
        mistakes: list[Mistake] = []
        adapters: list[Adapter] = []
        origins: dict[str, str] = {}

        def collect(found: Mistake) -> None:
            mistakes.append(found)
            origins[found.name] = modules.executing[-1]

        with collecting(collect), collecting_adapters(adapters.append):
            solution = vars(modules.load(f"{package}.solution"))
            names = tuple(modules.modules)
            if sources.find(f"{package}.mistakes") is not None:
                modules.load_with_all(f"{package}.mistakes")
        check_mistakes(mistakes, lambda right: bool(modules.bindings(right)))
        tables = vars(modules.load(package))
        files = {name: source[0] for name in names if (source := sources.find(name)) is not None}
        return cls(
            package=package,
            sources=sources,
            solution=files,
            misconceptions=tuple(_described(found) for found in mistakes),
            adapters=tuple(adapters),
            origins=origins,
            intermediates={name: tuple(many) for name, many in tables.get("INTERMEDIATES", {}).items()},
            equivalent_mutants=dict(tables.get("MUTANTS_EQUIVALENT", {})),
            untested_inputs=dict(tables.get("INPUTS_NOT_TESTED", {})),
            parameters=dict(_parameters(solution)),
            graph=uses(file.text for file in files.values()),
        )

    def reached(self, labels: Iterable[str]) -> frozenset[str]:
        """What the functions called `labels` may use of the solution, themselves included."""
        return reached(self.graph, labels)

    def reused_modules(self) -> ReusedModules | None:
        """Modules for many runs of variants, one after another; None where their state cannot be put back."""
        try:
            return ReusedModules(self.sources, self.package, self.origins)
        except UnknownState:
            return None

    def namespace(self, misconceptions: Iterable[str] = (), changed: Mapping[str, CodeType] | None = None) -> Namespace:
        """A fresh namespace of the solution in which the named misconceptions replace their steps.

        `changed` maps modules to the code that is executed in place of their own.
        """
        wanted = {name: self.origins[name] for name in misconceptions if name in self.origins}
        modules = FreshModules(self.sources, changed)
        mistakes: list[Mistake] = []
        with collecting(mistakes.append, wanted):
            namespace = vars(modules.load(f"{self.package}.solution"))
            for origin in dict.fromkeys(wanted.values()):
                modules.load(origin)
        for found in mistakes:
            for right, wrong in found.replacements.items():
                modules.replace(right, wrong)
        return namespace


def _described(found: Mistake) -> Misconception:
    texts = {key: str(getattr(found, key)) for key in ("name", "title", "explanation", "hint", "where")}
    replaces = tuple(right.__qualname__ for right in found.replacements)
    return Misconception(**texts, replaces=replaces, calls=found.calls, summand=found.summand)


def _parameters(namespace: Namespace) -> Iterable[tuple[str, tuple[str, ...]]]:
    for name, value in namespace.items():
        if isinstance(value, FunctionType):
            yield name, _names(value)
        elif inspect.isclass(value) and value.__module__.startswith(f"{ROOT}."):
            for member, function in inspect.getmembers(value, inspect.isfunction):
                names = _names(function)[1:]
                yield f"{name}.{member}", names
                if member == "__init__":
                    yield name, names


def _names(function: Callable[..., Any]) -> tuple[str, ...]:
    return tuple(inspect.signature(function).parameters)
