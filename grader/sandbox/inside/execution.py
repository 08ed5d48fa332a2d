"""Runs top-level statements one by one, as a notebook runs its cells: one that raises does not stop the others."""

from __future__ import annotations
import __future__

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import CodeType
from typing import Any

from . import names
from .error_recovery import UNPARSABLE
from .problems import code_name
from .reach import at_once
from .statements import Statement

#: Most statements that are compiled together.
_MOST_TOGETHER = 256
_WAITING = (ast.Await, ast.AsyncFor, ast.AsyncWith)
#: Runs code in a namespace.
Run = Callable[[CodeType, dict[str, Any]], None]


class Compiler:
    """Compiles statements under the submission's `from __future__` imports."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self.flags = 0
        for statement in statements:
            if is_future_import(statement.node):
                for alias in statement.node.names:  # type: ignore[attr-defined]
                    self.flags |= getattr(getattr(__future__, alias.name, None), "compiler_flag", 0)

    def code(self, nodes: list[ast.stmt], cell: int) -> CodeType:
        """The code of statements of a cell, a coroutine if they wait. Raises one of UNPARSABLE."""
        flags = self.flags | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        return compile(ast.Module(nodes, []), code_name(cell), "exec", flags, dont_inherit=True)  # type: ignore[no-any-return]

    def without_broken_members(
        self, node: ast.ClassDef, cell: int
    ) -> tuple[CodeType, list[tuple[ast.stmt, BaseException]]]:
        """The code of a class without the members that the compiler rejects, and these with the errors.

        Valid grammar may still be rejected ("'return' outside function"). Raises one of UNPARSABLE.
        """
        kept: list[ast.stmt] = []
        broken: list[tuple[ast.stmt, BaseException]] = []
        for member in node.body:
            shell = ast.ClassDef(node.name, [], [], [member], [])
            try:
                self.code([ast.fix_missing_locations(ast.copy_location(shell, node))], cell)
                kept.append(member)
            except UNPARSABLE as error:
                broken.append((member, error))
        node.body = kept or [ast.Pass()]
        ast.fix_missing_locations(node)
        return self.code([node], cell), broken


def runner(statements: Iterable[Statement], cells: Sequence[str]) -> Run:
    """How the top level is run: by `exec`, or in an event loop if it uses `await`, `async for` or `async with`.

    As in IPython, the loop runs during all statements, so that a task which one of them starts goes on while a later
    one waits.
    """
    mentioned = any("await" in text or "async" in text for text in cells)
    if not mentioned or not any(_waits(statement.node) for statement in statements):
        return exec
    from .event_loop import EventLoop  # importing asyncio takes longer than a test case

    return EventLoop().run_code


def _waits(node: ast.stmt) -> bool:
    return any(isinstance(part, _WAITING) or getattr(part, "is_async", 0) for part in at_once(node))


def is_future_import(node: ast.stmt) -> bool:
    """Whether this is `from __future__ import ...`."""
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"


def is_plain(node: ast.stmt) -> bool:
    """Whether running the statement cannot raise: a plain `def`, or names that are set to a constant."""
    if isinstance(node, ast.FunctionDef):
        arguments = node.args
        if node.decorator_list or arguments.kw_defaults or node.returns or getattr(node, "type_params", None):
            return False
        return all(isinstance(default, ast.Constant) for default in arguments.defaults) and not any(
            argument.annotation for argument in (*arguments.args, arguments.vararg, arguments.kwarg) if argument
        )
    return (
        isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and all(isinstance(target, ast.Name) for target in node.targets)
    )


def together(
    statements: Sequence[tuple[int, Statement]], alone: frozenset[str]
) -> Iterator[list[tuple[int, Statement]]]:
    """Groups of statements: neighbours that cannot raise and bind none of the names `alone`, and each other by itself.

    To compile statements together takes less than half of the time.
    """
    group: list[tuple[int, Statement]] = []
    for index, statement in statements:
        plain = is_plain(statement.node) and not (alone and names.bound(statement.node) & alone)
        if group and (not plain or statement.cell != group[-1][1].cell or len(group) >= _MOST_TOGETHER):
            yield group
            group = []
        if plain:
            group.append((index, statement))
        else:
            yield [(index, statement)]
    if group:
        yield group


def raised_at(error: BaseException, cell_of: Any) -> tuple[int, int] | None:
    """Cell and line of the submission in which an exception was raised, innermost; None if it has none."""
    found = None
    trace = error.__traceback__
    while trace is not None:
        inner = cell_of(trace.tb_frame.f_code.co_filename)
        if inner is not None:
            found = inner, trace.tb_lineno
        trace = trace.tb_next
    return found
