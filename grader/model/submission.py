"""What a student hands in, and what of an assignment goes into the jail with it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Source:
    """A submission as text: the code cells of a notebook in order, or one cell for a file or pasted code."""

    #: The uploaded file's name, or "submission.py" for pasted code.
    filename: str
    #: Python source text of each cell; line ends are "\n", no byte order mark.
    cells: tuple[str, ...]
    #: What reading the upload left out, for the student ("line 3: %matplotlib inline was left out").
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """All that enters the jail for one submission. Holds no expected value and no reference code."""

    source: Source
    #: Source of the assignment's support.py.
    support: str
    #: Names the submission is asked for; decides which of its top-level statements are needed.
    entry_points: tuple[str, ...]
    #: Names bound by support.py that the submission's own definitions do not replace.
    given: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Handle:
    """An object that stays inside the jail (an instance, a function); the outside holds only this."""

    #: Number of the object in the child's table.
    id: int
    #: Name of its class, as the child claims.
    type_name: str
    #: Names of its public callable attributes, so that `net.train` needs no extra crossing.
    methods: frozenset[str] = frozenset()
