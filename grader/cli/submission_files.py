"""Finds and reads the submissions that `grader grade` is given."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from grader.assignments.samples import is_sample, read_sample
from grader.model import Source
from grader.uploads import read_upload

SUFFIXES = frozenset({".py", ".ipynb", ".json"})


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The files in the order given, each once; a folder stands for the submissions below it, sorted.

    In a folder, names that begin with a dot are left out (Jupyter's checkpoints, for example). Raises UsageError for a
    folder without a submission.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if not path.is_dir():
            found[path] = None
            continue
        below = files_below(path)
        if not below:
            raise click.UsageError(f"there is no {', '.join(sorted(SUFFIXES))} file in {path}")
        found.update(dict.fromkeys(below))
    return list(found)


def files_below(folder: Path) -> list[Path]:
    """The files below a folder that may be submissions, sorted, without names that begin with a dot."""
    return sorted(_below(folder))


def _below(folder: Path) -> Iterator[Path]:
    for base, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(base, name)
            if not name.startswith(".") and path.suffix.lower() in SUFFIXES:
                yield path


def read_submission(path: Path) -> Source:
    """The submission in a file; a sample that holds only what differs from another one is completed.

    Raises AssignmentError for such a sample that cannot be completed; UsageError for what is not a regular file,
    because reading a device may never end and a pipe may never begin; UploadRejected for what is no submission; and
    OSError.
    """
    if not path.is_file():
        raise click.UsageError(f"{path} is not a regular file")
    content = read_sample(path) if is_sample(path) else path.read_bytes()
    return read_upload(path.name, content).source
