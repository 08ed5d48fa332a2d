"""Variables that a function of a submission reads although other lines of the file set them, as a test cell does."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from grader.engine.case import Case
from grader.engine.diagnosis.evidence import Evidence, EvidenceKind, Finding
from grader.engine.diagnosis.source_map import SourceMap
from grader.engine.diagnosis.traces import alike, observe
from grader.engine.running import Outcome
from grader.model import Diagnosis

#: Variables that are tried for one submission, at most.
RUNS = 4
NAME = "variable_from_outside"
TITLE = "A variable from outside of the function is used"
HINT = "Which variable of the function itself, or which argument, belongs there?"
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


class Place(NamedTuple):
    """A line of a submission: the index of its cell, and its 1-based number there."""

    cell: int
    line: int


class OutsideVariable(NamedTuple):
    """A variable, where the function reads it, and where it is set."""

    name: str
    read: Place
    bound: Place


class OutsideRuns(Protocol):
    """Reruns of a submission in which a variable has another value."""

    def with_value(self, case: Case, name: str, value: Any) -> Outcome | None:
        """Run `case` with another value of the module-level `name`; None when the run did not end."""


def find_outside_variables(
    cases: Sequence[Case], outcomes: Mapping[str, Outcome], code: SourceMap, runs: OutsideRuns
) -> dict[str, Finding]:
    """Failed case -> the variable that its function reads from outside, if another value of it changes the answer."""
    found: dict[str, Finding] = {}
    tried: dict[str, Finding | None] = {}
    left = RUNS
    for case in cases:
        outcome = outcomes[case.name]
        function = outcome.last.label if outcome.last is not None else ""
        if outcome.failed is None or not function:
            continue
        variables = [] if function in tried else outside_variables(code, function)
        if not variables:
            tried.setdefault(function, None)
        for variable in variables:
            if left <= 0:
                break
            left -= 1
            other = runs.with_value(case, variable.name, float("nan"))
            tried[function] = None
            if other is not None and not alike(observe(outcome), observe(other)):
                tried[function] = _finding(function, variable, code, case.name)
                break
        if (finding := tried.get(function)) is not None:
            found[case.name] = finding
    return found


def _finding(function: str, variable: OutsideVariable, code: SourceMap, case: str) -> Finding:
    told = (
        f"`{function}` reads `{variable.name}` in {code.location(*variable.read)}, but does not set it: the value "
        f"comes from {code.location(*variable.bound)}, outside of the function. With another value there, the answer "
        "changes."
    )
    general = (
        "The function reads a variable that other lines of the file set, as a cell that tries something does. With "
        "another value there, the answer changes."
    )
    hidden = Diagnosis(name=NAME, title=TITLE, explanation=general), HINT
    evidence = Evidence(kind=EvidenceKind.REPAIR, cases=(case,), line=variable.read.line, function=function)
    return Finding(
        diagnosis=Diagnosis(name=NAME, title=TITLE, explanation=told), hint=HINT, hidden=hidden, evidence=evidence
    )


def outside_variables(code: SourceMap, function: str) -> list[OutsideVariable]:
    """Those of the module-level function `function`, in the order in which it reads them.

    Left out are constants in capitals, and names that are also functions, classes or modules, or that are called.
    """
    bound: dict[str, Place] = {}
    found: tuple[int, ast.FunctionDef] | None = None
    defined: set[str] = set(dir(builtins))
    for cell, tree in enumerate(code.trees):
        for node in tree.body if tree is not None else ():
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
