"""Loads a submission inside a test case's child: support code first, then what the submission defines.

Files and notebooks do more than define things: they train, print, plot, download. Only definitions are executed, and
those other top-level statements on which the entry points stand (`relu_vec = np.vectorize(relu)`). A statement that
raises or does not parse loses only itself. Whatever is asked for but could not be loaded is bound to a function that
raises `NotLoaded` with the reason, so it costs the test cases that call it and no others.

Runs with the standard library and NumPy only.
"""

from __future__ import annotations
import __future__

import ast
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from types import CodeType
from typing import Any, NamedTuple

from . import names, pruned_source
from .error_recovery import UNPARSABLE, Broken, read_cell
from .guarded_imports import guarded_imports
from .notes import Notes
from .problems import NotLoaded, Problem, cell_of, code_name, syntax_problem
from .redefinitions import adopt_classes, keep_earlier
from .requirements import Requirements, is_empty
from .scope import fresh_scope, furnished, prepare
from .stub_modules import StubModule

__all__ = ["Loaded", "NotLoaded", "Problem", "cell_of", "load", "prepare"]

#: Hears which lines are not to run, or None where running the others straight through would not do; see `excerpt`.
Tell = Callable[[list[pruned_source.Range] | None], None]


class Loaded(NamedTuple):
    """What loading came to."""

    #: The module-level names, `__builtins__` included; calls and bindings of the session happen here.
    namespace: dict[str, Any]
    #: What was left out or repaired, a sentence each. Grows when code that runs later imports what is missing.
    notes: list[str]
    #: Of the names asked for, those that cannot be used; each is bound to a function that raises NotLoaded.
    problems: dict[str, Problem]
    #: Whether every statement that was run did what it should, and every name that is asked for is there.
    smooth: bool


def load(bundle: Mapping[str, Any], scope: dict[str, Any] | None = None, tell: Tell | None = None) -> Loaded:
    """Load a submission on top of its assignment's support code, with the built-in names of `scope`.

    `bundle` holds "cells" (texts in order), "support" (source or the result of `prepare`), "entry_points" (names, or
    methods such as "Layer.backward") and "provided" (names of support.py that the submission does not replace).
    `tell` is called once, before any line of the submission runs. Raises only what support.py raises, and MemoryError.
    """
    scope = fresh_scope() if scope is None else scope
    loading = _Loading(bundle["cells"], bundle["support"], bundle["entry_points"], bundle["provided"], scope)
    return loading.run(tell or (lambda _ranges: None))


class _Statement(NamedTuple):
    node: ast.stmt
    cell: int


