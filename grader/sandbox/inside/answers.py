"""Runs a file of answers and reads its dictionary `answers` entry by entry.

The file runs from top to bottom, a statement at a time; one that fails affects no other. Where the dictionary is
written out, in the file or as the argument of `update`, each entry is evaluated by itself, so that one that cannot be
evaluated costs no other answer.
"""

from __future__ import annotations

import ast
import numbers
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from .answer_text import Entry, entries_of, find_dictionary, without
from .error_recovery import UNPARSABLE, read_cell
from .guarded_imports import guarded_imports
from .names import is_main_guard
from .problems import code_name
from .scope import new_namespace
from .stub_modules import NotAvailable, StubModule, unavailable

NAME = "answers"
#: Most answers, most items of one, most characters of a text, most bits of an integer.
_MOST_ANSWERS, _MOST_ITEMS, _MOST_CHARACTERS, _MOST_BITS = 200, 50, 2000, 1000
_LOOKS_LIKE_ONE = re.compile(rf"^{NAME}\b", re.MULTILINE)


class Unreadable(Exception):
    """The value of an entry is no answer. Its text says what is."""


def read_answers(cells: Sequence[str], support: Any, scope: dict[str, Any]) -> dict[str, Any]:
    """{"found": whether there is a dictionary of answers, "values": answers by question, "problems": why by question}.

    Raises MemoryError, and whatever support.py raises.
    """
    reading = _Reading(cells, support, scope)
    for cell, text in enumerate(cells):
        reading.run(cell, text)
    return reading.result()


class _Reading:
    def __init__(self, cells: Sequence[str], support: Any, scope: dict[str, Any]) -> None:
        self._many_cells = len(cells) > 1
        self._guarded: set[tuple[str, int]] = set()
        self._namespace, _ = new_namespace(support, scope, self._guarded, lambda _module: None)
        self._namespace["__name__"] = "__main__"
        self._problems: dict[str, str] = {}

    def run(self, cell: int, text: str) -> None:
        """Run one cell."""
        try:
            statements: list[ast.stmt] = ast.parse(text).body
            written: list[Entry] = []
            start = 0
        except UNPARSABLE:
            span = find_dictionary(text)
            written = entries_of(text, span) if span else []
            statements = read_cell(without(text, span) if span else text).statements
            start = text.count("\n", 0, span[0]) + 1 if span else 0
        self._guarded.update((code_name(cell), line) for line in guarded_imports(text, statements))
        for statement in statements:
            if written and statement.lineno > start:
                self._fill({}, written, cell)
                written = []
            self._statement(statement, cell)
        if written:
            self._fill({}, written, cell)

    def result(self) -> dict[str, Any]:
        """What was read."""
        answers = self._namespace.get(NAME)
        if isinstance(answers, StubModule) or not isinstance(answers, Mapping):
            return {"found": False, "values": {}, "problems": self._problems}
        values: dict[str, Any] = {}
        for key, value in list(answers.items())[:_MOST_ANSWERS]:
            name = str(key)[:100]
            if name in self._problems:
                continue
            try:
                values[name] = plain(value)
            except MemoryError:
                raise
            except Exception as error:
                self._problems[name] = _sentence(error)
        return {"found": True, "values": values, "problems": self._problems}

    def _statement(self, node: ast.stmt, cell: int) -> None:
        if is_main_guard(node) and isinstance(node, ast.If):
            for inner in node.body:
                self._statement(inner, cell)
            return
        written = _written_out(node)
        if written is not None:
            starts, entries = written
            self._fill({} if starts else self._namespace.get(NAME), entries, cell)
            return
        try:
            exec(compile(ast.Module([node], []), code_name(cell), "exec", dont_inherit=True), self._namespace)
        except MemoryError:
            raise
        except BaseException as error:
            if (name := _assigned_key(node)) is not None:
                self._note(name, node.lineno, cell, error)
        else:
            if (name := _assigned_key(node)) is not None:
                self._problems.pop(name, None)

    def _fill(self, answers: Any, entries: Sequence[Entry], cell: int) -> None:
        """Evaluate entries into the dictionary `answers`."""
        if not isinstance(answers, dict):
            answers = {}
        self._namespace[NAME] = answers
        for entry in entries:
            if entry.value is None:
                self._note(entry.name, entry.line, cell, Unreadable(entry.problem))
                continue
            try:
                value = self._evaluated(entry.value, cell)
                if entry.key is None:
                    answers.update(value)
                    continue
                name = self._evaluated(entry.key, cell)
                answers[name] = value
                self._problems.pop(str(name), None)
            except MemoryError:
                raise
            except BaseException as error:
                self._note(entry.name, entry.line, cell, error)

    def _evaluated(self, node: ast.expr, cell: int) -> Any:
        code = compile(ast.Expression(node), code_name(cell), "eval", dont_inherit=True)
        return eval(code, self._namespace)

    def _note(self, name: str, line: int, cell: int, error: BaseException) -> None:
        where = f"cell {cell + 1}, line {line}" if self._many_cells else f"line {line}"
        self._problems[name[:100]] = f"{where}: {_sentence(error)}"


