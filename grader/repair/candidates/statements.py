"""Statements: moved, left out, in place or not, and what is returned."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from grader.model import RepairKind
from grader.repair.candidates.operators import SYMBOLS
from grader.repair.candidates.site import Draft, Site

#: Names that are tried as what is returned.
_RETURNED = 6
#: Statements by which one is moved at most.
_MOVED = 6


def statement_drafts(block: list[ast.stmt], site: Site) -> Iterator[Draft]:
    """Changes of the statements of one block."""
    for number, statement in enumerate(block):
        yield from _left_out(statement, block, site)
        yield from _in_place(statement, site)
        yield from _conditions(statement, site)
        yield from _lost_result(statement, site)
        if isinstance(statement, ast.Return):
            yield from _returned(statement, site)
            yield from _computed_earlier(number, block, site)
        yield from _moved(number, block, site)
    yield from _outdented(block, site)
    if block is site.function.node.body:
        yield from _missing_return(site)
        yield from _copied_parameters(site)


def _left_out(statement: ast.stmt, block: list[ast.stmt], site: Site) -> Iterator[Draft]:
    if (isinstance(statement, ast.AugAssign | ast.Assign | ast.Expr) and statement is not block[0]) or (
        isinstance(statement, ast.AugAssign | ast.Assign) and len(block) > 1
    ):
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            return
        yield _replaced(statement, "pass", RepairKind.STATEMENT, "a statement too many", site, 0.6)


def _replaced(statement: ast.stmt, text: str, kind: RepairKind, subject: str, site: Site, weight: float = 1.0) -> Draft:
    start, end = site.function.text.span(statement)
    return Draft(kind, subject, (site.edit(start, end, text),), statement, site.code(statement), text, weight)


def _in_place(statement: ast.stmt, site: Site) -> Iterator[Draft]:
    if isinstance(statement, ast.AugAssign):
        target, value = site.code(statement.target), site.code(statement.value)
        symbol = SYMBOLS.get(type(statement.op), "+")
        for other in ("+", "-", ""):
            if other != symbol:
                kind = RepairKind.SIGN if other else RepairKind.IN_PLACE
                subject = "a sign" if other else "whether a value is added up or set"
                yield _replaced(statement, f"{target} {other}= {value}", kind, subject, site)
        text = f"{target} = {target} {symbol} ({value})"
        yield _replaced(statement, text, RepairKind.IN_PLACE, "whether an array is changed in place", site)
    elif isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target, value = site.code(statement.targets[0]), site.code(statement.value)
        if not isinstance(statement.targets[0], ast.Tuple | ast.List):
            for symbol, weight in (("+", 0.8), ("-", 0.6)):
                text = f"{target} {symbol}= {value}"
                subject = "whether a value is added up or set"
                yield _replaced(statement, text, RepairKind.IN_PLACE, subject, site, weight)
            if isinstance(statement.targets[0], ast.Name):
                text = f"{target}[...] = {value}"
                yield _replaced(statement, text, RepairKind.IN_PLACE, "whether an array is changed in place", site, 0.3)


def _conditions(statement: ast.stmt, site: Site) -> Iterator[Draft]:
    if isinstance(statement, ast.If | ast.While):
        code = site.code(statement.test)
        yield site.swap(statement.test, f"not ({code})", RepairKind.COMPARISON, "a condition", 0.6)
        if isinstance(statement, ast.If) and not isinstance(statement.test, ast.Constant):
            yield site.swap(statement.test, "True", RepairKind.COMPARISON, "a condition too many", 0.5)


def _lost_result(statement: ast.stmt, site: Site) -> Iterator[Draft]:
    """The result of a call that nothing keeps, assigned to an argument: `da = layer.backward(da)`."""
    if not isinstance(statement, ast.Expr) or not isinstance(statement.value, ast.Call) or _printed(statement):
        return
    call = statement.value
    names = [part.id for part in call.args if isinstance(part, ast.Name) and part.id in site.function.variables]
    for number, name in enumerate(dict.fromkeys(names)):
        text = f"{name} = {site.code(call)}"
        subject = "the result of a call, which is lost"
        yield _replaced(statement, text, RepairKind.STATEMENT, subject, site, 2.2 * 0.7**number)


def _printed(statement: ast.stmt) -> ast.expr | None:
    """The only thing that a statement prints."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "print":
        return call.args[0] if len(call.args) == 1 else None
    return None


