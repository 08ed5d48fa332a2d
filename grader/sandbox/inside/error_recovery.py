"""Parses a cell into statements, and recovers as many as possible when it has syntax errors.

A cell that does not parse is first repaired as a whole (tabs mixed with spaces, a paste that is indented throughout).
If that does not help, it is split where a line begins at the margin, and a class where its members begin. Each part is
parsed separately, so that a syntax error in `predict` does not affect `train`. Line numbers never change.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from .indentation_repairs import REPAIRS
from .problems import syntax_problem

#: What `ast.parse` raises for text that is not Python.
UNPARSABLE = (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError)
#: Most parts into which a cell with errors is split.
_MOST_PARTS = 5000
#: Most parts that are joined while a string or bracket is open, and lines of all joined parts for each line of a cell.
_MOST_JOINED, _JOINED_LINES = 200, 4

_CONTINUES = re.compile(r"[)\]}#\s]|(?:else|elif|except|finally)\b")
_DEFINITION = re.compile(r"\s*(?:async\s+)?(def|class)\s+([^\W\d]\w*)")
_FUNCTION_LINE = re.compile(r"(?:async\s+)?def\s+\w+\s*\(.*:\s*(?:#.*)?$")
_MARGIN_DEFINITION = re.compile(r"(?:async\s+)?(?:def|class)\b|@")
#: What git writes around the two versions of a conflict.
_MERGE_MARK = re.compile(r"(?:<{7}|={7}|>{7}|\|{7})(?: |$)")
_MERGE = re.compile(r"^(?:<{7}|>{7})(?: |$)", re.MULTILINE)
_ON_LINE = re.compile(r"\bon line (\d+)")
_OPEN_END = ("was never closed", "unterminated triple-quoted", "unexpected EOF")


class Broken(NamedTuple):
    """A part that could not be parsed."""

    #: Name of the function or class that it defines, empty for other statements.
    name: str
    #: Name of the class around it, if it is a method.
    owner: str
    #: "unreadable" or "unfinished".
    kind: str
    line: int
    text: str


@dataclass
class RecoveredCell:
    """The result of parsing a cell."""

    statements: list[ast.stmt] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    #: Repairs, each as line and text.
    repairs: list[tuple[int, str]] = field(default_factory=list)
    #: Whether the marks of a merge stand in the cell.
    merge: bool = False
    #: Lines that may still be parsed again in order to join parts: it bounds the time for a cell that is all errors.
    joined: int = 0


def read_cell(text: str) -> RecoveredCell:
    """The top-level statements of `text`, its broken parts and the repairs. Raises nothing."""
    try:
        return RecoveredCell(ast.parse(text).body)
    except UNPARSABLE as error:
        line = _line_of(error)
    result = RecoveredCell(merge=bool(_MERGE.search(text)))
    body = _repaired(text, 1, result, line)
    if body is not None:
        result.statements.extend(body)
        return result
    lines = text.split("\n")
    result.joined = _JOINED_LINES * len(lines) + _MOST_JOINED**2
    for number in _dedent_functions(lines):
        result.repairs.append((number, "this `def` is indented like no other line; it was read as if at the margin"))
    starts = _starts(lines, result.merge)
    if len(starts) > _MOST_PARTS:
        end = starts[_MOST_PARTS]
        result.broken.append(Broken("", "", "unreadable", end + 1, "the file is too long to be read beyond its errors"))
        del starts[_MOST_PARTS:], lines[end:]
    index = 0
    while index < len(starts):
        index = _read_part(lines, starts, index, result)
    return result


def _read_part(lines: list[str], starts: list[int], index: int, result: RecoveredCell) -> int:
    """Parse the part that begins at `starts[index]`, joined with the following ones while a string or bracket is open.

    Returns the index of the next part.
    """
    first = starts[index]
    bounds = [*starts[index + 1 : index + 1 + _MOST_JOINED], len(lines)][:_MOST_JOINED]
    part = lines[first : bounds[0]]
    body, error = _parse(part, first + 1)
    if body is None and error is not None and any(sign in str(error) for sign in _OPEN_END):
        in_string = "triple-quoted" in str(error)
        for ahead, bound in enumerate(bounds[1:], 1):
            result.joined -= bound - first
            if result.joined < 0 or (not in_string and _MARGIN_DEFINITION.match(lines[bounds[ahead - 1]])):
                break
            body, _ = _parse(lines[first:bound], first + 1)
            if body is not None:
                result.statements.extend(body)
                return index + ahead + 1
    if body is None:
        body = _repaired("\n".join(part), first + 1, result, _line_of(error))
    if body is not None:
        result.statements.extend(body)
    elif not _read_class(part, first + 1, result):
        result.broken.append(_broken(part, first + 1, error, result))
    return index + 1


def _dedent_functions(lines: list[str]) -> list[int]:
    """Move each `def` inside a function whose indentation matches nothing to the margin. Returns their line numbers.

    Either it is indented less than the function's body, or what should be its own body is not indented further. This
    happens when only the first line of a pasted function is moved.
    """
    moved: list[int] = []
    body: int | None = None
    inside = False
    for index, line in enumerate(lines):
        width = len(line) - len(line.lstrip())
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if width == 0:
            inside, body = bool(_FUNCTION_LINE.match(line)), None
        elif inside and body is None:
            body = width
        if width > 0 and inside and index and _FUNCTION_LINE.match(line.lstrip()):
            after = next((later for later in islice(lines, index + 1, None) if later.strip()), "")
            deeper = len(after) - len(after.lstrip()) > width
            if width < (body or 0) or not (deeper or _DEFINITION.match(after) or not after[:1].isspace()):
                lines[index] = line.lstrip()
                moved.append(index + 1)
                body = None
    return moved


def _starts(lines: list[str], merge: bool) -> list[int]:
    """Indices of the lines at which a part begins: at the margin, and not a continuation of the lines before.

    With `merge`, the marks of a merge continue a part, so that they are found in the function that they stand in.
    """
    starts: list[int] = []
    after_decorator = False
    for index, line in enumerate(lines):
        if not line or _CONTINUES.match(line) or (merge and _MERGE_MARK.match(line)):
            continue
        if not after_decorator:
            starts.append(index)
        after_decorator = line.startswith("@")
    if not starts or starts[0] > 0:
        starts.insert(0, 0)
    return starts


def _parse(lines: list[str], first_line: int, header: str = "") -> tuple[list[ast.stmt] | None, BaseException | None]:
    """The statements of `lines`, the first of which is line `first_line`; below `header` they are a class's body."""
    shift = first_line - (2 if header else 1)
    try:
        body = ast.parse((header + "\n" if header else "") + "\n".join(lines)).body
    except UNPARSABLE as error:
        if isinstance(error, SyntaxError):
            error.lineno = (error.lineno or 1) + shift
            error.msg = _ON_LINE.sub(lambda match: f"on line {int(match[1]) + shift}", error.msg or "")
        return None, error
    if shift:
        for node in body:
            ast.increment_lineno(node, shift)
    if header:
        return (body[0].body, None) if len(body) == 1 and isinstance(body[0], ast.ClassDef) else (None, SyntaxError())
    return body, None


