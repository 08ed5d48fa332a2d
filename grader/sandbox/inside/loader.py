"""Loads a submission inside a test case's child: support code first, then the definitions of the submission.

Files and notebooks do more than define functions: they train, print, plot, download. Only definitions are executed, and
those other top-level statements that the entry points depend on (`relu_vec = np.vectorize(relu)`). A statement that
raises or does not parse affects no other statement. A required name that could not be loaded is bound to a function
that raises `NotLoaded` with the reason, so that only the test cases that call it fail.

Uses the standard library and NumPy only.
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
from .redefinitions import adopt_classes, retain_earlier
from .requirements import Requirements, is_empty
from .scope import compile_support, fresh_scope, new_namespace
from .stub_modules import StubModule, unavailable
from .variants import adopt_variant

__all__ = ["Loaded", "NotLoaded", "Problem", "cell_of", "compile_support", "load"]

#: Called with the lines that are skipped, or None where there is no pruned source; see `pruned_source`.
ReportSkipped = Callable[[list[pruned_source.Range] | None], None]


class Loaded(NamedTuple):
    """The result of loading."""

    #: The module-level names, `__builtins__` included. Calls and bindings of the session use it.
    namespace: dict[str, Any]
    #: What was skipped or repaired, a sentence each. Grows when code that runs later imports a missing module.
    notes: list[str]
    #: The required names that cannot be used; each is bound to a function that raises NotLoaded.
    problems: dict[str, Problem]
    #: Whether later children may run the pruned source: no statement raised, and every required name is defined.
    replayable: bool


def load(
    bundle: Mapping[str, Any], scope: dict[str, Any] | None = None, report_skipped: ReportSkipped | None = None
) -> Loaded:
    """Load a submission on top of its assignment's support code, with the built-in names of `scope`.

    `bundle` holds "cells" (texts in order), "support" (source or the result of `compile_support`), "entry_points"
    (names, or methods such as "Layer.backward"), "provided" (names of support.py that the submission does not
    replace) and may hold "variants" (other versions of the task).
    `report_skipped` is called once, before any line of the submission runs. Raises whatever support.py raises, and
    MemoryError.
    """
    scope = fresh_scope() if scope is None else scope
    loading = _Loading(bundle["cells"], bundle["support"], bundle["entry_points"], bundle["provided"], scope)
    loading.variants = bundle.get("variants", ())
    return loading.run(report_skipped or (lambda _ranges: None))


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
        self.namespace, self.support = new_namespace(support, scope, self.guarded, self.notes.missing_module)
        self.provided = frozenset(provided) & self.support.keys()
        self.flags = 0
        self.codes: dict[ast.stmt, CodeType] = {}
        #: Whether the cells are Python without repairs.
        self.readable = True
        #: Whether no statement has raised, and no name had to be restored.
        self.replayable = True
        self.required = Requirements(entry_points, self.support, self.namespace, self.notes, cells)
        #: Other versions of the task; see `variants`.
        self.variants: Sequence[Mapping[str, Any]] = ()

    def run(self, report_skipped: ReportSkipped) -> Loaded:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            warnings.simplefilter("ignore", DeprecationWarning)
            statements = self._read()
            for cell, text in enumerate(self.cells):
                lines = guarded_imports(text, [statement.node for statement in statements if statement.cell == cell])
                self.guarded.update((code_name(cell), line) for line in lines)
            retained = self._redefinitions(statements)
            self._compile_definitions(statements)
            chosen = self._chosen(statements)
            report_skipped(self._skipped_lines(statements, chosen) if not retained else None)
            for statement in chosen:
                self._execute(statement)
                if statement.node in retained:
                    self.namespace[retained[statement.node]] = self.namespace.get(names.name_of(statement.node))
        self.required.resolve()
        replayable = self.replayable and self.required.met
        return Loaded(self.namespace, self.notes.sentences, self.required.problems, replayable)

    def _skipped_lines(
        self, statements: list[_Statement], chosen: list[_Statement]
    ) -> list[pruned_source.Range] | None:
        """The lines that are skipped; None unless the others may be run unchanged."""
        if not self.readable or self.flags or self.guarded or any(map(self._is_special, chosen)):
            return None
        run = {id(statement.node) for statement in chosen}
        skipped = [statement for statement in statements if id(statement.node) not in run]
        return pruned_source.skipped_lines(chosen, skipped, self.cells)

    def _is_special(self, statement: _Statement) -> bool:
        """Whether the loader does more with a statement than run it."""
        node = statement.node
        if isinstance(node, names.DEFINITION) and node not in self.codes:
            return True
        if isinstance(node, names.FUNCTION) and is_empty(node):
            return True
        return bool(names.bound(node) & (self.support.keys() if isinstance(node, names.IMPORT) else self.provided))

    def _read(self) -> list[_Statement]:
        """All statements in order. Broken parts are recorded as problems of the names that they define."""
        cells = [read_cell(text) for text in self.cells]
        statements = [_Statement(node, index) for index, cell in enumerate(cells) for node in cell.statements]
        renamed = adopt_classes([statement.node for statement in statements], self.required.entry_points)
        self.readable = not renamed and not any(cell.repairs or cell.broken for cell in cells)
        nodes = [statement.node for statement in statements]
        self.readable &= not adopt_variant(nodes, self.required, self.variants, self.notes)
        for index, cell in enumerate(cells):
            for line, description in cell.repairs:
                self.notes.add(description, index, line)
            for broken in cell.broken:
                self._note_broken(broken._replace(owner=renamed.get(broken.owner, broken.owner)), index)
        for old, new in renamed.items():
            self.notes.add_general(f"The class `{old}` is taken as `{new}`, the name that the task gives")
        return statements

    def _note_broken(self, broken: Broken, cell: int) -> None:
        name = f"{broken.owner}.{broken.name}" if broken.owner and broken.name else broken.name
        part = f"a part of `{broken.owner}`" if broken.owner else "a statement"
        what = f"`{name}` could not be read" if name else f"{part} could not be read"
        sentence = self.notes.add(f"{what}: {broken.text}", cell, broken.line)
        if name:
            self.required.add_problem(name, Problem(broken.kind, cell, broken.line, sentence))

    def _redefinitions(self, statements: list[_Statement]) -> dict[ast.stmt, str]:
        """The earlier definitions that stay in use, with the names under which they are kept."""
        cells = {id(statement.node): statement.cell for statement in statements}
        retained = retain_earlier([statement.node for statement in statements], self.provided)
        for case in retained:
            line = self.notes.location(cells[id(case.earlier)], case.earlier.lineno)
            self.notes.add(
                f"`{case.name}` is defined again with other parameters; `{case.caller}` still uses the one of {line}",
                cells[id(case.last)],
                case.last.lineno,
            )
        return {case.earlier: case.hidden for case in retained}

    def _chosen(self, statements: list[_Statement]) -> list[_Statement]:
        """The statements to run; the others are reported in the notes."""
        nodes = [statement.node for statement in statements]
        chosen = names.needed(nodes, self.required.entry_points, self.support, self.codes)
        skipped = [s for s, run in zip(statements, chosen, strict=True) if not run and not names.needs_no_note(s.node)]
        self.notes.skipped([(s.cell, s.node.lineno, s.node.end_lineno or s.node.lineno) for s in skipped])
        return [statement for statement, run in zip(statements, chosen, strict=True) if run]

    def _execute(self, statement: _Statement) -> None:
        """Run one statement. An exception is noted, and becomes the reason why its names are missing."""
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
        self._restore(before, node)
        self.required.define(node, cell, binds)

    def _compile_definitions(self, statements: list[_Statement]) -> None:
        """Compile every definition once. What the compiler rejects is handled when it is executed."""
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
        # Valid grammar that the compiler rejects ("'return' outside function"): find the method that contains it.
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
        self.replayable = False
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
        if (missing := unavailable(error)) is not None:
            sentence = self.notes.add(
                f"`{missing.module}` is not available here; the statement is left out", where, line
            )
            # A function that needs one of these values is told about the module, not about an undefined name.
            self.namespace.update({name: missing.stub for name in binds if name not in self.namespace})
        else:
            sentence = self.notes.add(f"{type(error).__name__}: {_text(error)}", where, line)
        # A variable without a value stays undefined: Python's NameError explains enough.
        wanted = set(self.required.entry_points) | {names.name_of(node)}
        for name in binds & wanted:
            self.required.add_problem(name, Problem("raised", where, line, sentence))

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
        # `a = b = 1` or a tuple may bind other names too, which are still needed.
        return replaced <= self.provided

    def _is_empty_copy(self, node: ast.stmt) -> bool:
        """Whether this is a starter's empty function after the finished one of the same name."""
        return isinstance(node, names.FUNCTION) and node.name in self.required.finished and is_empty(node)

    def _restore(self, before: Mapping[str, Any], node: ast.stmt) -> None:
        """Restore names that a statement must not replace: by a stub, or a provided name indirectly."""
        wrapped = names.used(node.value) if isinstance(node, ast.Assign) else set()
        for name, value in before.items():
            now = self.namespace.get(name)
            if isinstance(now, StubModule) or (name in self.provided and now is not value and name not in wrapped):
                self.namespace[name] = value
                self.replayable = False


def _text(error: BaseException) -> str:
    try:
        return str(error)[:200]
    except Exception:
        return "(its message could not be read)"
