"""Of many similar test cases a run takes some, always the same; with `--hypothesis-profile=thorough` it takes all."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import TypeVar

from hypothesis import settings

Row = TypeVar("Row")
Column = TypeVar("Column")


def is_thorough() -> bool:
    """Whether the run takes all."""
    return settings.get_current_profile_name() == "thorough"


def every(step: int, items: Sequence[Row]) -> list[Row]:
    """Every `step`-th item, from the first."""
    return list(items[:: 1 if is_thorough() else step])


def diagonals(step: int, rows: Sequence[Row], columns: Sequence[Column]) -> list[tuple[Row, Column]]:
    """Pairs of row and column: one in `step` of each row, another one in the next row."""
    pairs = product(enumerate(rows), enumerate(columns))
    return [(row, column) for (i, row), (j, column) in pairs if is_thorough() or (i + j) % step == 0]
