"""The secret part of an assignment: test cases and reference. Only workers and the command line read it."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.allowed_modules import ALLOWABLE_MODULES
from grader.assignments import files
from grader.assignments.case_modules import explain, load_cases
from grader.engine.case import Suite, check, collect, collect_gradient_checks, validate_gradient_checks
from grader.engine.fresh_modules import SourceFile
from grader.engine.reference import Reference
from grader.errors import AssignmentError
from grader.model import Assignment, Verdict

if TYPE_CHECKING:
    from grader.engine.questions import Keyed

#: Reads the public part of an assignment, by its slug and the project's root.
LoadPublic = Callable[[str, Path], Assignment]


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

    def __init__(self, folder: Path | None = None, *, load_public: LoadPublic | None = None) -> None:
        """`load_public` takes the place of `public.load`."""
        self._folder = folder or files.root()
        self._load_public = load_public
        self._loaded: dict[str, Secret] = {}

    def slugs(self) -> tuple[str, ...]:
        """The names of all assignments, sorted."""
        return files.slugs(self._folder)

    def load(self, slug: str) -> Secret:
        """The assignment `slug`. Raises `AssignmentError` with file, line and remedy."""
        if slug not in self._loaded:
            self._loaded[slug] = load(slug, self._folder, load_public=self._load_public)
        return self._loaded[slug]

    def solutions(self, slug: str) -> tuple[str, ...]:
        """Texts of right solutions: the reference's modules, then the accepted samples that can be read.

        Raises `AssignmentError` when the assignment cannot be loaded.
        """
        # Imported here because only the search for repairs needs it.
        from grader.assignments.samples import read_sample, samples

        texts = [source.text for source in self.load(slug).reference.solution.values()]
        with suppress(AssignmentError):
            for sample in samples(slug, self._folder):
                if sample.verdict is Verdict.ACCEPTED and sample.path.suffix == ".py":
                    texts.append(read_sample(sample.path).decode("utf-8", "replace"))
        return tuple(texts)


def load(slug: str, folder: Path | None = None, *, load_public: LoadPublic | None = None) -> Secret:
    """Suite and reference of assignment `slug`: executes its test cases and its reference.

    `load_public` takes the place of `public.load`. Raises `AssignmentError` with the file (relative to the project's
    root), the line and the remedy.
    """
    base = folder or files.root()
    with files.relative_paths(base):
        return _load(slug, base, load_public or _load_public)


def _load_public(slug: str, base: Path) -> Assignment:
    # Imported here because it imports pydantic, and `grader grade` starts as fast as it can.
    from grader.assignments import public

    return public.load(slug, base)


def _load(slug: str, base: Path, load_public: LoadPublic) -> Secret:
    assignment = load_public(slug, base)
    reference = _reference(base / files.REFERENCES, slug)
    here = files.folder_of(base, slug)
    _check_allowed(assignment, here)
    _check_entry_points(assignment, reference, here)
    questions = _questions(assignment, here)
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


def missing_modules(assignment: Assignment) -> tuple[str, ...]:
    """The modules that the assignment allows and that are not installed here, with what they are made of."""
    wanted = dict.fromkeys(part for module in assignment.allowed for part in ALLOWABLE_MODULES[module])
    return tuple(module for module in wanted if importlib.util.find_spec(module) is None)


def _check_allowed(assignment: Assignment, folder: Path) -> None:
    if missing := missing_modules(assignment):
        from grader.assignments.toml import TomlFile

        what = f"{', '.join(missing)} cannot be imported on this machine: install it beside NumPy, or do not allow it"
        TomlFile(folder / "assignment.toml").fail("allowed", what=what)


def _questions(assignment: Assignment, folder: Path) -> tuple[Keyed, ...]:
    if not assignment.questions:
        return ()
    # Imported here because few assignments have questions, and `grader grade` starts as fast as it can.
    from grader.assignments.answers import load_answers

    return load_answers(folder, assignment.questions)


def _check_entry_points(assignment: Assignment, reference: Reference, folder: Path) -> None:
    """What a submission must define must be defined by the reference as well, or no case could ask for it."""
    namespace = reference.namespace()
    for entry_point in assignment.entry_points:
        owner, *members = entry_point.split(".")
        found = namespace.get(owner)
        for member in members:
            found = getattr(found, member, None)
        if found is None:
            from grader.assignments.toml import TomlFile

            what = f"the reference does not define the entry point {entry_point!r}: define it, or take it out here"
            TomlFile(folder / "assignment.toml").fail("entry_points", what=what)


def _reference(folder: Path, slug: str) -> Reference:
    """The package `slug` below `folder`, which holds all references."""
    solution = folder / slug / "solution.py"
    if not solution.is_file():
        raise AssignmentError(f"{solution}: this file is missing: write the reference solution")
    reference = explain(folder, lambda: Reference.load(slug, lambda name: _module(folder, name)))
    for path in sorted((folder / slug / "mistakes").glob("*.py")):
        if path.stem != "__init__" and f"reference.{slug}.mistakes.{path.stem}" not in reference.sources.names:
            raise AssignmentError(f"{path}: nothing imports this file: name it in __all__ of __init__.py beside it")
    return reference


def _module(references: Path, name: str) -> SourceFile | None:
    """The source of module `name` ("reference.train.solution"); a package without __init__.py is empty."""
    path = references.joinpath(*name.split(".")[1:])
    if path.is_dir():
        inside = path / "__init__.py"
        text = inside.read_text(encoding="utf-8") if inside.is_file() else ""
        return SourceFile(filename=str(inside), text=text, is_package=True)
    path = path.with_suffix(".py")
    return SourceFile(filename=str(path), text=path.read_text(encoding="utf-8")) if path.is_file() else None
