"""Merges a sample that holds only what differs with the accepted sample that it is based on."""

from __future__ import annotations

import ast
import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

#: The header line, among the first lines of a sample.
BASED_ON = re.compile(r"^# based on: (\S+)$")
#: How many lines at the top may be headers.
HEADERS = 5

Key = tuple[str, ...]
#: Index of the first line, index after the last line, and the lines that take their place.
Edit = tuple[int, int, list[str]]


class NotMergeable(ValueError):
    """The changes and the base do not fit together; the message says why."""


@dataclass(frozen=True, kw_only=True)
class _Piece:
    """A top-level statement, or one of a class, with its lines."""

    key: Key
    node: ast.stmt
    #: Index of its first line and of the line after it.
    start: int
    end: int


def based_on(text: str) -> str | None:
    """What the header line names ("accepted/vectorised.py"); None for a complete sample."""
    found = (BASED_ON.match(line.strip()) for line in text.splitlines()[:HEADERS])
    return next((match[1] for match in found if match), None)


def merge(base: str, changes: str) -> str:
    """`base` with the definitions, assignments and imports of `changes` in place of those of the same name.

    Of a class that both define, the methods and attributes are merged in the same way. What `base` does not have is
    inserted before the first statement that is replaced; at the end, when none is. The comments at the top of `changes`
    stay at the top. Raises `NotMergeable`, also for a syntax error.
    """
    lines = base.splitlines()
    edits = _edits(_pieces(_parsed(base)), _pieces(_parsed(changes)), changes.splitlines(), len(lines))
    for start, end, new in sorted(edits, key=lambda edit: edit[:2], reverse=True):
        lines[start:end] = new
    return "\n".join([*_comments(changes), *lines]) + "\n"


def _edits(old: list[_Piece], new: list[_Piece], source: list[str], end: int) -> Iterator[Edit]:
    """What makes the statements `old`, which end at line `end`, have those of `new`, whose lines `source` holds."""
    known = {piece.key: piece for piece in old}
    counts = Counter(piece.key for piece in old)
    added = [piece for piece in new if piece.key not in known]
    first = end
    for piece in new:
        before = known.get(piece.key)
        if before is None:
            continue
        if counts[piece.key] > 1:
            raise NotMergeable(f"the base defines {piece.key[-1]} more than once")
        first = min(first, before.start)
        if isinstance(piece.node, ast.ClassDef) and isinstance(before.node, ast.ClassDef):
            yield from _class_edits(before.node, piece.node, source)
        else:
            yield before.start, before.end, _lines(piece, source, before.node.col_offset)
    indent = old[0].node.col_offset if old else 0
    gap = [""] if indent else ["", ""]
    blocks = (_lines(piece, source, indent) for piece in added)
    yield first, first, [line for block in blocks for line in ([*gap, *block] if first == end else [*block, *gap])]


def _class_edits(before: ast.ClassDef, after: ast.ClassDef, source: list[str]) -> Iterator[Edit]:
    if _head(before) != _head(after):
        raise NotMergeable(f"class {after.name} has other bases or decorators than that of the base")
    return _edits(_pieces(before.body), _pieces(after.body), source, before.end_lineno or before.lineno)


def _head(node: ast.ClassDef) -> list[str]:
    return [ast.dump(part) for part in (*node.bases, *node.keywords, *node.decorator_list)]


def _parsed(text: str) -> list[ast.stmt]:
    try:
        return ast.parse(text).body
    except SyntaxError as error:
        raise NotMergeable(f"line {error.lineno}: {error.msg}") from error


def _pieces(body: Iterable[ast.stmt]) -> list[_Piece]:
    return [_piece(node) for node in body]


def _piece(node: ast.stmt) -> _Piece:
    first = min([node.lineno, *(part.lineno for part in getattr(node, "decorator_list", ()))])
    return _Piece(key=_key(node), node=node, start=first - 1, end=node.end_lineno or node.lineno)


def _key(node: ast.stmt) -> Key:
    """What two statements have in common when one replaces the other."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return ("name", node.name)
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    if targets:
        return ("name", ", ".join(ast.unparse(target) for target in targets))
    return ("statement", ast.unparse(node))


def _lines(piece: _Piece, source: list[str], indent: int) -> list[str]:
    """The lines of a statement, the first one indented by `indent`."""
    block = source[piece.start : piece.end]
    if len(block[0]) - len(block[0].lstrip()) == indent:
        return block
    return textwrap.indent(textwrap.dedent("\n".join(block)), " " * indent).splitlines()


def _comments(text: str) -> list[str]:
    """The comment lines at the top."""
    lines = text.splitlines()
    return lines[: next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))]
