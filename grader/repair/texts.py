"""What is said of a repair: a ladder for the student, and the edit for the instructor."""

from __future__ import annotations

from collections.abc import Sequence

from grader.model import Change

#: Index of a cell, and line in it.
Place = tuple[int, int]
#: Words for small numbers.
_COUNTS = {1: "One change", 2: "Two changes", 3: "Three changes"}
#: Longest code in a sentence, in characters.
_LONGEST = 120


def rungs(
    changes: Sequence[Change],
    *,
    function: str,
    complete: bool,
    leaves_out: bool,
    visible_only: bool,
    cells: int,
    raised: Place | None = None,
) -> tuple[str, str, str]:
    """(which lines, which part of them, what it is about) for the student. Holds their own code and our words only.

    `complete`: no failed test remains; `leaves_out`: tests that take long were not run; `visible_only`: a practice run;
    `cells`: how many cells the submission has; `raised`: where the exception arises that the failed tests show.
    """
    count = _COUNTS.get(len(changes), f"{len(changes)} changes")
    where = _join([location(change, cells) for change in changes])
    tests = f"all tests of `{function}`"
    if complete:
        tests = "all tests of this practice run" if visible_only else "all tests"
    if complete and leaves_out:
        tests += " that do not train"
    verb = "makes" if len(changes) == 1 else "make"
    place = f" in {where}" if len(changes) == 1 else f", in {where},"
    first = f"{count}{place} {verb} {tests} pass.{_of_exception(changes, cells, raised)}"
    second = " ".join(_part(change, cells) for change in changes)
    third = " ".join(f"{_capital(location(change, cells))} is about {change.subject}." for change in changes)
    return first, second, third if len(changes) > 1 else f"It is about {changes[0].subject}."


def edit(changes: Sequence[Change], cells: int) -> str:
    """What to write, for the instructor."""
    return "\n".join(_edit(change, cells) for change in changes)


def location(change: Change, cells: int) -> str:
    """A line as the student counts: "line 12", or "cell 3, line 12" in a notebook."""
    return _location((change.cell, change.line), cells)


def _location(place: Place, cells: int) -> str:
    cell, line = place
    return f"cell {cell + 1}, line {line}" if cells > 1 else f"line {line}"


def _of_exception(changes: Sequence[Change], cells: int, raised: Place | None) -> str:
    """Whether the exception arises at the mistake, or is a consequence of it."""
    if raised is None:
        return ""
    if any((change.cell, change.line) == raised for change in changes):
        return " It is the line of the exception." if len(changes) == 1 else ""
    return f" The exception in {_location(raised, cells)} does not arise any more."


def _part(change: Change, cells: int) -> str:
    where = location(change, cells)
    if not change.before:
        return f"Something is missing at {where}, beside `{_cut(change.part)}`."
    return f"In {where}, look at `{_cut(change.part)}`."


def _edit(change: Change, cells: int) -> str:
    where = location(change, cells)
    if not change.before:
        return f"{where}: add `{_cut(change.after)}`"
    return f"{where}: `{_cut(change.before)}` → `{_cut(change.after)}`"


def _cut(code: str) -> str:
    line = " ".join(code.split())
    return line if len(line) <= _LONGEST else line[:_LONGEST] + "..."


def _join(items: Sequence[str]) -> str:
    unique = list(dict.fromkeys(items))
    return " and ".join([", ".join(unique[:-1]), unique[-1]] if len(unique) > 1 else unique)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
