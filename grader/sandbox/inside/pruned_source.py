"""The source that later children of a submission run: its cells with the lines blank that are left out.

Analysing a submission (parsing it, finding what fails or takes too long) is most of the work of a child, and its result
is the same for every test case. So the first child reports which lines it left out, and which raised an exception. The
worker blanks the former and sends the later children the pruned source, which they run from top to bottom; the lines
that raised run by themselves. Where that would give another result (a repair, a definition that must not be replaced, a
method outside its class), there is no pruned source, and every child analyses the submission.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from .problems import code_name
from .scope import compiled, keep_source, new_namespace

#: Cell, first line, last line.
Range = tuple[int, int, int]
#: Most ranges that raised; each is compiled by itself.
MOST_RAISED = 100


def ranges_of(
    run: Iterable[tuple[ast.stmt, int]], apart: Iterable[tuple[ast.stmt, int]], cells: Sequence[str]
) -> list[Range] | None:
    """The lines of the statements `apart`, each with its cell; None if a statement to `run` shares one of them."""
    if any("\r" in cell or "\f" in cell for cell in cells):
        return None  # Python counts these as line ends; the worker splits at "\n" only
    ranges = [(cell, *_lines(node)) for node, cell in apart]
    if not ranges:
        return []
    lines = [(cell, line) for cell, first, last in ranges for line in range(first, last + 1)]
    alone = set(lines)
    shared = any((cell, line) in alone for node, cell in run for line in range(_lines(node)[0], _lines(node)[1] + 1))
    return None if shared or len(alone) < len(lines) else ranges


class Unexpected(Exception):
    """Other lines raised than in the child that analysed the submission."""


def blank_lines(cells: Sequence[str], ranges: Sequence[Range]) -> tuple[str, ...]:
    """The cells with these lines blank. Raises IndexError for an unknown cell."""
    lines = [cell.split("\n") for cell in cells]
    for cell, first, last in ranges:
        for index in range(max(first - 1, 0), min(last, len(lines[cell]))):
            lines[cell][index] = ""
    return tuple("\n".join(cell) for cell in lines)


def run(cells: Sequence[str], raised: Sequence[Range], support: str, scope: dict[str, Any]) -> dict[str, Any]:
    """The namespace after running pruned cells on top of `support`.

    Raises Unexpected if other lines than `raised` raised, MemoryError, and whatever support.py raises.
    """
    namespace, _ = new_namespace(support, scope, set(), _ignore)
    keep_source(cells)
    if any("warnings" in text for text in cells):
        with warnings.catch_warnings():
            _run_cells(cells, raised, namespace)
    else:
        _run_cells(cells, raised, namespace)
    return namespace


def _run_cells(cells: Sequence[str], raised: Sequence[Range], namespace: dict[str, Any]) -> None:
    for index, text in enumerate(cells):
        for part, may_raise in _parts(text, [item[1:] for item in raised if item[0] == index]):
            try:
                exec(compiled(part, code_name(index)), namespace)
            except BaseException as error:
                if isinstance(error, MemoryError) and not may_raise:
                    raise
                if not may_raise:
                    raise Unexpected from None


def _parts(text: str, raised: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """The text in parts that keep their line numbers, and whether each may raise."""
    if not raised:
        if text:
            yield text, False
        return
    lines = text.split("\n")
    done = 0
    for first, last in sorted(raised):
        yield "\n" * done + "\n".join(lines[done : first - 1]), False
        yield "\n" * (first - 1) + "\n".join(lines[first - 1 : last]), True
        done = last
    yield "\n" * done + "\n".join(lines[done:]), False


def _ignore(_module: str) -> None:
    """The first child has reported missing modules already."""


def _lines(node: ast.stmt) -> tuple[int, int]:
    decorators = [decorator.lineno for decorator in getattr(node, "decorator_list", ())]
    return min([node.lineno, *decorators]), node.end_lineno or node.lineno
