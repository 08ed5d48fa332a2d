"""What everybody may see of the assignments: the files that `files.PUBLIC` names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Generic, TypeVar

from grader.assignments import files
from grader.assignments.assignment_toml import read_assignment, salvage_assignment
from grader.assignments.questions import load_questions
from grader.assignments.toml import TomlFile
from grader.errors import AssignmentError
from grader.model import Assignment

#: Text of an assignment -> the file that holds it.
TEXTS = {"prompt": "prompt.md", "starter": "starter.py", "support": "support.py"}
Loaded = TypeVar("Loaded")


def load(slug: str, folder: Path | None = None) -> Assignment:
    """The public part of assignment `slug`. Raises `AssignmentError` with file, line and remedy.

    Files are named relative to the project's root.
    """
    base = folder or files.root()
    with files.relative_paths(base):
        return _load(slug, base)


def load_or_salvage(slug: str, folder: Path | None = None) -> Assignment:
    """As `load`, but an assignment that cannot be loaded comes with its `problem`, and what can be read of it."""
    base = folder or files.root()
    try:
        return load(slug, base)
    except AssignmentError as error:
        here = files.folder_of(base, slug)
        texts = {name: _readable(here / filename) for name, filename in TEXTS.items()}
        return salvage_assignment(here, texts, error.message)


class Cached(Generic[Loaded]):
    """What is loaded for each assignment of a project, again when one of its public files changes."""

    def __init__(self, root: Path, load: Callable[[str], Loaded]) -> None:
        self._root, self._load = root, load
        self._known: dict[str, tuple[tuple[int, ...], Loaded]] = {}

    def get(self, slug: str) -> Loaded | None:
        """What is loaded for the assignment; None when none of its files is there."""
        state = files.public_state(self._root, slug) if slug.isidentifier() else ()
        if not any(state):
            return None
        if slug not in self._known or self._known[slug][0] != state:
            self._known[slug] = state, self._load(slug)
        return self._known[slug][1]


def _load(slug: str, base: Path) -> Assignment:
    known = files.slugs(base)
    if not slug.isidentifier() or slug not in known:
        shown = slug if len(slug) <= 100 else f"{slug[:100]}..."
        raise AssignmentError(f"there is no assignment {shown!r}; there are: {', '.join(known)}")
    here = files.folder_of(base, slug)
    texts = {
        "prompt": _text(here / "prompt.md", "the task, in Markdown"),
        "starter": _text(here / "starter.py", "what the student starts from"),
        "support": _text(here / "support.py", None),
    }
    assignment = read_assignment(TomlFile(here / "assignment.toml"), slug, texts)
    return replace(assignment, questions=load_questions(here, assignment.rows))


def _readable(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _text(path: Path, needed: str | None) -> str:
    if not path.is_file():
        if needed is None:
            return ""
        raise AssignmentError(f"{path}: this file is missing: write {needed}")
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise AssignmentError(f"{path}: not UTF-8: {error}") from error
