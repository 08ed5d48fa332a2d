"""The syntax trees of a submission, for what the worker finds out about it before a child loads it."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Sequence
from functools import lru_cache

#: What `parse` raises.
UNPARSABLE = (SyntaxError, ValueError, RecursionError, MemoryError)


@lru_cache(maxsize=2)
def parse(cells: Sequence[str]) -> list[ast.Module]:
    """The trees of a tuple of cells. They are kept for the next check, so nobody may change them. Raises UNPARSABLE."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [ast.parse(cell) for cell in cells]
