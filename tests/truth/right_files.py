"""Reads the corpus of right files: files as students write them, which deserve full marks.

The files are in `tests/truth/right/`: per assignment one or more text files of entries,

    === NAME [FLAG ...]
    text; in a notebook (.ipynb) `# %%` begins each cell, and `# %% markdown` one that is not code

The flags `bom`, `crlf` and `latin1` say how the text becomes bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parent / "right"
_ENTRY = re.compile(r"^=== (\S+)((?: \w+)*)\n", re.MULTILINE)


class RightFile(NamedTuple):
    """A file that deserves full marks."""

    slug: str
    name: str
    data: bytes


def right_files(folder: Path = FOLDER) -> Iterator[RightFile]:
    """All entries."""
    for path in sorted(folder.glob("*.txt")):
        _, *parts = _ENTRY.split(path.read_text())
        for name, flags, text in zip(*[iter(parts)] * 3, strict=True):
            yield RightFile(path.name.partition(".")[0], name, _bytes(name, text, flags.split()))


def _bytes(name: str, text: str, flags: list[str]) -> bytes:
    if name.endswith(".ipynb"):
        text = _notebook(text)
    if "crlf" in flags:
        text = text.replace("\n", "\r\n")
    return text.encode("latin-1" if "latin1" in flags else "utf-8-sig" if "bom" in flags else "utf-8")


def _notebook(text: str) -> str:
    cells = []
    for piece in re.split(r"^# %%", text, flags=re.MULTILINE)[1:]:
        first, _, rest = piece.partition("\n")
        kind = "markdown" if "markdown" in first else "code"
        cell = {"cell_type": kind, "metadata": {}, "source": rest.rstrip("\n").splitlines(keepends=True)}
        cells.append(cell if kind == "markdown" else cell | {"execution_count": None, "outputs": []})
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
