"""What is left to do for the later children of a submission, once its first child has read it.

Reading a submission (parsing it, finding what its entry points stand on) is most of what a child does, and it comes to
the same for every test case. So the first child tells which lines are not to run, before it has run any line; the
outside blanks them and gives the later children what remains, to be run from top to bottom. Where running the text
straight through would come to something else (a repair, a definition that must not be replaced, a method outside its
class) there is no excerpt, and every child reads for itself.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from types import CodeType
from typing import Any

from .problems import code_name
from .scope import furnished

#: Cell, first line, last line.
Range = tuple[int, int, int]


def left_out(
    kept: Iterable[tuple[ast.stmt, int]], left: Iterable[tuple[ast.stmt, int]], cells: Sequence[str]
) -> list[Range] | None:
    """The lines of the statements `left` (each with its cell); None if some of them are also lines of one `kept`."""
    if any("\r" in cell or "\f" in cell for cell in cells):
        return None  # Python counts lines there that the outside does not
    ranges = [(cell, *_lines(node)) for node, cell in left]
    gone = {(cell, line) for cell, first, last in ranges for line in range(first, last + 1)}
    shared = any((cell, line) in gone for node, cell in kept for line in range(_lines(node)[0], _lines(node)[1] + 1))
    return None if gone and shared else ranges


def run(cells: Sequence[str], support: str | CodeType, scope: dict[str, Any]) -> dict[str, Any] | None:
    """The namespace after running an excerpt on top of `support`; None if it raised, and has to be read after all.

    Raises MemoryError, and what support.py raises.
    """
    namespace, _ = furnished(support, scope, set(), _unheard)
    try:
        for index, text in enumerate(cells):
            if text:
                exec(compile(text, code_name(index), "exec", dont_inherit=True), namespace)
    except MemoryError:
        raise
    except (Exception, SystemExit):
        return None
    return namespace


def _unheard(_module: str) -> None:
    """The first child has told already which modules are missing."""


def _lines(node: ast.stmt) -> tuple[int, int]:
    decorators = [one.lineno for one in getattr(node, "decorator_list", ())]
    return min([node.lineno, *decorators]), node.end_lineno or node.lineno