def _line_of(error: BaseException | None) -> int:
    """The line of an error of indentation, 0 if it is another one."""
    return (error.lineno or 0) if isinstance(error, IndentationError) else 0


def _repaired(text: str, first_line: int, result: RecoveredCell, line: int) -> list[ast.stmt] | None:
    """The statements of `text` after the first repair that makes it parse, which is recorded in `result`.

    `line` is where Python stopped because of the indentation, 0 if it is not known.
    """
    for repair, description in REPAIRS:
        repaired = repair(text)
        if repaired is None or repaired == text:
            continue
        body, _ = _parse(repaired.split("\n"), first_line)
        if body is not None:
            result.repairs.append(((line or first_line) if "tab" in description else first_line, description))
            return body
    return None


def _read_class(part: list[str], first_line: int, result: RecoveredCell) -> bool:
    """Parse a class member by member. False if this is no class, or its first line is broken."""
    start = next((i for i, line in enumerate(part) if line.startswith("class ")), None)
    if start is None:
        return False
    begin = start + 1
    while begin < len(part) and not part[begin - 1].split("#")[0].rstrip().endswith(":"):
        begin += 1
    shell, _ = _parse([*part[:begin], " pass"], first_line)
    if shell is None or not isinstance(shell[0], ast.ClassDef):
        return False
    node = shell[0]
    members: list[ast.stmt] = []
    pending = list(_members(part, begin))
    width = _member_width(part, begin)
    while pending:
        offset, member = pending.pop(0)
        body, error = _parse_member(member, pending, first_line + offset, result)
        if body is not None and (columns := _columns_astray(member, width)):
            named = _DEFINITION.match(member[0])
            text = f"it is indented by {columns} spaces, the other methods by {width}"
            result.broken.append(Broken(named[2] if named else "", node.name, "unreadable", first_line + offset, text))
        elif body is not None:
            members.extend(body)
        else:
            result.broken.append(_broken(member, first_line + offset, error, result, owner=node.name))
    node.body = members or node.body
    result.statements.append(node)
    return True