class _Loading:
    """One load, step by step."""

    def __init__(
        self,
        cells: Sequence[str],
        support: str | CodeType,
        entry_points: Sequence[str],
        provided: Sequence[str],
        scope: dict[str, Any],
    ) -> None:
        self.cells = cells
        self.notes = Notes(many_cells=len(cells) > 1)
        self.guarded: set[tuple[str, int]] = set()
        self.namespace, self.support = furnished(support, scope, self.guarded, self.notes.missing_module)
        self.provided = frozenset(provided) & self.support.keys()
        self.flags = 0
        self.codes: dict[ast.stmt, CodeType] = {}
        #: Whether the cells are Python as they stand.
        self.readable = True
        #: Whether nothing has raised.
        self.smooth = True
        self.required = Requirements(entry_points, self.support, self.namespace, self.notes)

    def run(self, tell: Tell) -> Loaded:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            warnings.simplefilter("ignore", DeprecationWarning)
            statements = self._read()
            for cell, text in enumerate(self.cells):
                lines = guarded_imports(text, [statement.node for statement in statements if statement.cell == cell])
                self.guarded.update((code_name(cell), line) for line in lines)
            hidden = self._redefinitions(statements)
            self._compile_definitions(statements)
            chosen = self._chosen(statements)
            tell(self._left_out(statements, chosen) if not hidden else None)
            for statement in chosen:
                self._execute(statement)
                if statement.node in hidden:
                    self.namespace[hidden[statement.node]] = self.namespace.get(names.name_of(statement.node))
        self.required.settle()
        smooth = self.smooth and self.required.met
        return Loaded(self.namespace, self.notes.sentences, self.required.problems, smooth)

    def _left_out(self, statements: list[_Statement], chosen: list[_Statement]) -> list[pruned_source.Range] | None:
        """The lines that are not to run; None unless the others may be run as they stand."""
        if not self.readable or self.flags or self.guarded or any(map(self._is_special, chosen)):
            return None
        kept = {id(statement.node) for statement in chosen}
        return pruned_source.left_out(chosen, [one for one in statements if id(one.node) not in kept], self.cells)

    def _is_special(self, statement: _Statement) -> bool:
        """Whether more happens with a statement than that it is run."""
        node = statement.node
        if isinstance(node, names.DEFINITION) and node not in self.codes:
            return True
        if isinstance(node, names.FUNCTION) and is_empty(node):
            return True
        return bool(names.bound(node) & (self.support.keys() if isinstance(node, names.IMPORT) else self.provided))

    def _read(self) -> list[_Statement]:
        """All statements in order; what is broken is kept for when its class or name is known."""
        cells = [read_cell(text) for text in self.cells]
        statements = [_Statement(node, index) for index, cell in enumerate(cells) for node in cell.statements]
        renamed = adopt_classes([statement.node for statement in statements], self.required.entry_points)
        self.readable = not renamed and not any(cell.repairs or cell.broken for cell in cells)
        for index, cell in enumerate(cells):
            for line, said in cell.repairs:
                self.notes.add(said, index, line)
            for broken in cell.broken:
                self._note_broken(broken._replace(owner=renamed.get(broken.owner, broken.owner)), index)
        for old, new in renamed.items():
            self.notes.say(f"The class `{old}` is taken as `{new}`, the name that the task gives")
        return statements

    def _note_broken(self, broken: Broken, cell: int) -> None:
        name = f"{broken.owner}.{broken.name}" if broken.owner else broken.name
        what = f"`{name}` could not be read" if name else "a statement could not be read"
        sentence = self.notes.add(f"{what}: {broken.text}", cell, broken.line)
        if name:
            self.required.broken(name, Problem(broken.kind, cell, broken.line, sentence))

    def _redefinitions(self, statements: list[_Statement]) -> dict[ast.stmt, str]:
        """The earlier definitions that stay in use, with the names under which they do."""
        cells = {id(statement.node): statement.cell for statement in statements}
        kept = keep_earlier([statement.node for statement in statements])
        for one in kept:
            earlier = self.notes.location(cells[id(one.earlier)], one.earlier.lineno)
            self.notes.add(
                f"`{one.name}` is defined again with other parameters; `{one.caller}` still uses the one of {earlier}",
                cells[id(one.last)],
                one.last.lineno,
            )
        return {one.earlier: one.hidden for one in kept}

    def _chosen(self, statements: list[_Statement]) -> list[_Statement]:
        """The statements to run; the others are noted."""
        nodes = [statement.node for statement in statements]
        chosen = names.needed(nodes, self.required.entry_points, self.support, self.codes)
        left = [s for s, run in zip(statements, chosen, strict=True) if not run and not names.says_nothing(s.node)]
        self.notes.left_out([(s.cell, s.node.lineno, s.node.end_lineno or s.node.lineno) for s in left])
        return [statement for statement, run in zip(statements, chosen, strict=True) if run]

    def _execute(self, statement: _Statement) -> None:
        """Run one statement. What it raises is noted, and counts as the reason why its names are missing."""
        node, cell = statement
        if self._replaces_provided(node, cell) or self._is_empty_copy(node):
            return
        binds = names.bound(node)
        before = {name: self.namespace[name] for name in binds if name in self.namespace}
        try:
            for part in self._compiled(node, cell):
                exec(part, self.namespace)
        except MemoryError:
            raise
        except (Exception, SystemExit) as error:
            self._raised(error, cell, binds, node)
            return
        self._keep(before, cell, node)
        self.required.define(node, cell, binds)

    def _compile_definitions(self, statements: list[_Statement]) -> None:
        """Compile every definition once; what the compiler refuses is left for when it is to be executed."""
        for node, cell in statements:
            if isinstance(node, ast.ImportFrom) and node.module == "__future__":
                for alias in node.names:
                    self.flags |= getattr(getattr(__future__, alias.name, None), "compiler_flag", 0)
            elif isinstance(node, names.DEFINITION):
                with suppress(*UNPARSABLE):
                    self.codes[node] = self._compile(node, cell)

    def _compiled(self, node: ast.stmt, cell: int) -> list[CodeType]:
        if node in self.codes:
            return [self.codes[node]]
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            return []
        try:
            return [self._compile(node, cell)]
        except UNPARSABLE:
            if not isinstance(node, ast.ClassDef):
                raise
        # Valid grammar that the compiler refuses ("'return' outside function"): find the method that it is in.
        node.body = [member for member in node.body if self._compiles(member, node, cell)] or [ast.Pass()]
        ast.fix_missing_locations(node)
        return [self._compile(node, cell)]

    def _compile(self, node: ast.stmt, cell: int) -> CodeType:
        code: CodeType = compile(ast.Module([node], []), code_name(cell), "exec", self.flags, dont_inherit=True)
        return code

    def _compiles(self, member: ast.stmt, owner: ast.ClassDef, cell: int) -> bool:
        shell = ast.ClassDef(owner.name, [], [], [member], [])
        try:
            self._compile(ast.fix_missing_locations(ast.copy_location(shell, owner)), cell)
        except UNPARSABLE as error:
            kind, line, text = syntax_problem(error, self.cells[cell].split("\n"))
            name = names.name_of(member)
            self._note_broken(Broken(name, owner.name, kind, line, text), cell)
            return False
        return True

    def _raised(self, error: BaseException, cell: int, binds: set[str], node: ast.stmt) -> None:
        self.smooth = False
        if isinstance(error, SyntaxError) and cell_of(error.filename or "") == cell:
            kind, line, text = syntax_problem(error, self.cells[cell].split("\n"))
            self._note_broken(Broken(names.name_of(node), "", kind, line, text), cell)
            return
        where, line = cell, node.lineno
        trace = error.__traceback__
        while trace is not None:
            inner = cell_of(trace.tb_frame.f_code.co_filename)
            if inner is not None:
                where, line = inner, trace.tb_lineno
            trace = trace.tb_next
        sentence = self.notes.add(f"{type(error).__name__}: {_text(error)}", where, line)
        # A variable that has no value stays undefined: Python's own NameError says enough.
        asked_for = set(self.required.entry_points) | {names.name_of(node)}
        for name in binds & asked_for:
            self.required.broken(name, Problem("raised", where, line, sentence))

    def _replaces_provided(self, node: ast.stmt, cell: int) -> bool:
        """Whether the statement replaces a provided name. Wrapping it (`relu = np.vectorize(relu)`) does not."""
        if not self.provided:
            return False
        replaced = {names.name_of(node)} if isinstance(node, (*names.FUNCTION, ast.ClassDef)) else set()
        if isinstance(node, ast.Assign):
            replaced = names.bound(node) - names.used(node.value)
        if not replaced & self.provided:
            return False
        for name in sorted(replaced & self.provided):
            self.notes.add(f"`{name}` is available already; your own version of it is not used", cell, node.lineno)
        # `a = b = 1` or a tuple may bind other names too; those are still wanted.
        return replaced <= self.provided

    def _is_empty_copy(self, node: ast.stmt) -> bool:
        """Whether this is a starter's empty function after the finished one of the same name."""
        return isinstance(node, names.FUNCTION) and node.name in self.required.finished and is_empty(node)

    def _keep(self, before: Mapping[str, Any], cell: int, node: ast.stmt) -> None:
        """Undo what a statement did to names that it must not replace: with a stand-in, or indirectly."""
        wrapped = names.used(node.value) if isinstance(node, ast.Assign) else set()
        for name, value in before.items():
            now = self.namespace.get(name)
            if isinstance(now, StubModule) or (name in self.provided and now is not value and name not in wrapped):
                self.namespace[name] = value
                self.smooth = False


def _text(error: BaseException) -> str:
    try:
        return str(error)[:200]
    except Exception:
        return "(its message could not be read)"
