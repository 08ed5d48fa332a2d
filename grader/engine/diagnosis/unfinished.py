"""Finds what of the starter is still to be written in a function: the untouched body, or a line that stands for it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from grader.engine.diagnosis.source_map import Definition, Function, SourceMap, targets
from grader.model import Source

#: Comments that stand for lines to be written.
TO_DO = re.compile(r"#.*(your code|code here|to ?do\b|fill in|start code|write your)", re.IGNORECASE)
#: A comment that was the left side of a line to be written: "# activated_output =".
EMPTY_LINE = re.compile(r"#\s*([A-Za-z_][\w.]*)\s*=\s*(?:\?*|None|\.\.\.)\s*$")


class Placeholder(NamedTuple):
    """A line of a submission that is still to be written."""

    cell: int
    line: int
    #: Its text, or "" when the whole function is untouched.
    text: str
    function: str
    #: The name that the line gives back and nothing computes, "" where it is not about one.
    lacks: str = ""


class Unfinished:
    """The placeholders of one submission, given the starter that it began with."""

    def __init__(self, source: SourceMap, starter: str) -> None:
        self._source = source
        self._starter = SourceMap(Source(filename="starter.py", cells=(starter,)))
        #: What was found by label: several cases fail in one function.
        self._found: dict[str, Placeholder | None] = {}

    def find(self, label: str) -> Placeholder | None:
        """The first line of the function `label` that is still to be written."""
        if label not in self._found:
            self._found[label] = self._find(label)
        return self._found[label]

    def _find(self, label: str) -> Placeholder | None:
        found = self._source.definition(label)
        if found is None:
            return None
        given = self._starter.definition(label)
        if given is not None and _is_to_be_written(given, self._starter) and _same_body(found.node, given.node):
            return Placeholder(found.cell, self._first_line(found), "", found.node.name)
        return self._placeholder(found, given)

    def of_none(self, label: str) -> Placeholder | None:
        """The first line of the function `label` that sets something to None which no other line gives a value."""
        found = self._source.definition(label)
        if found is None:
            return None
        computed = _computed(found.node)
        for block in _blocks(found.node):
            for node in block:
                if isinstance(node, ast.Assign) and _stands_for_code(node.value) and not targets(node) & computed:
                    text = self._source.line(found.cell, node.lineno).split("#")[0].strip()
                    return Placeholder(found.cell, node.lineno, text, found.node.name)
        return None

    def of_name(self, name: str, function: Definition) -> Placeholder | None:
        """The commented line of `function` that was to assign `name`, which nothing in it assigns."""
        if self._source.bindings(name, function.node):
            return None
        for line in range(function.node.lineno, (function.node.end_lineno or function.node.lineno) + 1):
            text = self._source.line(function.cell, line).strip()
            match = EMPTY_LINE.match(text)
            if match is not None and match[1] == name:
                return Placeholder(function.cell, line, text, function.node.name)
        return self._comment_left(function) or self._returned_only(name, function)

    def _returned_only(self, name: str, function: Definition) -> Placeholder | None:
        """The return statement that gives back `name`, where the starter leaves it to the student to compute it."""
        given = self._starter.definition(function.node.name)
        if given is None or self._starter.bindings(name, given.node) or _returning(name, given.node) is None:
            return None
        node = _returning(name, function.node)
        stored = {
            n.id.lower() for n in ast.walk(function.node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
        }
        if node is None or name.lower() in stored:
            return None
        text = self._source.line(function.cell, node.lineno).strip()
        return Placeholder(function.cell, node.lineno, text, function.node.name, lacks=name)

    def _comment_left(self, function: Definition) -> Placeholder | None:
        """A comment of the starter's kind below which nothing was written."""
        last = function.node.end_lineno or function.node.lineno
        written = {node.lineno for node in ast.walk(function.node) if isinstance(node, ast.stmt)}
        for line in range(function.node.lineno, last + 1):
            text = self._source.line(function.cell, line).strip()
            if not TO_DO.match(text):
                continue
            after = next((at for at in range(line + 1, last + 1) if at in written), None)
            follows = self._source.line(function.cell, after).strip() if after is not None else ""
            if after is None or follows.startswith("return"):
                return Placeholder(function.cell, line, text, function.node.name)
        return None

    def _placeholder(self, found: Definition, given: Definition | None) -> Placeholder | None:
        candidates = [(node, block) for block in _blocks(found.node) for node in block if _is_placeholder(node)]
        if not candidates:
            return None
        starters = {ast.dump(node) for node in ast.walk(given.node) if isinstance(node, ast.stmt)} if given else set()
        for node, block in candidates:
            if (_is_ellipsis(node) or ast.dump(node) in starters) and not _replaced(node, block, starters):
                text = self._source.line(found.cell, node.lineno).split("#")[0].strip()
                return Placeholder(found.cell, node.lineno, text, found.node.name)
        return None

    def _first_line(self, found: Definition) -> int:
        """The placeholder comment in an untouched function, or its first line."""
        last = found.node.end_lineno or found.node.lineno
        # A comment at the end of a function lies behind its last statement.
        lines = range(found.node.lineno, last + 3)
        marked = (line for line in lines if TO_DO.match(self._source.line(found.cell, line).strip()))
        return next(marked, found.node.lineno)