def _returned(statement: ast.Return, site: Site) -> Iterator[Draft]:
    subject = "what is returned"
    names = list(reversed(site.function.variables))
    old = site.code(statement.value) if statement.value is not None else ""
    for number, name in enumerate(names[:_RETURNED]):
        if name != old:
            text, weight = f"return {name}", 3.0 if name in site.unused else 0.8
            yield _replaced(statement, text, RepairKind.RETURN, subject, site, weight * 0.85**number)
    if isinstance(statement.value, ast.Tuple):
        parts = [site.code(part) for part in statement.value.elts]
        orders = [parts[::-1], *([*parts[:i], parts[i + 1], parts[i], *parts[i + 2 :]] for i in range(len(parts) - 1))]
        for order in orders:
            text = f"return {', '.join(order)}"
            yield _replaced(statement, text, RepairKind.ORDER, "the order of what is returned", site)
        for part in parts:
            yield _replaced(statement, f"return {part}", RepairKind.RETURN, subject, site, 0.7)
    elif statement.value is not None:
        for number, name in enumerate(names[:4]):
            weight = 0.4 * 0.85**number
            yield _replaced(statement, f"return {old}, {name}", RepairKind.RETURN, subject, site, weight)
            yield _replaced(statement, f"return {name}, {old}", RepairKind.RETURN, subject, site, weight)


def _moved(number: int, block: list[ast.stmt], site: Site) -> Iterator[Draft]:
    """The statement after one of those that follow it."""
    statement = block[number]
    if not _has_own_lines(statement, site):
        return
    mine, passed = _places(statement), _Places(frozenset(), frozenset())
    for later in block[number + 1 : number + 1 + _MOVED]:
        if not _has_own_lines(later, site) or isinstance(later, ast.Return):
            return
        other = _places(later)
        passed = _Places(passed.written | other.written, passed.read | other.read)
        if not (mine.written & (passed.read | passed.written) or mine.read & passed.written):
            # In either order they do the same.
            continue
        text = site.function.text
        begin, end = text.lines(_first_line(statement), statement.end_lineno or statement.lineno)
        at = text.lines(later.lineno, later.end_lineno or later.lineno)[1]
        lines = text.text[begin:end]
        after = lines if lines.endswith("\n") else lines + "\n"
        before = "" if text.text[at - 1 : at] == "\n" else "\n"
        edits = (site.edit(begin, end, ""), site.edit(at, at, before + after))
        distance = block.index(later) - number
        said = f"{site.part(statement)} (after line {later.end_lineno})"
        # An update before its use is the usual mistake.
        weight = 2.2 if mine.written & other.read else 1.0 if distance == 1 else 0.5
        yield Draft(
            RepairKind.STATEMENT, "the order of statements", edits, statement, site.code(statement), said, weight
        )


def _computed_earlier(number: int, block: list[ast.stmt], site: Site) -> Iterator[Draft]:
    """What is returned is computed before statements that change what it reads: an update before its use."""
    statement = block[number]
    if not isinstance(statement, ast.Return) or statement.value is None or isinstance(statement.value, ast.Name):
        return
    read = _places(statement).read
    changing = [
        earlier for earlier in block[:number] if _places(earlier).written & read and _has_own_lines(earlier, site)
    ]
    for earlier in changing[:_MOVED]:
        at = site.function.text.span(earlier)[0]
        start, end = site.function.text.span(statement.value)
        value = site.code(statement.value)
        edits = (site.edit(at, at, f"result = {value}\n{' ' * earlier.col_offset}"), site.edit(start, end, "result"))
        said = f"result = {value} (before line {earlier.lineno}), return result"
        yield Draft(RepairKind.STATEMENT, "the order of statements", edits, statement, site.code(statement), said, 2.5)


class _Places(NamedTuple):
    """What statements write and read: names, and attributes with their objects ("self.weights")."""

    written: frozenset[str]
    read: frozenset[str]


