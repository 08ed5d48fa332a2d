"""The secret part of an assignment: test cases and reference. Only workers and the command line read it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from grader.assignments import files, public
from grader.assignments.answers import load_answers
from grader.assignments.case_modules import explain, load_cases
from grader.assignments.toml import TomlFile
from grader.engine.case import Suite, check, collect, collect_gradient_checks, validate_gradient_checks
from grader.engine.reference import Reference
from grader.errors import AssignmentError
from grader.model import Assignment


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
        self._folder = folder or files.root()
        self._loaded: dict[str, Secret] = {}

    def slugs(self) -> tuple[str, ...]:
        """The names of all assignments, sorted."""
        return files.slugs(self._folder)

    def load(self, slug: str) -> Secret:
        """The assignment `slug`. Raises `AssignmentError` with file, line and remedy."""
        if slug not in self._loaded:
            self._loaded[slug] = load(slug, self._folder)
        return self._loaded[slug]


def load(slug: str, folder: Path | None = None) -> Secret:
    """Suite and reference of assignment `slug`: executes its test cases and its reference.

    Raises `AssignmentError` with the file (relative to the project's root), the line and the remedy.
    """
    base = folder or files.root()
    with files.relative_paths(base):
        return _load(slug, base)


def _load(slug: str, base: Path) -> Secret:
    assignment = public.load(slug, base)
    reference = _reference(base / files.REFERENCES / f"{slug}.py")
    here = files.folder_of(base, slug)
    _check_entry_points(assignment, reference, here)
    questions = load_answers(here, assignment.questions)
    loaded = load_cases(here)
    if loaded is None and not questions:
        raise AssignmentError(f"{here / 'cases.py'}: this file is missing: write the test cases")
    cases_path, namespace = loaded or (here / "cases.py", {})
    cases, gradient_checks = collect(namespace), collect_gradient_checks(namespace)
    try:
        check(assignment, cases, questions)
        validate_gradient_checks(gradient_checks, cases)
    except AssignmentError as error:
        raise AssignmentError(f"{cases_path}: {error.message}") from error
    suite = Suite(assignment=assignment, cases=cases, questions=questions, gradient_checks=gradient_checks)
    return Secret(suite=suite, reference=reference)


def _check_entry_points(assignment: Assignment, reference: Reference, folder: Path) -> None:
    """What a submission must define must be defined by the reference as well, or no case could ask for it."""
    namespace = reference.namespace()
    for entry_point in assignment.entry_points:
        owner, *members = entry_point.split(".")
        found = namespace.get(owner)
        for member in members:
            found = getattr(found, member, None)
        if found is None:
            what = f"the reference does not define the entry point {entry_point!r}: define it, or take it out here"
            TomlFile(folder / "assignment.toml").fail("entry_points", what=what)


def _reference(path: Path) -> Reference:
    if not path.is_file():
        raise AssignmentError(f"{path}: this file is missing: write the reference solution")
    source = _complete(path)
    return explain(path, lambda: Reference.compile(source, str(path)))


def _complete(path: Path) -> str:
    """The text of a reference; one that says BUILDS_ON = "train" continues the text of that other reference."""
    text = path.read_text(encoding="utf-8")
    base = re.search(r'^BUILDS_ON = "(\w+)"$', text, re.MULTILINE)
    return f"{_complete(path.with_name(f'{base[1]}.py'))}\n\n{text}" if base else text