def _returning(name: str, function: Function) -> ast.Return | None:
    """The return statement of a function that gives back the variable `name`."""
    returns = (node for node in ast.walk(function) if isinstance(node, ast.Return) and node.value is not None)
    return next((node for node in returns if name in {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}), None)


def _blocks(node: ast.AST) -> Iterator[list[ast.stmt]]:
    """The lists of statements in a function, outer ones first."""
    for part in ast.walk(node):
        for field in ("body", "orelse", "finalbody"):
            block = getattr(part, field, None)
            if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                yield block


def _is_placeholder(node: ast.stmt) -> bool:
    """Whether a statement has no value of its own: `x = ...`, `x = None`, `...`, `raise NotImplementedError`."""
    if isinstance(node, ast.Assign | ast.AnnAssign):
        return _stands_for_code(node.value)
    return _is_ellipsis(node) or (isinstance(node, ast.Raise) and "NotImplementedError" in ast.dump(node))


def _stands_for_code(value: ast.expr | None) -> bool:
    if isinstance(value, ast.Tuple):
        return bool(value.elts) and all(map(_stands_for_code, value.elts))
    return isinstance(value, ast.Constant) and (value.value is None or value.value is ...)


def _is_ellipsis(node: ast.stmt) -> bool:
    value = node.value if isinstance(node, ast.Assign | ast.AnnAssign | ast.Expr) else None
    if isinstance(value, ast.Tuple):
        value = value.elts[0] if value.elts else None
    return isinstance(value, ast.Constant) and value.value is ...


def _replaced(node: ast.stmt, block: Sequence[ast.stmt], starters: set[str]) -> bool:
    """Whether a later statement of the block, which is not the starter's, gives the same names a value of its own."""
    names = targets(node)
    later = block[block.index(node) + 1 :]
    others = (part for other in later for part in ast.walk(other) if isinstance(part, ast.stmt))
    return any(
        names & targets(other) and not names & _read(other) and ast.dump(other) not in starters for other in others
    )


def _computed(function: Function) -> set[str]:
    """The names to which some line of a function gives a value of its own, in whatever branch."""
    lines = (node for node in ast.walk(function) if isinstance(node, ast.stmt) and not _is_placeholder(node))
    return {name for node in lines for name in targets(node) - _read(node)}


def _read(node: ast.stmt) -> set[str]:
    """The names that a statement reads."""
    parts = ast.walk(node)
    return {part.id for part in parts if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)}


def _is_to_be_written(given: Definition, starter: SourceMap) -> bool:
    """Whether the starter's function is not complete already."""
    if any(_is_placeholder(node) for block in _blocks(given.node) for node in block) or len(_body(given.node)) == 0:
        return True
    last = (given.node.end_lineno or given.node.lineno) + 2
    return any(TO_DO.match(starter.line(0, line).strip()) for line in range(given.node.lineno, last + 1))


def _body(function: Function) -> list[str]:
    """The statements of a function as dumps, without its docstring and `pass`."""
    nodes = [node for node in function.body if not isinstance(node, ast.Pass)]
    return [ast.dump(node) for node in nodes if not _is_constant(node)]


def _is_constant(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _same_body(mine: Function, given: Function) -> bool:
    """Whether nothing was added: each statement is one of the starter's."""
    return set(_body(mine)) <= set(_body(given))
