"""Generates mutants: small changes of the reference, one at a time, which a good suite rejects."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from grader.engine.reference import Reference


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """One change."""

    #: The function that is changed ("backward", "Layer.forward").
    function: str
    line: int
    #: The changed expression or statement, before and after.
    before: str
    after: str
    #: The module that is changed ("reference.train.solution").
    module: str
    #: Its whole text, changed.
    source: str

    @property
    def key(self) -> str:
        """The key that MUTANTS_EQUIVALENT uses."""
        return f"{self.function}: {self.before} -> {self.after}"


BINARY: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.FloorDiv: (ast.Div,),
}
SWAPS = (ast.Sub, ast.Div, ast.MatMult, ast.Pow)
COMPARE: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
FUNCTIONS = {
    "sum": "mean",
    "mean": "sum",
    "maximum": "minimum",
    "minimum": "maximum",
    "max": "min",
    "min": "max",
    "zeros": "ones",
    "ones": "zeros",
    "argmax": "argmin",
    "exp": "abs",
    "log": "abs",
    "dot": "multiply",
    "multiply": "add",
    "reversed": "list",
}


def mutants(reference: Reference, graded: Iterable[str], provided: Iterable[str] = ()) -> list[Mutant]:
    """All mutants of the `graded` functions, classes or methods ("Layer.backward") and of what they use.

    What is `provided` to students is left out, and so is a function that MUTANTS_EQUIVALENT names as a whole.
    """
    reached = reference.reached(_members(reference, graded)) - set(reference.equivalent_mutants) - set(provided)
    found: list[Mutant] = []
    seen: set[str] = set()
    for name, (module, tree, function) in _functions(reference).items():
        if name not in reached:
            continue
        for node, change, line in _changes(function):
            mutant = _apply(tree, module, name, node, change, line)
            if mutant is not None and mutant.source not in seen:
                seen.add(mutant.source)
                found.append(mutant)
    return found


def text_mutants(text: str, names: Iterable[str]) -> list[Mutant]:
    """The mutants of these functions (and of all methods of these classes) of a module; without MUTANTS_EQUIVALENT."""
    tree = ast.parse(text)
    wanted = set(names)
    found: list[Mutant] = []
    for name, function in _definitions(tree):
        if name in wanted or name.partition(".")[0] in wanted:
            mutants = (_apply(tree, "", name, node, change, line) for node, change, line in _changes(function))
            found += [mutant for mutant in mutants if mutant is not None]
    return found


def _functions(reference: Reference) -> dict[str, tuple[str, ast.Module, ast.FunctionDef]]:
    """Function or method -> (module, its tree, the definition); of two of one name the later file's."""
    found: dict[str, tuple[str, ast.Module, ast.FunctionDef]] = {}
    for module, source in reference.solution.items():
        tree = ast.parse(source.text)
        found |= {name: (module, tree, function) for name, function in _definitions(tree)}
    return found


def _definitions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            for item in node.body:
                if isinstance(item, ast.FunctionDef):
                    yield f"{node.name}.{item.name}", item


def _members(reference: Reference, graded: Iterable[str]) -> set[str]:
    """The names graded, and of a class all of its methods."""
    names = set(graded)
    return names | {name for name in reference.graph if name.partition(".")[0] in names}


def _changes(function: ast.FunctionDef) -> Iterator[tuple[ast.AST, ast.AST, int]]:
    """(node, what takes its place, line) for each change in the body of a function, its docstring left alone."""
    body = function.body
    if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    for statement in body:
        for node in ast.walk(statement):
            if isinstance(node, ast.stmt):
                yield from ((node, new, node.lineno) for new in _statement(node))
            elif isinstance(node, ast.expr):
                yield from ((node, new, node.lineno) for new in _expression(node))
            elif isinstance(node, ast.keyword) and node.arg in {"axis", "keepdims"}:
                yield from ((node, new, node.value.lineno) for new in _keyword(node))


