"""Loads a submission inside a test case's child: support code first, then the top level of the submission.

The top level runs as written, statement by statement, as a notebook runs its cells: a statement that raises or does not
parse is left out with a note, and stops no other. If all of it takes too much processor time, a new child gets a plan
that leaves out what the graded functions cannot reach (`reach`), and if that is still too much, what took longest. A
required name that could not be loaded is bound to a function that raises `NotLoaded` with the reason, so that only the
test cases that call it fail.

Uses the standard library and NumPy only.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Mapping, Sequence
from types import CodeType
from typing import Any, NamedTuple

from . import execution, names, pruned_source, reach, statements
from .empty_functions import is_empty
from .error_recovery import UNPARSABLE, Broken
from .explanations import explained
from .guarded_imports import guarded_imports
from .load_clock import LoadClock
from .notes import Notes
from .problems import NotLoaded, Problem, cell_of, code_name, syntax_problem
from .requirements import Requirements
from .scope import fresh_scope, keep_source, new_namespace
from .statements import Statement
from .stub_modules import StubModule, unavailable

__all__ = ["Loaded", "NotLoaded", "Plan", "Problem", "cell_of", "load"]


class Plan(NamedTuple):
    """What of the top level is run. The first child of a submission has the default, which is everything."""

    #: Whether it is reduced to what the graded functions can reach, and what the whole does ("takes too long").
    prune: bool = False
    why: str = ""
    #: How many statements an earlier child ran before its time was up, and which were slow: the others are run.
    measured: int = 0
    slow: Sequence[int] = ()
    #: Statements that are left out because they take too long, and how long that is ("2 s").
    without: Sequence[int] = ()
    seconds: str = ""


class Loaded(NamedTuple):
    """The result of loading."""

    #: The module-level names, `__builtins__` included. Calls and bindings of the session use it.
    namespace: dict[str, Any]
    #: What was skipped or repaired, a sentence each. Grows when code that runs later imports a missing module.
    notes: list[str]
    #: The required names that cannot be used; each is bound to a function that raises NotLoaded.
    problems: dict[str, Problem]
    #: The lines that were left out, and those that raised, if later children may run the pruned source; else None.
    pruned: tuple[list[pruned_source.Range], list[pruned_source.Range]] | None


def load(
    bundle: Mapping[str, Any],
    scope: dict[str, Any] | None = None,
    plan: Plan | None = None,
    clock: LoadClock | None = None,
) -> Loaded:
    """Load a submission on top of its assignment's support code, with the built-in names of `scope`.

    `bundle` holds "cells" (texts in order), "support" (source), "entry_points" (names, or methods such as
    "Layer.backward"), "provided" (names of support.py that the submission does not replace) and may hold "variants"
    (other versions of the task). Raises whatever support.py raises, and MemoryError.
    """
    scope = fresh_scope() if scope is None else scope
    loading = _Loading(bundle["cells"], bundle["support"], bundle["entry_points"], bundle["provided"], scope)
    loading.variants = bundle.get("variants", ())
    return loading.run(plan or Plan(), clock or LoadClock())


class _Loading:
    """One load, step by step."""

    def __init__(
        self,
        cells: Sequence[str],
        support: str,
        entry_points: Sequence[str],
        provided: Sequence[str],
        scope: dict[str, Any],
    ) -> None:
        self.cells = cells
        self.notes = Notes(many_cells=len(cells) > 1)
        self.guarded: set[tuple[str, int]] = set()
        self.namespace, self.support = new_namespace(support, scope, self.guarded, self.notes.missing_module)
        self.provided = frozenset(provided) & self.support.keys()
        #: Whether every statement was run as it stands, or left out.
        self.plain = True
        self.raised: list[Statement] = []
        #: Of these, the ones that only lack what another statement should have bound.
        self.starved: list[Statement] = []
        #: Names that have no value because the statement that binds them raised or was left out.
        self.missing: set[str] = set()
        self.required = Requirements(entry_points, self.support, self.namespace, self.notes, cells)
        #: Other versions of the task; see `variants`.
        self.variants: Sequence[Mapping[str, Any]] = ()

    def run(self, plan: Plan, clock: LoadClock) -> Loaded:
        keep_source(self.cells)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            warnings.simplefilter("ignore", DeprecationWarning)
            program = statements.read(self.cells, self.required, self.provided, self.variants, self.notes)
            self._note_guarded_imports(program.statements)
            self.compiler = execution.Compiler(program.statements)
            self.run_code = execution.runner(program.statements, self.cells)
            chosen = self._chosen(program.statements, plan)
            self.missing |= {name for name in self.required.problems if "." not in name}
            clock.start()
            try:
                self._run(program, chosen, clock)
            finally:
                clock.stop()
        self._note_raised()
        self.required.resolve()
        return Loaded(self.namespace, self.notes.sentences, self.required.problems, self._pruned(program, chosen))

    def _run(self, program: statements.Program, chosen: list[int], clock: LoadClock) -> None:
        found = program.statements
        if found and found[0].cell == 0 and isinstance(found[0].node, ast.Expr):
            self.namespace["__doc__"] = ast.get_docstring(ast.Module([found[0].node], []), clean=False)
        empty = {s.node.name for s in found if isinstance(s.node, names.FUNCTION) and is_empty(s.node)}
        retained = {names.name_of(node) for node in program.retained}
        alone = frozenset(self.support.keys() | self.provided | empty | retained)
        for group in execution.together([(index, found[index]) for index in chosen], alone):
            if len(group) == 1 or not self._run_together([statement for _, statement in group]):
                for index, statement in group:
                    clock.begin(index, removable=not isinstance(statement.node, names.DEFINITION))
                    self._execute(statement)
                    clock.end()
                    if statement.node in program.retained:
                        kept = self.namespace.get(names.name_of(statement.node))
                        self.namespace[program.retained[statement.node]] = kept

    def _note_guarded_imports(self, found: list[Statement]) -> None:
        for cell, text in enumerate(self.cells):
            lines = guarded_imports(text, [statement.node for statement in found if statement.cell == cell])
            self.guarded.update((code_name(cell), line) for line in lines)

    def _chosen(self, found: list[Statement], plan: Plan) -> list[int]:
        """The indices of the statements to run; the others are reported in the notes."""
        everything = [index for index, statement in enumerate(found) if not names.does_nothing(statement.node)]
        if not plan.prune:
            return everything
        cheap = set(range(plan.measured)) - set(plan.slow)
        roots = {name.partition(".")[0] for name in self.required.entry_points}
        kept = reach.chosen([statement.node for statement in found], roots, self.support, cheap, plan.without)
        left = [found[index] for index in everything if not kept[index]]
        self.missing |= set().union(*(names.bound(statement.node) for statement in left))
        slow = [found[index] for index in plan.without if index < len(found)]
        self.notes.too_slow(statements.lines_of(slow), plan.seconds)
        told = [s for s in left if s not in slow and not names.needs_no_note(s.node)]
        self.notes.unreached(statements.lines_of(told), plan.why)
        return [index for index in everything if kept[index]]

    def _pruned(
        self, program: statements.Program, chosen: list[int]
    ) -> tuple[list[pruned_source.Range], list[pruned_source.Range]] | None:
        """The lines that later children leave out, and those that raise; None if they cannot just run the others."""
        plain = self.plain and program.verbatim and self.required.met and self.run_code is exec
        if not plain or self.compiler.flags or self.guarded or len(self.raised) > pruned_source.MOST_RAISED:
            return None
        run, raised = set(chosen), {id(statement.node) for statement in self.raised}
        left = [s for i, s in enumerate(program.statements) if i not in run and not names.does_nothing(s.node)]
        kept = [s for i, s in enumerate(program.statements) if i in run and id(s.node) not in raised]
        ranges = pruned_source.ranges_of(kept, [*left, *self.raised], self.cells)
        return None if ranges is None else (ranges[: len(left)], ranges[len(left) :])

    def _run_together(self, group: list[Statement]) -> bool:
        """Run statements that cannot raise. False if they do not compile."""
        try:
            code = self.compiler.code([statement.node for statement in group], group[0].cell)
        except UNPARSABLE:
            return False
        exec(code, self.namespace)
        for node, cell in group:
            self.plain = self.plain and not (isinstance(node, names.FUNCTION) and is_empty(node))
            self.required.define(node, cell, names.bound(node))
        return True

    def _execute(self, statement: Statement) -> None:
        """Run one statement. An exception is noted, and becomes the reason why its names are missing."""
        node, cell = statement
        binds = names.bound(node)
        if isinstance(node, names.FUNCTION) and is_empty(node):
            self.plain = False
        if binds & (self.support.keys() if isinstance(node, names.IMPORT) else self.provided):
            self.plain = False
        if self._replaces_provided(node, cell, binds) or self._is_empty_copy(node):
            return
        before = {name: self.namespace[name] for name in binds if name in self.namespace}
        try:
            if not execution.is_future_import(node):
                self.run_code(self._compiled(node, cell), self.namespace)
        except BaseException as error:
            if isinstance(error, MemoryError) and isinstance(node, names.DEFINITION):
                raise
            self._raised(error, statement, binds)
            return
        self._restore(before, node)
        self.required.define(node, cell, binds)

    def _compiled(self, node: ast.stmt, cell: int) -> CodeType:
        try:
            return self.compiler.code([node], cell)
        except UNPARSABLE:
            if not isinstance(node, ast.ClassDef):
                raise
        code, broken = self.compiler.without_broken_members(node, cell)
        for member, error in broken:
            self._rejected(error, names.name_of(member), node.name, cell)
        return code

    def _rejected(self, error: BaseException, name: str, owner: str, cell: int) -> None:
        """The compiler rejects valid grammar: "'return' outside function"."""
        self.plain = False
        number = max(getattr(error, "lineno", None) or 1, 1)
        lines = self.cells[cell].split("\n", number)[number - 1 : number]
        self.required.add_broken(Broken(name, owner, *syntax_problem(error, lines, number)), cell)

    def _raised(self, error: BaseException, statement: Statement, binds: set[str]) -> None:
        node, cell = statement
        self.raised.append(statement)
        place = execution.raised_at(error, cell_of)
        if isinstance(error, UNPARSABLE) and place is None:
            self._rejected(error, names.name_of(node), "", cell)
            return
        place = place or (cell, node.lineno)
        if (missing := unavailable(error)) is not None:
            # A function that needs one of these values is told about the module, not about an undefined name.
            self.namespace.update({name: missing.stub for name in binds if name not in self.namespace})
            self.plain = self.plain and not binds
            told = f"`{missing.module}` is not available here; the statement is left out"
        else:
            told = f"{type(error).__name__}: {explained(error)[:200]}".removesuffix(": ")
        self.missing |= {name for name in binds if name not in self.namespace}
        if isinstance(error, NameError) and error.name in self.missing and not isinstance(node, names.DEFINITION):
            self.starved.append(statement)
            return
        where, line = place
        sentence = self.notes.raised(told, where, line, definition=isinstance(node, names.DEFINITION))
        # A variable without a value stays undefined: Python's NameError explains enough.
        wanted = set(self.required.entry_points) | {names.name_of(node)}
        for name in binds & wanted:
            self.required.add_problem(name, Problem("raised", where, line, sentence))

    def _note_raised(self) -> None:
        self.notes.starved(statements.lines_of(self.starved))
        self.notes.more_raised()

    def _replaces_provided(self, node: ast.stmt, cell: int, binds: set[str]) -> bool:
        """Whether the statement replaces a provided name. Wrapping it (`relu = np.vectorize(relu)`) does not."""
        if not self.provided:
            return False
        replaced = {names.name_of(node)} if isinstance(node, (*names.FUNCTION, ast.ClassDef)) else set()
        if isinstance(node, ast.Assign):
            replaced = binds & self.provided and binds - names.used(node.value)
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
        """Restore names that a statement must not replace: an import by a stub, or a provided name indirectly."""
        wrapped: set[str] | None = None
        for name, value in before.items():
            now = self.namespace.get(name)
            if now is value:
                continue
            if name in self.provided and wrapped is None:
                wrapped = names.used(node.value) if isinstance(node, ast.Assign) else set()
            stub = isinstance(now, StubModule) and not isinstance(value, StubModule)
            if (stub and not isinstance(node, ast.Assign)) or (name in self.provided and name not in (wrapped or ())):
                self.namespace[name] = value
                self.plain = False
