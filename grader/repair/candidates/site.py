"""A function under repair: what a rule can ask of it, and how a rule says what to change."""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from typing import NamedTuple

from grader.engine.diagnosis.source_map import UNPARSABLE
from grader.model import RepairKind
from grader.repair.program import Function, Program
from grader.repair.source_text import Edit

Node = ast.expr | ast.stmt
#: Contexts in which an expression of several parts needs parentheses.
_TIGHT = (ast.BinOp, ast.UnaryOp, ast.Attribute, ast.Compare, ast.BoolOp, ast.Await, ast.Starred)
#: Expressions of several parts.
_COMPOUND = (ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Lambda, ast.NamedExpr)
#: Longest text of a part, in characters.
MOST_PART = 120
#: Longest names that are compared, which takes quadratic time.
_LONGEST_NAME = 100


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """What right solutions use: numbers and keys that a submission may lack."""

    numbers: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    #: Functions of the support code that can be called with one argument.
    unary: tuple[str, ...] = ()
    #: All names that the task provides.
    provided: tuple[str, ...] = ()


class Draft(NamedTuple):
    """A change that a rule proposes."""

    kind: RepairKind
    #: "the axis of the sum".
    subject: str
    edits: tuple[Edit, ...]
    #: The expression or statement that is concerned.
    node: Node
    before: str
    after: str
    #: How likely it is among the changes of its kind: 1 for the usual one.
    weight: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Site:
    """A function of the submission with its surroundings."""

    function: Function
    program: Program
    vocabulary: Vocabulary = field(default_factory=Vocabulary)

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """Node -> the node that it is a part of."""
        return {child: parent for parent in ast.walk(self.function.node) for child in ast.iter_child_nodes(parent)}

    @cached_property
    def places(self) -> dict[ast.AST, int]:
        """Node -> its number in the function's tree, which does not depend on formatting."""
        return {node: number for number, node in enumerate(ast.walk(self.function.node))}

    @cached_property
    def numpy(self) -> str:
        """The name under which the submission imports NumPy."""
        for text in self.program.texts:
            for node in text.tree.body:
                if isinstance(node, ast.Import):
                    for alias in node.names:
                        if alias.name == "numpy":
                            return alias.asname or "numpy"
        return "np"

    @cached_property
    def attributes(self) -> tuple[str, ...]:
        """Attributes of `self` that the class uses, in order; () for a function."""
        found: dict[str, None] = {}
        for function in self.program.functions.values():
            if function.owner and function.owner == self.function.owner:
                nodes = [node for node in ast.walk(function.node) if isinstance(node, ast.Attribute)]
                found |= {node.attr: None for node in nodes if _is_name(node.value, function.self_name)}
        return tuple(found)

    @cached_property
    def loop_variables(self) -> frozenset[str]:
        """Names that loops over a range of numbers set."""
        loops = [node for node in ast.walk(self.function.node) if isinstance(node, ast.For) and _counts(node.iter)]
        return frozenset(loop.target.id for loop in loops if isinstance(loop.target, ast.Name))

    @cached_property
    def reads(self) -> Counter[str]:
        """How often the function reads each local name that it sets."""
        nodes = [node for node in ast.walk(self.function.node) if isinstance(node, ast.Name)]
        loads = Counter(node.id for node in nodes if isinstance(node.ctx, ast.Load))
        return Counter({name: loads[name] for name in self.function.variables if name not in self.function.parameters})

    @cached_property
    def unused(self) -> frozenset[str]:
        """Parameters and local names that the function never reads: one of them may be meant elsewhere."""
        read = {
            node.id
            for node in ast.walk(self.function.node)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        }
        return frozenset(self.function.variables) - read

    @cached_property
    def computed_from(self) -> dict[str, frozenset[str]]:
        """Local name -> the names in the expressions that are assigned to it, which it is easily taken for."""
        found: dict[str, set[str]] = {}
        for node in ast.walk(self.function.node):
            if isinstance(node, ast.Assign):
                read = {part.id for part in ast.walk(node.value) if isinstance(part, ast.Name)}
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        found.setdefault(target.id, set()).update(read - {target.id})
        return {name: frozenset(read) for name, read in found.items()}

    @cached_property
    def methods(self) -> frozenset[str]:
        """Names of the methods of its class."""
        functions = self.program.functions.values()
        return frozenset(other.name for other in functions if other.owner and other.owner == self.function.owner)

    @cached_property
    def unary(self) -> tuple[str, ...]:
        """Functions of one argument that it can call."""
        names = dict.fromkeys((*self.program.unary, *self.vocabulary.unary))
        return tuple(name for name in names if name != self.function.name)

    def statement(self, node: ast.AST) -> ast.stmt:
        """The statement that `node` belongs to."""
        while not isinstance(node, ast.stmt):
            node = self.parents[node]
        return node

    def is_value(self, node: ast.expr) -> bool:
        """Whether `node` is assigned, returned, or one of several values that are."""
        parent = self.parents.get(node)
        if isinstance(parent, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Return):
            return node is parent.value
        if isinstance(parent, ast.Tuple):
            return self.is_value(parent)
        return isinstance(parent, ast.Dict) and node in parent.values

    def code(self, node: Node | ast.keyword) -> str:
        """The student's text of a node."""
        return self.function.text.code(node)

    def atom(self, node: ast.expr) -> str:
        """The text of an expression, in parentheses if something is to be attached to it."""
        text = self.code(node)
        return f"({text})" if isinstance(node, (*_COMPOUND, ast.Tuple)) else text

    def part(self, node: Node) -> str:
        """The first line of a node's text, cut."""
        first = self.code(node).split("\n")[0].strip()
        return first if len(first) <= MOST_PART else first[:MOST_PART] + "..."

    def edit(self, start: int, end: int, text: str) -> Edit:
        """An edit of the function's cell."""
        return Edit(cell=self.function.text.index, start=start, end=end, text=text)

    def swap(self, node: ast.expr, text: str, kind: RepairKind, subject: str, weight: float = 1.0) -> Draft:
        """`text` in place of the expression `node`."""
        shown = text
        parent = self.parents.get(node)
        tight = isinstance(parent, _TIGHT) or (
            isinstance(parent, ast.Subscript | ast.Call)
            and node is getattr(parent, "value", getattr(parent, "func", 0))
        )
        if tight and _is_compound(text):
            text = f"({text})"
        start, end = self.function.text.span(node)
        edits = (self.edit(start, end, text),)
        return Draft(kind, subject, edits, node, self.code(node), shown, weight)

    def operator(
        self, left: ast.expr, right: ast.expr, old: str, new: str, node: ast.expr, kind: RepairKind, subject: str
    ) -> Draft | None:
        """`new` in place of the operator `old` between two operands of `node`."""
        text = self.function.text
        begin, end = text.span(left)[1], text.span(right)[0]
        at = text.text.find(old, begin, end)
        if at < 0:
            return None
        start, stop = text.span(node)
        after = text.text[start:at] + new + text.text[at + len(old) : stop]
        return Draft(kind, subject, (self.edit(at, at + len(old), new),), node, self.code(node), after)


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _counts(node: ast.expr) -> bool:
    """Whether an expression is a range, perhaps reversed."""
    if isinstance(node, ast.Call) and function_name(node) == "reversed" and len(node.args) == 1:
        node = node.args[0]
    return isinstance(node, ast.Call) and function_name(node) == "range"


def function_name(node: ast.Call) -> str:
    """The last name of what is called: "sum" of `np.sum(x)` and of `x.sum()`."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def is_module(node: ast.expr, site: Site) -> bool:
    """Whether an expression is NumPy itself or a part of it (`np.random`)."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and node.id in {site.numpy, "np", "numpy"}


def is_number(node: ast.expr) -> bool:
    """Whether an expression is a number, with a sign or without."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        node = node.operand
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)


@lru_cache(maxsize=4096)
def similarity(left: str, right: str) -> float:
    """How alike two names are, from 0 to 1."""
    if len(left) > _LONGEST_NAME or len(right) > _LONGEST_NAME:
        return 0.0
    return SequenceMatcher(None, left, right).ratio()


@lru_cache(maxsize=4096)
def _is_compound(text: str) -> bool:
    try:
        return isinstance(ast.parse(text, mode="eval").body, (*_COMPOUND, ast.Tuple))
    except UNPARSABLE:
        return True
