"""Submissions that write the inputs of test cases wherever they can, and grading of hidden cases alone.

A submission is an accepted sample whose entry points are wrapped: each writes its arguments into everything that it
can reach, behind a marker, and answers with the marker in one of many forms. The source holds neither the marker nor
the number, so that they are found only where the running code wrote them.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from grader.assignments.samples import read_sample
from grader.engine.diagnosis import DeferredDiagnostician
from grader.engine.grading import run_cases
from grader.engine.reference_runner import ReferenceRunner
from grader.judge import Judge
from grader.model import Assignment, Event, Repairs, Report, Source
from tests.attacks.smuggling_code import MARKER, NUMBER, WRAPPER

#: The number on its own: not a part of a name, of a hash or of a duration.
_NUMBER = re.compile(rf"(?<![\w.]){NUMBER}(?!\w)")
#: Seconds and cases of the mode that runs into the time limit.
SHORT_SECONDS, SHORT_CASES = 0.5, 2


@dataclass(frozen=True, kw_only=True)
class Graded:
    """The result of a submission to the hidden cases of an assignment."""

    source: Source
    report: Report
    events: tuple[Event, ...]
    repairs: Repairs | None = None


def grade_hidden(judge: Judge, jail, slug: str, mode: str) -> Graded:
    """Grade a smuggling submission by the hidden cases alone, none of them skipped."""
    own = hidden_cases(judge.reference_runner(slug), mode)
    return grade(own, smuggler(own.suite.assignment, mode, own), jail)


def grade(runner: ReferenceRunner, source: Source, jail) -> Graded:
    """Grade a submission."""
    events: list[Event] = []
    report = run_cases(runner, _diagnostician(runner), source, jail, clock=runner.now, on_event=events.append)
    return Graded(source=source, report=report, events=tuple(events))


@cache
def _diagnostician(runner: ReferenceRunner) -> DeferredDiagnostician:
    """It keeps the results of the known mistakes."""
    return DeferredDiagnostician(runner, seconds=2.0)


def hidden_cases(runner: ReferenceRunner, mode: str) -> ReferenceRunner:
    """The hidden cases alone, which run whatever became of the others."""
    return _hidden_cases(runner, mode == "timed_out")


@cache
def _hidden_cases(runner: ReferenceRunner, are_timed_out: bool) -> ReferenceRunner:
    """What the reference answers is computed once for each assignment."""
    assignment = runner.suite.assignment
    hidden = tuple(replace(case, after=()) for case in runner.suite.cases if not case.visible)
    if are_timed_out:
        limits = replace(assignment.limits, wall_seconds=SHORT_SECONDS, factor=1.0)
        assignment = replace(assignment, limits=limits)
        hidden = tuple(replace(case, limits={}, timed_by=None) for case in hidden if not case.heavy)[:SHORT_CASES]
    suite = replace(runner.suite, assignment=assignment, cases=hidden, questions=(), gradient_checks=())
    return ReferenceRunner(suite, runner.reference, runner.now)


def smuggler(assignment: Assignment, mode: str, runner: ReferenceRunner) -> Source:
    """The first accepted sample of plain Python that is whole, with each entry point wrapped."""
    tree, entry_points = accepted_sample(assignment)
    for node in entry_points:
        node.decorator_list.insert(0, ast.Name("_smuggle", ast.Load()))
    return with_wrapper(tree, mode, runner)


def accepted_sample(assignment: Assignment) -> tuple[ast.Module, list[ast.FunctionDef]]:
    """The first accepted sample of plain Python that is whole, and its entry points."""
    for path in sorted(Path(assignment.folder).glob("submissions/accepted/*.py")):
        tree = ast.parse(read_sample(path).decode())
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        found = [node for node in functions if _is_entry(node, tree, assignment)]
        if len(found) >= len(assignment.entry_points):
            return tree, found
    raise LookupError(f"{assignment.slug} has no accepted sample that can be wrapped")


def with_wrapper(tree: ast.Module, mode: str, runner: ReferenceRunner) -> Source:
    """A submission of WRAPPER and the tree."""
    helpers = sorted({name for case in runner.suite.cases for name in case.substitute})
    head = f"MODE = {mode!r}\nINTERMEDIATES = {dict(runner.reference.intermediates)!r}\nHELPERS = {helpers!r}\n"
    code = f"{head}{WRAPPER}\n{ast.unparse(ast.fix_missing_locations(tree))}\n"
    assert not traces(code, numbers_allowed=False)
    return Source(filename="smuggler.py", cells=(code,))


def _is_entry(node: ast.FunctionDef, tree: ast.Module, assignment: Assignment) -> bool:
    owner = next((c for c in ast.walk(tree) if isinstance(c, ast.ClassDef) and node in c.body), None)
    return (f"{owner.name}.{node.name}" if owner else node.name) in assignment.entry_points


def traces(text: str, *, numbers_allowed: bool) -> list[str]:
    """What `text` tells of an input: the surroundings of the marker and, unless allowed, of the number."""
    found = [match.start() for match in re.finditer(MARKER, text)]
    if not numbers_allowed:
        found += [match.start() for match in _NUMBER.finditer(text)]
    return [text[max(0, start - 80) : start + 80] for start in found]
