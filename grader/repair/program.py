"""The functions of a submission, and which of them a failing function reaches."""

from __future__ import annotations

import ast
import textwrap
from collections import deque
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from grader.model import Source
from grader.repair.source_text import CellText, Edit, replace_ranges

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
#: Longest submission that is searched, in characters: parsing is linear, but every candidate is loaded anew.
MOST_CHARACTERS = 60_000
#: Deepest syntax tree of a function, and longest whole number in it, in bits: Python cannot write others again as text.
_DEEPEST, _MOST_BITS = 100, 10_000


@dataclass(frozen=True, kw_only=True)
class Function:
    """A function or method of the submission."""

    name: str
    #: Name of its class, or "".
    owner: str
    text: CellText
    node: FunctionNode

    @property
    def label(self) -> str:
        """ "relu_der", "Layer.backward"."""
        return f"{self.owner}.{self.name}" if self.owner else self.name

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """Names of its parameters, `self` left out."""
        arguments = self.node.args
        names = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
        return tuple(names[1:] if self.self_name else names)

    @cached_property
    def self_name(self) -> str:
        """The first parameter of a method, or of a function that is to become one; "" for any other function."""
        arguments = [*self.node.args.posonlyargs, *self.node.args.args]
        return arguments[0].arg if arguments and (self.owner or arguments[0].arg == "self") else ""

    @cached_property
    def body(self) -> list[ast.stmt]:
        """Its statements without the docstring."""
        body = self.node.body
        first = body[0]
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
            return body[1:]
        return body

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """Its parameters and the local names that it binds, in order."""
        names = dict.fromkeys(self.parameters)
        for node in ast.walk(self.node):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                names[node.id] = None
        return tuple(names)


class Program:
    """A submission as functions; of two definitions of one name the later one counts.

    Functions that Python can read and not write again are left out.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.texts = [CellText(index, text) for index, text in enumerate(source.cells)]
        self.functions: dict[str, Function] = {}
        for text in self.texts:
            for function in _functions(text):
                self.functions[function.label] = function

    def find(self, label: str) -> Function | None:
        """The function of that label; the method of that name, when the class has another name."""
        if label in self.functions:
            return self.functions[label]
        owner, _, name = label.rpartition(".")
        methods = [found for found in self.functions.values() if found.owner and found.name == name]
        if owner and not methods and name in self.functions and self.functions[name].self_name:
            # A method that was handed in alone.
            return self.functions[name]
        return methods[-1] if owner and methods else self._constructor(label)

    def definitions(self, edits: Iterable[Edit]) -> list[tuple[str, str, str]] | None:
        """(class or "", function, text) of the functions that the edits change; None where another part is changed."""
        changed: dict[str, list[Edit]] = {}
        for edit in edits:
            label = next((label for label, function in self.functions.items() if _holds(function, edit)), None)
            if label is None:
                return None
            changed.setdefault(label, []).append(edit)
        found = []
        for label, inside in changed.items():
            function = self.functions[label]
            start, end = _lines_of(function)
            text = replace_ranges(function.text.text, inside)
            longer = len(text) - len(function.text.text)
            found.append((function.owner, function.name, textwrap.dedent(text[start : end + longer])))
        return found

    def _constructor(self, label: str) -> Function | None:
        return self.functions.get(f"{label}.__init__")

    def reached(self, label: str, without: Collection[str] = ()) -> list[tuple[Function, int]]:
        """What the function `label` uses of the submission, itself first, with the number of calls in between.

        `without` are names that are not followed.
        """
        start = self.find(label)
        if start is None or start.name in without:
            return []
        found = {start.label: 0}
        todo = deque([start])
        while todo:
            function = todo.popleft()
            for name in _used(function.node):
                for other in self._named(name):
                    if other.label not in found and other.name not in without:
                        found[other.label] = found[function.label] + 1
                        todo.append(other)
        return [(self.functions[label], depth) for label, depth in found.items()]

    def _named(self, name: str) -> Iterator[Function]:
        for function in self.functions.values():
            is_constructor = function.name == "__init__" and function.owner == name
            if function.name == name or is_constructor:
                yield function

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The strings that are used as keys of dictionaries or compared with, in order."""
        found: dict[str, None] = {}
        for text in self.texts:
            for node in ast.walk(text.tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) <= 20:
                    found[node.value] = None
        return tuple(found)

    @cached_property
    def unary(self) -> tuple[str, ...]:
        """Names of the module-level functions that can be called with one argument."""
        return tuple(
            function.name
            for function in self.functions.values()
            if not function.owner
            and function.parameters
            and len(function.parameters) - len(function.node.args.defaults) <= 1
        )

    @cached_property
    def is_too_large(self) -> bool:
        """Whether it is too long to be searched."""
        return sum(map(len, self.source.cells)) > MOST_CHARACTERS


def _lines_of(function: Function) -> tuple[int, int]:
    """Offsets of the whole lines of a function, decorators left out."""
    node = function.node
    return function.text.lines(node.lineno, node.end_lineno or node.lineno)


def _holds(function: Function, edit: Edit) -> bool:
    start, end = _lines_of(function)
    return function.text.index == edit.cell and start <= edit.start and edit.end <= end


def _functions(text: CellText) -> Iterator[Function]:
    for node in text.tree.body:
        if isinstance(node, FunctionNode) and _can_be_written(node):
            yield Function(name=node.name, owner="", text=text, node=node)
        elif isinstance(node, ast.ClassDef):
            for item in node.body:
                if isinstance(item, FunctionNode) and _can_be_written(item):
                    yield Function(name=item.name, owner=node.name, text=text, node=item)


def _can_be_written(function: FunctionNode) -> bool:
    """Whether `ast.unparse` and `ast.dump` can write every part of a function."""
    todo: list[tuple[ast.AST, int]] = [(function, 0)]
    while todo:
        node, depth = todo.pop()
        if depth > _DEEPEST:
            return False
        if isinstance(node, ast.Constant) and isinstance(node.value, int) and node.value.bit_length() > _MOST_BITS:
            return False
        todo += [(child, depth + 1) for child in ast.iter_child_nodes(node)]
    return True


def _used(node: ast.AST) -> dict[str, None]:
    names: dict[str, None] = {}
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            names[part.id] = None
        elif isinstance(part, ast.Attribute):
            names[part.attr] = None
    return names
