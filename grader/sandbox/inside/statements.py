"""Reads the cells of a submission into top-level statements, and prepares them: what the loader runs."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from . import names
from .error_recovery import read_cell
from .notes import Notes
from .reach import Reach
from .redefinitions import adopt_classes, retain_earlier
from .requirements import Requirements
from .variants import adopt_variant

_BREAKPOINT = re.compile(r"^[ \t]*breakpoint\(", re.MULTILINE)


class Statement(NamedTuple):
    """A top-level statement and the cell that it stands in."""

    node: ast.stmt
    cell: int


class Program(NamedTuple):
    """The statements of a submission."""

    statements: list[Statement]
    #: Earlier definitions that stay in use, with the names under which they are kept.
    retained: dict[ast.stmt, str]
    #: Whether the statements are the text's own: nothing repaired, renamed or moved.
    verbatim: bool


def read(
    cells: Sequence[str],
    required: Requirements,
    provided: Collection[str],
    variants: Sequence[Mapping[str, Any]],
    notes: Notes,
) -> Program:
    """All statements in order. Broken parts are recorded as problems of the names that they define.

    `variants` are other versions of the task; see `variants.adopt_variant`.
    """
    found = [read_cell(text) for text in cells]
    _note_breakpoints(cells, notes)
    statements = [Statement(node, index) for index, cell in enumerate(found) for node in cell.statements]
    renamed = adopt_classes([statement.node for statement in statements], required.entry_points)
    adopted = adopt_variant([statement.node for statement in statements], required, variants, notes)
    verbatim = not renamed and not adopted and not any(cell.repairs or cell.broken for cell in found)
    for index, cell in enumerate(found):
        for line, description in cell.repairs:
            notes.add(description, index, line)
        for broken in cell.broken:
            required.add_broken(broken._replace(owner=renamed.get(broken.owner, broken.owner)), index)
    for old, new in renamed.items():
        notes.add_general(f"The class `{old}` is taken as `{new}`, the name that the task gives")
    opened = _main_blocks(statements, required.entry_points, notes)
    retained = _redefinitions(opened, provided, notes)
    moved = any(new is not old for new, old in zip(opened, statements, strict=False)) or len(opened) != len(statements)
    return Program(opened, retained, verbatim and not retained and not moved)


def _note_breakpoints(cells: Sequence[str], notes: Notes) -> None:
    """Note calls of `breakpoint()`, which do nothing here."""
    for index, text in enumerate(cells):
        if "breakpoint" in text and (match := _BREAKPOINT.search(text)):
            line = text.count("\n", 0, match.start()) + 1
            notes.add("`breakpoint()` is still in the code; it does nothing here, so take it out", index, line)


def _redefinitions(statements: list[Statement], provided: Collection[str], notes: Notes) -> dict[ast.stmt, str]:
    """The earlier definitions that stay in use."""
    cells = {id(statement.node): statement.cell for statement in statements}
    retained = retain_earlier([statement.node for statement in statements], provided)
    callers: dict[tuple[str, int, int], list[str]] = {}
    for case in retained:
        callers.setdefault((case.name, id(case.earlier), id(case.last)), []).append(f"`{case.caller}`")
    for case in retained:
        using = callers.pop((case.name, id(case.earlier), id(case.last)), None)
        if using:
            line = notes.location(cells[id(case.earlier)], case.earlier.lineno)
            verb, callers_of = "uses" if len(using) == 1 else "use", " and ".join(dict.fromkeys(using))
            notes.add(
                f"`{case.name}` is defined again with other parameters; {callers_of} still {verb} the one of {line}",
                cells[id(case.last)],
                case.last.lineno,
            )
    return {case.earlier: case.hidden for case in retained}


def _main_blocks(statements: list[Statement], entry_points: Iterable[str], notes: Notes) -> list[Statement]:
    """The statements without the blocks below `if __name__ == "__main__":`; their `else` branches stay.

    A block that holds the only definition of a required name gives what that definition needs.
    """
    guards = [statement for statement in statements if names.is_main_guard(statement.node)]
    if not guards:
        return statements
    elsewhere = set().union(*(names.bound(s.node) for s in statements if s not in guards))
    wanted = {name.partition(".")[0] for name in entry_points} - elsewhere
    opened: list[Statement] = []
    for statement in statements:
        if statement not in guards or not isinstance(statement.node, ast.If):
            opened.append(statement)
            continue
        body = statement.node.body
        taken = _needed(body, wanted)
        first, last = body[0].lineno, body[-1].end_lineno or body[-1].lineno
        if taken:
            opened.extend(Statement(node, statement.cell) for node in taken)
            these = ", ".join(f"`{name}`" for name in sorted(wanted & set().union(*map(names.bound, taken))))
            notes.add(
                f'{these} stands below `if __name__ == "__main__":` and was taken from there; move it above that line',
                statement.cell,
                taken[0].lineno,
            )
        else:
            notes.add_general(
                f'Not run: {notes.lines(statement.cell, first, last)}, below `if __name__ == "__main__":`'
            )
            statement.node.body = [ast.copy_location(ast.Pass(), body[0])]
            opened.append(statement)
    return opened


def _needed(body: list[ast.stmt], wanted: set[str]) -> list[ast.stmt]:
    """The statements of a block that define one of the `wanted` names, with what these need."""
    if not wanted & set().union(*map(names.bound, body)):
        return []
    reach = Reach(body)
    reached = reach.wanted(wanted)
    # A call that only tries a function changes nothing that is wanted.
    return [
        node
        for node, changes in zip(body, reach.changes, strict=True)
        if isinstance(node, names.DEFINITION) or changes & reached
    ]


def lines_of(statements: Iterable[Statement]) -> list[tuple[int, int, int]]:
    """Cell, first and last line of each statement."""
    return [(cell, node.lineno, node.end_lineno or node.lineno) for node, cell in statements]
