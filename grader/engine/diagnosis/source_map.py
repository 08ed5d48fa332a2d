"""Where a submission defines and assigns its names. Reads the source, runs nothing."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from grader.errors import FailedExpression
from grader.model import Source

#: Cells longer than this are not parsed as a whole.
MAX_CHARACTERS = 60_000
#: What `ast.parse` raises for text that is no Python, or too deep.
UNPARSABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Definition(NamedTuple):
    """A function or method of the submission. The lines of its nodes count from the top of the cell."""

    node: Function
    cell: int
    #: Name of the class around it, "" for a function.
    owner: str

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of its positional parameters."""
        return tuple(argument.arg for argument in (*self.node.args.posonlyargs, *self.node.args.args))


class SourceMap:
    """The definitions and assignments of a submission."""

    def __init__(self, source: Source) -> None:
        self._cells = source.cells
        #: Node -> the simple statements within it, with what each assigns.
        self._assigned: dict[ast.AST, list[tuple[ast.stmt, set[str]]]] = {}

    def location(self, cell: int, line: int) -> str:
        """ "line 12", or "line 3 of cell 7" of a notebook."""
        return f"line {line}" + (f" of cell {cell + 1}" if len(self._cells) > 1 else "")

    def line(self, cell: int, line: int) -> str:
        """The text of a line, "" if there is none."""
        lines = self._lines[cell] if cell < len(self._lines) else []
        return lines[line - 1] if 1 <= line <= len(lines) else ""

    def mentions(self, word: str) -> bool:
        """Whether a name occurs in the submission."""
        return any(word in cell and re.search(rf"\b{re.escape(word)}\b", cell) for cell in self._cells)

    def text(self, cell: int, node: ast.expr) -> str:
        """An expression as it is written, on one line; "" if it goes over several."""
        if node.end_lineno != node.lineno or node.end_col_offset is None:
            return ""
        line = self.line(cell, node.lineno).encode()
        return line[node.col_offset : node.end_col_offset].decode("utf-8", "replace")

    @cached_property
    def _lines(self) -> list[list[str]]:
        return [cell.split("\n") for cell in self._cells]

    @cached_property
    def trees(self) -> tuple[ast.Module | None, ...]:
        """The syntax tree of each cell; None for one that cannot be parsed."""
        return tuple(map(_parsed, self._cells))

    @cached_property
    def definitions(self) -> tuple[Definition, ...]:
        """All functions and methods, in the order of the file."""
        return tuple(found for cell in range(len(self._cells)) for found in self._definitions(cell))

    def definition(self, label: str) -> Definition | None:
        """The last definition of a function "relu" or a method "Layer.backward"; of a method also one outside."""
        owner, _, name = label.rpartition(".")
        named = [found for found in self.definitions if found.node.name == name]
        fitting = [found for found in named if found.owner == owner] or (named if owner else [])
        return fitting[-1] if fitting else None

    def enclosing(self, cell: int, line: int) -> Definition | None:
        """The innermost function around a line."""
        around = [
            found
            for found in self.definitions
            if found.cell == cell and found.node.lineno <= line <= (found.node.end_lineno or line)
        ]
        return max(around, key=lambda found: found.node.lineno, default=None)

    def bindings(self, name: str, within: ast.AST) -> list[ast.stmt]:
        """The simple statements in `within` that assign `name`."""
        if within not in self._assigned:
            statements = [node for node in ast.walk(within) if isinstance(node, ast.stmt)]
            self._assigned[within] = [(node, names) for node in statements if (names := targets(node))]
        return [node for node, names in self._assigned[within] if name in names]

    def adds(self, summand: str, at: FailedExpression) -> bool:
        """Whether a failed expression is a sum, or the method of a sum, with `summand` as one of its two parts.

        A variable stands for what the function around it assigns to it.
        """
        node = at.node
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "item":
            node = node.func.value
        around = self.enclosing(at.cell, at.line)
        if isinstance(node, ast.Name) and around is not None:
            assigned = [other for other in self.bindings(node.id, around.node) if isinstance(other, ast.Assign)]
            node = assigned[-1].value if assigned else node
        parts: list[ast.expr] = []
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            parts = [node.left, node.right]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("np.add", "numpy.add"):
            parts = node.args
        return any(ast.unparse(part).removeprefix("self.") == summand for part in parts)

    def lines_binding(self, name: str) -> list[tuple[int, int]]:
        """(cell, line) of each line of the file that seems to assign or define `name`."""
        pattern = re.compile(rf"^\s*(?:def\s+|class\s+|for\s+)?{re.escape(name)}\b\s*(?:=(?!=)|,|\(|in\b|:)")
        return [
            (cell, number)
            for cell, lines in enumerate(self._lines)
            for number, line in enumerate(lines, start=1)
            if name in line and pattern.match(line)
        ]

    def module_bindings(self, name: str) -> list[tuple[int, int]]:
        """(cell, line) of each statement outside functions and classes that assigns, imports or defines `name`."""
        return [
            (cell, statement.lineno)
            for cell, tree in enumerate(self.trees)
            if tree is not None and name in self._cells[cell]
            for statement in _outside_definitions(tree)
            if name in _bound(statement)
        ]

    def _definitions(self, cell: int) -> Iterator[Definition]:
        text = self._cells[cell]
        tree = self.trees[cell] if len(text) <= MAX_CHARACTERS else None
        if tree is not None:
            yield from _walk(tree, cell, "")
        else:
            yield from self._blocks(cell)

    def _blocks(self, cell: int) -> Iterator[Definition]:
        """The definitions of a cell that does not parse as a whole: each block is parsed by itself."""
        lines = self._lines[cell]
        owner = ""
        for index, line in enumerate(lines):
            if match := re.match(r"class\s+(\w+)", line):
                owner = match[1]
            elif line[:1].strip() and not line.startswith(("#", "@", ")", "]", "}")):
                owner = ""
            match = re.match(r"(\s*)(?:async\s+)?def\s+\w+", line)
            if match is None:
                continue
            width = len(match[1])
            end = next(
                (at for at in range(index + 1, len(lines)) if lines[at].strip() and _indent(lines[at]) <= width),
                len(lines),
            )
            if _is_interrupted(lines, end):
                continue
            try:
                node = ast.parse(textwrap.dedent("\n".join(lines[index:end]))).body[0]
            except (*UNPARSABLE, IndexError):
                continue
            if isinstance(node, Function):
                ast.increment_lineno(node, index)
                yield Definition(node, cell, owner if width else "")


