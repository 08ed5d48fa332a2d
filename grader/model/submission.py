"""Submissions, and what enters the jail with them.

A submission has one form at each step:

    Upload           the file and the `Source` read from it; `grader.uploads` makes it, once
    NewSubmission    an upload, whose it is and for which assignment; `grader.store.submissions` stores it
    Submission       the row: the system of record
    QueueEntry       id, lane and priority of a queued row: all that the queue is told
    Claim            a worker's right to grade the row, with its `Source`
    Bundle           the `Source` with the public parts of the assignment: all that enters the jail
    Report           the result
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Source:
    """A submission as text: the code cells of a notebook in order, or one cell for a file or pasted code."""

    #: The uploaded file's name, or "submission.py" for pasted code.
    filename: str
    #: Python source text of each cell; line ends are "\n", no byte order mark.
    cells: tuple[str, ...]
    #: What reading the upload left out, for the student ("line 3: %matplotlib inline was left out").
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The JSON that is stored beside the file; the file's name has a column of its own."""
        return {"cells": list(self.cells), "notes": list(self.notes)}

    @classmethod
    def from_json(cls, filename: str, stored: Mapping[str, Any]) -> Source:
        """The inverse of `to_json`."""
        return cls(filename=filename, cells=tuple(stored["cells"]), notes=tuple(stored["notes"]))


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file that was handed in, and the submission that was read from it."""

    #: The file, byte for byte.
    content: bytes
    source: Source

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the file, hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Variant:
    """Another version of a task, for which a submission may have been written."""

    #: Names of functions that only it defines; one of them is enough.
    signs: tuple[str, ...]
    #: (its name of a function, the task's), where both mean the same.
    renamed: tuple[tuple[str, str], ...] = ()
    #: What the student is told, once.
    note: str


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """All that enters the jail for one submission. Holds no expected value and no reference code."""

    source: Source
    #: Source of the assignment's support.py.
    support: str
    #: Names the submission is asked for; decides which of its top-level statements are needed.
    entry_points: tuple[str, ...]
    #: Names bound by support.py that the submission's own definitions do not replace.
    provided: tuple[str, ...] = ()
    #: Modules besides NumPy that it may import.
    allowed: tuple[str, ...] = ()
    #: Whether the dictionary `answers` is read entry by entry, in place of the definitions.
    answers: bool = False
    #: Other versions of the task.
    variants: tuple[Variant, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Handle:
    """A reference to an object that stays inside the jail (an instance, a function)."""

    #: Number of the object in the child's table.
    id: int
    #: Name of its class, as the child claims.
    type_name: str
    #: Names of its public callable attributes, so that `net.train` needs no extra crossing.
    methods: frozenset[str] = frozenset()
