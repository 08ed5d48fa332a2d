"""The source that later children of a submission run: its cells with the skipped lines blank.

Analysing a submission (parsing it, finding what its entry points depend on) is most of the work of a child, and its
result is the same for every test case. So the first child reports which lines are skipped, before it runs any line. The
worker blanks those lines and sends the later children the pruned source, which they run from top to bottom. Where that
would give another result (a repair, a definition that must not be replaced, a method outside its class), there is no
pruned source, and every child analyses the submission.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from types import CodeType
from typing import Any

from .problems import code_name
from .scope import new_namespace

#: Cell, first line, last line.
Range = tuple[int, int, int]


def skipped_lines(
    run: Iterable[tuple[ast.stmt, int]], skipped: Iterable[tuple[ast.stmt, int]], cells: Sequence[str]
) -> list[Range] | None:
    """The lines of the `skipped` statements, each with its cell; None if a statement to `run` shares one of them."""
    if any("\r" in cell or "\f" in cell for cell in cells):
        return None  # Python counts these as line ends; the worker splits at "\n" only
    ranges = [(cell, *_lines(node)) for node, cell in skipped]
    lines = {(cell, line) for cell, first, last in ranges for line in range(first, last + 1)}
    shared = any((cell, line) in lines for node, cell in run for line in range(_lines(node)[0], _lines(node)[1] + 1))
    return None if lines and shared else ranges


def run(cells: Sequence[str], support: str | CodeType, scope: dict[str, Any]) -> dict[str, Any] | None:
    """The namespace after running pruned cells on top of `support`; None if they raised.

    Raises MemoryError, and whatever support.py raises.
    """
    namespace, _ = new_namespace(support, scope, set(), _ignore)
    try:
        for index, text in enumerate(cells):
            if text:
                exec(compile(text, code_name(index), "exec", dont_inherit=True), namespace)
    except MemoryError:
        raise
    except (Exception, SystemExit):
        return None
    return namespace


def _ignore(_module: str) -> None:
    """The first child has reported missing modules already."""


def _lines(node: ast.stmt) -> tuple[int, int]:
    decorators = [decorator.lineno for decorator in getattr(node, "decorator_list", ())]
    return min([node.lineno, *decorators]), node.end_lineno or node.lineno