def _is_interrupted(lines: Sequence[str], end: int) -> bool:
    """Whether a block goes on below line `end`, which is no part of it: a merge mark, a line without its indent."""
    following = next((line for line in lines[end + 1 :] if line.strip()), "")
    opens = end < len(lines) and lines[end].split("#")[0].rstrip().endswith((":", "(", "[", "{", ",", "\\"))
    return end < len(lines) and not opens and _indent(following) > _indent(lines[end])


def _parsed(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except UNPARSABLE:
        return None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _walk(node: ast.AST, cell: int, owner: str) -> Iterator[Definition]:
    for child in ast.iter_child_nodes(node):
        # Expressions define nothing by name, and may be nested very deeply.
        if not isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case):
            continue
        if isinstance(child, Function):
            yield Definition(child, cell, owner)
        yield from _walk(child, cell, child.name if isinstance(child, ast.ClassDef) else owner)


def _outside_definitions(node: ast.AST) -> Iterator[ast.stmt]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            yield child
        if isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case) and not isinstance(
            child, (Function, ast.ClassDef)
        ):
            yield from _outside_definitions(child)


def _bound(node: ast.stmt) -> set[str]:
    if isinstance(node, Function | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {alias.asname or alias.name.partition(".")[0] for alias in node.names}
    if isinstance(node, ast.With):
        return {item.optional_vars.id for item in node.items if isinstance(item.optional_vars, ast.Name)}
    return targets(node)


def targets(node: ast.stmt) -> set[str]:
    """What a simple statement or loop assigns: names ("x"), attributes ("self.x") and entries ("grads['dW1']")."""
    if isinstance(node, ast.Assign):
        found: list[ast.expr] = node.targets
    elif isinstance(node, ast.AugAssign | ast.AnnAssign | ast.For):
        found = [node.target]
    else:
        return set()
    names = set()
    for target in found:
        for part in ast.walk(target):
            if isinstance(part, ast.Name | ast.Attribute | ast.Subscript) and isinstance(part.ctx, ast.Store):
                names.add(ast.unparse(part))
    return names


#: Of a program that has no file of its own, such as a variant of the reference.
NO_SOURCE = SourceMap(Source(filename="", cells=()))