def _statement(node: ast.stmt) -> Iterator[ast.stmt]:
    if isinstance(node, ast.AugAssign):
        yield ast.Pass()
        for operator in BINARY.get(type(node.op), ()):
            yield ast.AugAssign(target=node.target, op=operator(), value=node.value)
    elif isinstance(node, ast.Assign):
        # Without the assignment to a name nothing would run; without one to an attribute or an entry, much may.
        if not isinstance(node.targets[0], ast.Name | ast.Tuple):
            yield ast.Pass()
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield ast.Pass()


def _keyword(node: ast.keyword) -> Iterator[ast.keyword]:
    if not isinstance(node.value, ast.Constant):
        return
    if node.arg == "axis" and node.value.value in (0, 1):
        yield ast.keyword(arg="axis", value=ast.Constant(value=0 if node.value.value else 1))
    if node.arg == "keepdims":
        yield ast.keyword(arg="keepdims", value=ast.Constant(value=not node.value.value))


def _expression(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.BinOp):
        yield from _binary(node)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.Not | ast.Invert):
        yield node.operand
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        for comparison in COMPARE.get(type(node.ops[0]), ()):
            yield ast.Compare(left=node.left, ops=[comparison()], comparators=node.comparators)
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(op=ast.Or() if isinstance(node.op, ast.And) else ast.And(), values=node.values)
    elif isinstance(node, ast.Constant):
        yield from _number(node)
    elif isinstance(node, ast.Attribute) and node.attr == "T":
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (node.body, node.orelse)
    elif isinstance(node, ast.Call):
        yield from _call(node)


def _binary(node: ast.BinOp) -> Iterator[ast.expr]:
    for operator in BINARY.get(type(node.op), ()):
        yield ast.BinOp(left=node.left, op=operator(), right=node.right)
    if isinstance(node.op, SWAPS) and ast.dump(node.left) != ast.dump(node.right):
        yield ast.BinOp(left=node.right, op=node.op, right=node.left)


def _number(node: ast.Constant) -> Iterator[ast.expr]:
    value = node.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return
    yield ast.Constant(value=value + 1)
    if value not in (0, 1, -1):
        yield ast.Constant(value=1)


def _call(node: ast.Call) -> Iterator[ast.expr]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in FUNCTIONS:
        other: ast.expr = ast.Name(id=FUNCTIONS[name], ctx=ast.Load())
        if isinstance(node.func, ast.Attribute):
            other = ast.Attribute(value=node.func.value, attr=FUNCTIONS[name], ctx=ast.Load())
        yield ast.Call(func=other, args=node.args, keywords=node.keywords)
    if len(node.args) == 2 and not any(isinstance(arg, ast.Starred) for arg in node.args):
        first, second = node.args
        if name not in {"maximum", "minimum", "multiply", "add"} and ast.dump(first) != ast.dump(second):
            yield ast.Call(func=node.func, args=[second, first], keywords=node.keywords)


def _apply(tree: ast.Module, module: str, function: str, node: ast.AST, new: ast.AST, line: int) -> Mutant | None:
    before, after = _text(node), _text(new)
    if before == after:
        return None
    changed = _Replace(node, new).visit(copy.copy(tree))
    try:
        source = ast.unparse(ast.fix_missing_locations(changed))
    except (ValueError, RecursionError):
        return None
    return Mutant(function=function, line=line, module=module, before=before, after=after, source=source)


class _Replace(ast.NodeTransformer):
    """Replaces one node, copying only the way to it, so that the tree itself stays as it is."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self._old = old
        self._new = new

    def visit(self, node: ast.AST) -> ast.AST:
        if node is self._old:
            return self._new
        fields = {name: self._value(value) for name, value in ast.iter_fields(node)}
        if all(fields[name] is value for name, value in ast.iter_fields(node)):
            return node
        twin = copy.copy(node)
        for name, value in fields.items():
            setattr(twin, name, value)
        return twin

    def _value(self, value: object) -> object:
        if isinstance(value, ast.AST):
            return self.visit(value)
        if isinstance(value, list):
            items = [self._value(item) for item in value]
            return items if any(new is not old for new, old in zip(items, value, strict=True)) else value
        return value


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.keyword):
        return f"{node.arg}={ast.unparse(node.value)}"
    return ast.unparse(ast.fix_missing_locations(copy.deepcopy(node))).splitlines()[0]