def _parse_member(
    member: list[str], following: list[tuple[int, list[str]]], first_line: int, result: RecoveredCell
) -> tuple[list[ast.stmt] | None, BaseException | None]:
    """The statements of a member. It is joined with the `following` ones that belong to its docstring."""
    body, error = _parse(member, first_line, "class _:")
    if body is None and "triple-quoted" in str(error):
        for ahead in range(1, min(len(following) + 1, _MOST_JOINED)):
            if result.joined < 0:
                break
            joined = [*member, *(line for _, lines in following[:ahead] for line in lines)]
            result.joined -= len(joined)
            body, _ = _parse(joined, first_line, "class _:")
            if body is not None:
                del following[:ahead]
                break
    return body, error


def _member_width(part: list[str], begin: int) -> int:
    """Columns by which the first method of a class is indented."""
    plain = (line.expandtabs() for line in part[begin:])
    return next((len(line) - len(line.lstrip()) for line in plain if _DEFINITION.match(line)), 0)


def _columns_astray(member: list[str], width: int) -> int:
    """Columns of a method that is indented a little more than the others; 0 for any other member."""
    columns = len(member[0]) - len(member[0].lstrip())
    return columns if _DEFINITION.match(member[0]) and columns > width else 0


def _members(part: list[str], begin: int) -> Iterator[tuple[int, list[str]]]:
    """The members of a class body with the index of their first lines; tabs count as in Python 2, to eight columns."""
    plain = [line.expandtabs() for line in part]
    widths = [len(line) - len(line.lstrip()) if line.strip() else -1 for line in plain]
    member_width = _member_width(part, begin)
    starts: list[int] = []
    after_decorator = False
    body_width = 0
    for index in range(begin, len(part)):
        text = plain[index].lstrip()
        if starts and not body_width and widths[index] > member_width:
            body_width = widths[index]
        # A method one space too far in still is one, not a part of the method before.
        astray = member_width < widths[index] < body_width and bool(_DEFINITION.match(text))
        if (0 < widths[index] <= member_width or astray) and not _CONTINUES.match(text):
            body_width = 0
            if not after_decorator:
                starts.append(index)
            after_decorator = text.startswith("@")
    for start, end in zip(starts, [*starts[1:], len(part)], strict=False):
        yield start, plain[start:end]


def _broken(
    part: list[str], first_line: int, error: BaseException | None, result: RecoveredCell, owner: str = ""
) -> Broken:
    named = next((match for line in part if (match := _DEFINITION.match(line))), None)
    name = named[2] if named else ""
    if result.merge:
        for number, line in enumerate(part, first_line):
            if _MERGE_MARK.match(line):
                text = f"`{line[:7]}` is a mark of an unfinished merge: keep one of the versions and delete the marks"
                return Broken(name, owner, "unreadable", number, text)
    # The error's line counts from the top of the cell.
    kind, number, text = syntax_problem(error or SyntaxError(), part, first_line)
    return Broken(name, owner, kind, number, text)
