"""The secret part of an assignment: test cases, reference, samples. Only workers and the command line read it."""

from __future__ import annotations

import ast
import re
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from grader.assignments import public
from grader.assignments.answers import load_answers
from grader.engine.case import Suite, check, collect, collect_gradient_checks, validate_gradient_checks
from grader.engine.reference import Reference
from grader.errors import AssignmentError
from grader.model import Assignment, Source, Verdict

Result = TypeVar("Result")


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A submission with the verdict that it is promised to get."""

    path: Path
    verdict: Verdict
    #: Name of the misconception that must be named; "none" for no diagnosis; None when nothing is promised.
    diagnosis: str | None

    @property
    def label(self) -> str:
        """accepted/nested_loops.py"""
        return f"{self.path.parent.name}/{self.path.name}"


@dataclass(frozen=True, kw_only=True)
class Secret:
    """Everything of one assignment."""

    suite: Suite
    reference: Reference

    @property
    def assignment(self) -> Assignment:
        return self.suite.assignment


class Catalogue:
    """The assignments of one folder, each loaded once. Not for threads."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or public.root()
        self._loaded: dict[str, Secret] = {}

    def slugs(self) -> tuple[str, ...]:
        """The names of all assignments, sorted."""
        return public.slugs(self._folder)

    def load(self, slug: str) -> Secret:
        """The assignment `slug`. Raises `AssignmentError` with file, line and remedy."""
        if slug not in self._loaded:
            self._loaded[slug] = load(slug, self._folder)
        return self._loaded[slug]


def load(slug: str, folder: Path | None = None) -> Secret:
    """Suite and reference of assignment `slug`: reads testcases/<slug>/cases.py and reference/<slug>.py."""
    base = folder or public.root()
    assignment = public.load(slug, base)
    reference_path = base / "reference" / f"{slug}.py"
    if not reference_path.is_file():
        raise AssignmentError(f"{reference_path}: this file is missing: write the reference solution")
    source = _complete(reference_path)
    reference = _explain(reference_path, lambda: Reference.compile(source, str(reference_path)))
    questions = load_answers(base / "testcases" / slug, assignment.questions)
    cases_path = base / "testcases" / slug / "cases.py"
    namespace: dict[str, object] = {}
    if cases_path.is_file():
        namespace = vars(_explain(cases_path, lambda: _execute(cases_path, f"testcases.{slug}.cases")))
    elif not questions:
        raise AssignmentError(f"{cases_path}: this file is missing: write the test cases")
    cases, gradient_checks = collect(namespace), collect_gradient_checks(namespace)
    try:
        check(assignment, cases, questions)
        validate_gradient_checks(gradient_checks, cases)
    except AssignmentError as error:
        raise AssignmentError(f"{cases_path}: {error.message}") from error
    suite = Suite(assignment=assignment, cases=cases, questions=questions, gradient_checks=gradient_checks)
    return Secret(suite=suite, reference=reference)


def _complete(path: Path) -> str:
    """The text of a reference; one that says BUILDS_ON = "train" continues the text of that other reference."""
    text = path.read_text(encoding="utf-8")
    base = re.search(r'^BUILDS_ON = "(\w+)"$', text, re.MULTILINE)
    return f"{_complete(path.with_name(f'{base[1]}.py'))}\n\n{text}" if base else text


def samples(slug: str, folder: Path | None = None) -> tuple[Sample, ...]:
    """The sample submissions with what their folder and first lines promise."""
    here = (folder or public.root()) / "testcases" / slug / "submissions"
    found: list[Sample] = []
    for path in sorted(here.glob("*/*")):
        if path.suffix not in {".py", ".ipynb", ".json"}:
            continue
        try:
            verdict = Verdict(path.parent.name)
        except ValueError:
            known = ", ".join(one.value for one in Verdict)
            raise AssignmentError(f"{path.parent}: a folder here is named after a verdict, one of {known}") from None
        found.append(Sample(path=path, verdict=verdict, diagnosis=_promised(path)))
    return tuple(found)


def right_formulations(source: Source) -> str:
    """A right sample as one piece of Python, to be run as trusted code."""
    return "\n\n".join(source.cells)


def _promised(path: Path) -> str | None:
    with path.open("rb") as stream:
        for line in stream.read(4096).decode("utf-8", "replace").splitlines()[:5]:
            words = line.strip().lstrip('"').strip()
            if words.startswith("# diagnosis:"):
                return words.partition(":")[2].split("\\n")[0].strip()
    return None


def _execute(path: Path, name: str) -> ModuleType:
    """Run a trusted file as a module of its own, kept out of sys.modules."""
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    seen: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            if node.name in seen:
                # The second would silently take the first one's place.
                raise AssignmentError(f"{path}, line {node.lineno}: there is a {node.name!r} above: rename one of them")
            seen.add(node.name)
    module = ModuleType(name)
    module.__file__ = str(path)
    exec(compile(tree, str(path), "exec"), vars(module))
    return module


def _explain(path: Path, action: Callable[[], Result]) -> Result:
    """Run `action`; what it raises becomes an `AssignmentError` with the file's line."""
    try:
        return action()
    except AssignmentError:
        raise
    except SyntaxError as error:
        raise AssignmentError(f"{error.filename}, line {error.lineno}: {error.msg}") from error
    except Exception as error:
        frames = traceback.extract_tb(sys.exc_info()[2])
        line = next((frame.lineno for frame in reversed(frames) if frame.filename == str(path)), None)
        where = f"{path}, line {line}" if line else str(path)
        raise AssignmentError(f"{where}: {type(error).__name__}: {error}") from error
