"""What everybody may see of the assignments: assignment.toml, questions.toml, prompt.md, starter.py, support.py."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from grader.assignments.questions import load_questions
from grader.assignments.toml import TomlFile, read
from grader.errors import AssignmentError
from grader.model import Assignment


def root() -> Path:
    """The project's folder: GRADER_ROOT, or the folder that holds the `grader` package."""
    given = os.environ.get("GRADER_ROOT")
    return Path(given).resolve() if given else Path(__file__).resolve().parents[2]


def slugs(folder: Path | None = None) -> tuple[str, ...]:
    """The names of all assignments, sorted."""
    tests = (folder or root()) / "testcases"
    if not tests.is_dir():
        raise AssignmentError(f"{tests}: there is no such folder; set GRADER_ROOT to the project's folder")
    return tuple(sorted(path.parent.name for path in tests.glob("*/assignment.toml")))


def load(slug: str, folder: Path | None = None) -> Assignment:
    """The public part of assignment `slug`. Raises `AssignmentError` with file, line and remedy."""
    known = slugs(folder)
    if not slug.isidentifier() or slug not in known:
        shown = slug if len(slug) <= 100 else f"{slug[:100]}..."
        raise AssignmentError(f"there is no assignment {shown!r}; there are: {', '.join(known)}")
    here = (folder or root()) / "testcases" / slug
    texts = {
        "prompt": _text(here / "prompt.md", "the task, in Markdown"),
        "starter": _text(here / "starter.py", "what the student starts from"),
        "support": _text(here / "support.py", None),
    }
    assignment = read(TomlFile(here / "assignment.toml"), slug, texts)
    return replace(assignment, questions=load_questions(here, assignment.rows))


def load_all(folder: Path | None = None) -> tuple[Assignment, ...]:
    """Every assignment, by name."""
    return tuple(load(slug, folder) for slug in slugs(folder))


def _text(path: Path, needed: str | None) -> str:
    if not path.is_file():
        if needed is None:
            return ""
        raise AssignmentError(f"{path}: this file is missing: write {needed}")
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise AssignmentError(f"{path}: not UTF-8: {error}") from error
