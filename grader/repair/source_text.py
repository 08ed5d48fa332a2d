"""The text of a submission by positions of its syntax tree, and edits that keep the rest of it as it is."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from grader.engine.diagnosis.source_map import UNPARSABLE
from grader.model import Source


@dataclass(frozen=True, kw_only=True)
class Edit:
    """New text for a range of a cell."""

    #: Index of the cell.
    cell: int
    #: Offsets in characters; equal for an insertion.
    start: int
    end: int
    text: str


class CellText:
    """One cell's text and tree."""

    def __init__(self, index: int, text: str) -> None:
        """`tree` is empty for text that cannot be parsed."""
        self.index = index
        self.text = text
        try:
            self.tree = ast.parse(text)
        except UNPARSABLE:
            self.tree = ast.Module(body=[], type_ignores=[])
        self._lines = text.split("\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def offset(self, line: int, column: int) -> int:
        """Offset in characters of a position of the tree: 1-based line, column in bytes of UTF-8."""
        text = self._lines[line - 1]
        if not text.isascii():
            column = len(text.encode()[:column].decode(errors="ignore"))
        return self._starts[line - 1] + column

    def span(self, node: ast.expr | ast.stmt | ast.keyword) -> tuple[int, int]:
        """Offsets of the first character of `node` and of the one after its last; parentheses around it left out."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        start = self.offset(node.lineno, node.col_offset)
        return start, self.offset(node.end_lineno, node.end_col_offset)

    def code(self, node: ast.expr | ast.stmt | ast.keyword) -> str:
        """The text of `node`."""
        start, end = self.span(node)
        return self.text[start:end]

    def lines(self, first: int, last: int) -> tuple[int, int]:
        """Offsets of whole lines, the line end of the last one included."""
        return self._starts[first - 1], min(self._starts[last], len(self.text))

    def line_text(self, line: int) -> str:
        """The text of a line."""
        return self._lines[line - 1]

    def line_of(self, offset: int) -> int:
        """The 1-based line of an offset."""
        return self.text.count("\n", 0, offset) + 1


def apply(source: Source, edits: Iterable[Edit]) -> Source | None:
    """The submission with the edits made; None when two of them overlap."""
    cells = list(source.cells)
    by_cell: dict[int, list[Edit]] = {}
    for edit in sorted(edits, key=_position):
        by_cell.setdefault(edit.cell, []).append(edit)
    for cell, inside in by_cell.items():
        if any(earlier.end > later.start for earlier, later in pairwise(inside)):
            return None
        cells[cell] = replace_ranges(cells[cell], inside)
    return replace(source, cells=tuple(cells))


def replace_ranges(text: str, edits: Iterable[Edit]) -> str:
    """A cell's text with edits that do not overlap."""
    for edit in sorted(edits, key=_position, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def _position(edit: Edit) -> tuple[int, int]:
    return edit.start, edit.end


def trimmed(edit: Edit, text: str) -> Edit:
    """The edit without what it leaves as it was at its ends; `text` is that of its cell."""
    old, new = text[edit.start : edit.end], edit.text
    shortest = min(len(old), len(new))
    head = next((i for i in range(shortest) if old[i] != new[i]), shortest)
    tail = next((i for i in range(shortest - head) if old[-1 - i] != new[-1 - i]), shortest - head)
    return Edit(cell=edit.cell, start=edit.start + head, end=edit.end - tail, text=new[head : len(new) - tail])


def normalised(source: Source) -> str:
    """The code without comments and formatting, names kept; what cannot be parsed stays as it is."""
    parts = []
    for cell in source.cells:
        try:
            parts.append(ast.unparse(ast.parse(cell)))
        except UNPARSABLE:
            parts.append(cell)
    return "\n# cell\n".join(parts)