def _places(statement: ast.stmt) -> _Places:
    written: set[str] = set()
    read: set[str] = set()
    for node in ast.walk(statement):
        if not isinstance(node, ast.Name | ast.Attribute | ast.Subscript):
            continue
        place = node.value if isinstance(node, ast.Subscript) else node
        if isinstance(place, ast.Attribute) and isinstance(place.value, ast.Name):
            name = f"{place.value.id}.{place.attr}"
        elif isinstance(place, ast.Name):
            name = place.id
        else:
            continue
        (read if isinstance(node.ctx, ast.Load) else written).add(name)
    if isinstance(statement, ast.AugAssign):
        read |= written
    return _Places(frozenset(written), frozenset(read))


def _first_line(statement: ast.stmt) -> int:
    decorators = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(int(item.lineno) for item in decorators)])


def _has_own_lines(statement: ast.stmt, site: Site) -> bool:
    """Whether no other statement stands on its lines."""
    text = site.function.text
    start, end = text.span(statement)
    before = text.text[text.lines(statement.lineno, statement.lineno)[0] : start]
    after = text.text[end : text.lines(1, statement.end_lineno or 1)[1]].strip()
    return not before.strip() and (not after or after.startswith("#"))


def _outdented(block: list[ast.stmt], site: Site) -> Iterator[Draft]:
    """The last statement of a loop or branch after it, and the statement after one at its end."""
    for statement in block:
        body = getattr(statement, "body", None)
        if not isinstance(statement, ast.For | ast.While | ast.If | ast.With) or not body:
            continue
        last = body[-1]
        if len(body) > 1 and _is_single_line(last, site):
            yield _indented(last, statement.col_offset, "whether a statement belongs to the loop", site)
        following = next((other for other in block if other.lineno > (statement.end_lineno or 0)), None)
        if following is not None and _is_single_line(following, site) and not isinstance(following, ast.Return):
            yield _indented(following, last.col_offset, "whether a statement belongs to the loop", site)


def _is_single_line(statement: ast.stmt, site: Site) -> bool:
    return statement.lineno == statement.end_lineno and _has_own_lines(statement, site)


def _indented(statement: ast.stmt, column: int, subject: str, site: Site) -> Draft:
    start = site.function.text.lines(statement.lineno, statement.lineno)[0]
    edits = (site.edit(start, start + statement.col_offset, " " * column),)
    code = site.code(statement)
    return Draft(RepairKind.STATEMENT, subject, edits, statement, code, f"{code} (indented by {column})", 0.8)


def _missing_return(site: Site) -> Iterator[Draft]:
    node = site.function.node
    if any(isinstance(part, ast.Return) for part in ast.walk(node)):
        return
    last = node.body[-1]
    end = site.function.text.span(last)[1]
    indent = " " * node.body[0].col_offset
    for number, name in enumerate(list(reversed(site.function.variables))[:_RETURNED]):
        edits = (site.edit(end, end, f"\n{indent}return {name}"),)
        yield Draft(RepairKind.RETURN, "what is returned", edits, last, "", f"return {name}", 1.5 * 0.85**number)
    if isinstance(last, ast.Expr):
        returned = _printed(last) or last
        yield _replaced(last, f"return {site.code(returned)}", RepairKind.RETURN, "what is returned", site, 2.5)


def _copied_parameters(site: Site) -> Iterator[Draft]:
    """A copy of a parameter at the beginning, so that the caller's array stays as it is."""
    body = site.function.body
    if not body or body[0].lineno == site.function.node.lineno or not _has_own_lines(body[0], site):
        return
    at = site.function.text.span(body[0])[0]
    indent = " " * body[0].col_offset
    for name in site.function.parameters[:5]:
        for text, kind in (
            (f"{name}.copy()", RepairKind.COPY),
            (f"{site.numpy}.asarray({name}, dtype=float)", RepairKind.DTYPE),
        ):
            edits = (site.edit(at, at, f"{name} = {text}\n{indent}"),)
            subject = "a copy of an argument" if kind is RepairKind.COPY else "the type of the numbers"
            yield Draft(kind, subject, edits, body[0], "", f"{name} = {text}", 0.7)