def _written_out(node: ast.stmt) -> tuple[bool, list[Entry]] | None:
    """The entries of a statement that writes answers out, and whether it begins the dictionary anew."""
    value: ast.expr | None = None
    starts = True
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        value = node.value if any(_is_answers(target) for target in targets) else None
    elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.BitOr) and _is_answers(node.target):
        value, starts = node.value, False
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        call = node.value
        if isinstance(call.func, ast.Attribute) and call.func.attr == "update" and _is_answers(call.func.value):
            entries = [entry for argument in call.args for entry in _entries(argument) or [_whole(argument)]]
            return False, entries + _keywords(call)
    entries_found = None if value is None else _entries(value)
    return None if entries_found is None else (starts, entries_found)


def _is_answers(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == NAME


def _entries(node: ast.expr) -> list[Entry] | None:
    """The entries of `{...}` or `dict(...)`; None for another expression."""
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return [Entry(_name_of(key), key, value, value.lineno) for key, value in pairs]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict" and not node.args:
        return _keywords(node)
    return None


def _keywords(call: ast.Call) -> list[Entry]:
    return [
        Entry(
            word.arg or "", None if word.arg is None else ast.Constant(word.arg, lineno=1, col_offset=0), word.value,
            word.value.lineno,
        )
        for word in call.keywords
    ]  # fmt: skip


def _whole(node: ast.expr) -> Entry:
    return Entry("", None, node, node.lineno)


def _name_of(key: ast.expr | None) -> str:
    return str(key.value) if isinstance(key, ast.Constant) else ""


def _assigned_key(node: ast.stmt) -> str | None:
    """The question of `answers["loss"] = ...`."""
    targets: Iterator[ast.expr] = iter(())
    if isinstance(node, ast.Assign):
        targets = iter(node.targets)
    elif isinstance(node, ast.AugAssign | ast.AnnAssign):
        targets = iter([node.target])
    for target in targets:
        if isinstance(target, ast.Subscript) and _is_answers(target.value) and isinstance(target.slice, ast.Constant):
            return str(target.slice.value)
    return None


def plain(value: Any) -> Any:
    """An answer as it is judged: a text, a number, a truth value, None, or a list of texts and numbers.

    NumPy's numbers and fractions become Python's, sets and tuples lists. Raises Unreadable for anything else.
    """
    if isinstance(value, StubModule):
        raise NotAvailable(value)
    if isinstance(value, np.ndarray) and (value.ndim == 0 or value.size == 1):
        value = value.item()
    elif isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, list | tuple | set | frozenset | type({}.keys()) | type({}.values())):
        items = sorted(value, key=str) if isinstance(value, set | frozenset) else list(value)
        if len(items) > _MOST_ITEMS:
            raise Unreadable(f"a list of {len(items)} is too long for an answer")
        return [_single(item) for item in items]
    return _single(value)


def _single(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, str):
        if len(value) > _MOST_CHARACTERS:
            raise Unreadable(f"a text of {len(value)} characters is too long for an answer")
        return str(value)
    if isinstance(value, int):
        if value.bit_length() > _MOST_BITS:
            raise Unreadable("the number is too large")
        return int(value)
    if isinstance(value, numbers.Real) or type(value).__name__ == "Decimal":
        return float(value)
    raise Unreadable("an answer is a number, a text or a list of texts")


def _sentence(error: BaseException) -> str:
    """Why an entry cannot be read."""
    if isinstance(error, Unreadable):
        return str(error)[:200]
    if (missing := unavailable(error)) is not None:
        return f"`{missing.module}` is not available here"
    try:
        return f"{type(error).__name__}: {error}"[:200]
    except Exception:
        return type(error).__name__[:200]
