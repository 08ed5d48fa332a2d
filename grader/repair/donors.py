"""Expressions of right solutions, to be put in the place of a submission's expressions of the same role.

Two expressions have the same role when they compute the same variable, key or attribute, or are returned in the same
position, in functions of the same name. A right expression is rewritten in the submission's names: parameters by their
position, local variables by their name, and what the submission does not have by its value.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache, partial

from grader.model import RepairKind, Source
from grader.repair.candidates import SYMBOLS, Draft, Site, Vocabulary
from grader.repair.program import Function, Program
from grader.repair.rewriting import Rewriting, UnknownName, known_names, renamed, single_values

#: How deep values of local variables are put in place of their names.
_DEPTH = 4
#: Longest expression that is taken over, in characters.
_LONGEST = 160
#: Longest text of a submission that is compared with one, which takes quadratic time.
_LONGEST_OWN = 2000
#: Expressions that are tried in one place.
_MOST = 6
#: Weight of a statement that right solutions have and the submission lacks: few are, and most of them matter.
_MISSING = 2.5

#: ("value", "dW"), ("return", "0 of 2"), ("key", "Z"), ("condition", "0").
Role = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class _Donor:
    """A function of a right solution."""

    function: Function

    @cached_property
    def values(self) -> Mapping[str, ast.expr]:
        """Local variables that are assigned once, with their values."""
        return single_values(self.function)

    @cached_property
    def roles(self) -> list[tuple[Role, ast.expr]]:
        """Its expressions that have a role."""
        return list(roles(self.function.node))

    @cached_property
    def assignments(self) -> list[tuple[str, ast.Assign | ast.AugAssign]]:
        """Its assignments by target."""
        return list(_assignments(self.function.node))


class Donors:
    """The functions of right solutions, by name."""

    def __init__(self, solutions: Iterable[str]) -> None:
        """`solutions` are texts of modules; what cannot be parsed is left out."""
        self._words: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self._programs = [Program(Source(filename="solution.py", cells=(text,))) for text in solutions]

    def with_more(self, solutions: Iterable[str]) -> Donors:
        """These and more solutions."""
        more = Donors(solutions)
        more._programs = [*self._programs, *more._programs]
        return more

    @cached_property
    def _by_name(self) -> dict[str, list[_Donor]]:
        found: dict[str, list[_Donor]] = {}
        for program in self._programs:
            for function in program.functions.values():
                found.setdefault(function.name, []).append(_Donor(function=function))
        return found

    def vocabulary(self, name: str, unary: tuple[str, ...] = (), provided: tuple[str, ...] = ()) -> Vocabulary:
        """Numbers and keys that the functions of this name use; `unary` and `provided` as in `Vocabulary`."""
        if name not in self._words:
            self._words[name] = self._words_of(name)
        numbers, keys = self._words[name]
        return Vocabulary(numbers=numbers, keys=keys, unary=unary, provided=provided)

    def _words_of(self, name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        numbers: dict[str, None] = {}
        keys: dict[str, None] = {}
        for donor in self._by_name.get(name, ()):
            for node in ast.walk(donor.function.node):
                if isinstance(node, ast.Constant) and type(node.value) in (int, float):
                    numbers[repr(node.value)] = None
                elif isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) <= 20:
                    keys[node.value] = None
        return tuple(numbers), tuple(keys)

    def drafts(self, site: Site) -> Iterator[Draft]:
        """Right expressions in place of the function's own, in the order of its statements."""
        donors = self._by_name.get(site.function.name, [])
        offered: dict[Role, list[str]] = {}
        for donor in donors:
            for role, text in _rewritten(donor, site):
                if text not in offered.setdefault(role, []):
                    offered[role].append(text)
        yield from self._statements(site)
        for role, node in roles(site.function.node):
            own = ast.unparse(node)
            closest = sorted(offered.get(role, []), key=partial(_distance, own))[:_MOST]
            for number, text in enumerate(closest):
                if text != own:
                    weight = 0.95**number * alike(own, text)
                    yield site.swap(node, text, RepairKind.EXPRESSION, _described(role), weight)

    def _statements(self, site: Site) -> Iterator[Draft]:
        """Right statements in place of those with the same target, and those whose target the function lacks."""
        offered: dict[str, dict[str, None]] = {}
        for donor in self._by_name.get(site.function.name, []):
            for target, text in _rewritten_statements(donor, site):
                offered.setdefault(target, {})[text] = None
        mine = list(_assignments(site.function.node))
        for target, node in mine:
            for text in list(offered.get(target, ()))[:_MOST]:
                if type(node) is not _kind_of(text):
                    yield _statement(node, text, f"how `{target}` is computed", site)
        known = {target for target, _ in mine}
        for target, texts in offered.items():
            if target not in known:
                for text in list(texts)[:2]:
                    yield from _inserted(text, site)
                    # Or it was written with another target.
                    for _, node in mine:
                        yield _statement(node, text, "what a statement sets", site)


def _kind_of(text: str) -> type[ast.stmt]:
    return type(ast.parse(text).body[0])


def _statement(node: ast.stmt, text: str, subject: str, site: Site) -> Draft:
    start, end = site.function.text.span(node)
    weight = 0.8 * alike(ast.unparse(node), text)
    return Draft(RepairKind.EXPRESSION, subject, (site.edit(start, end, text),), node, site.code(node), text, weight)


@lru_cache(maxsize=4096)
def alike(old: str, new: str) -> float:
    """How much of the student's own text stays, from 0.2 to 1: the smaller a change, the likelier it is."""
    return 0.2 + (0.8 * SequenceMatcher(None, old, new).ratio() if len(old) <= _LONGEST_OWN else 0.0)


def _distance(old: str, new: str) -> float:
    return -alike(old, new)


def _inserted(text: str, site: Site) -> Iterator[Draft]:
    """A statement that is missing: at the beginning, before the last statement, at the end of each loop."""
    body = site.function.body
    loops = [node.body[-1] for node in ast.walk(site.function.node) if isinstance(node, ast.For)]
    # Students read this, so it does not say what the right solution sets.
    subject = "a statement that is missing"
    for before in dict.fromkeys((body[-1], body[0])):
        if before.lineno > site.function.node.lineno:
            at = site.function.text.span(before)[0]
            edits = (site.edit(at, at, f"{text}\n{' ' * before.col_offset}"),)
            yield Draft(RepairKind.STATEMENT, subject, edits, before, "", text, _MISSING)
    for last in (body[-1], *loops):
        if not isinstance(last, ast.Return) and last.lineno > site.function.node.lineno:
            at = site.function.text.span(last)[1]
            edits = (site.edit(at, at, f"\n{' ' * last.col_offset}{text}"),)
            yield Draft(RepairKind.STATEMENT, subject, edits, last, "", text, _MISSING)


def _assignments(function: ast.AST) -> Iterator[tuple[str, ast.Assign | ast.AugAssign]]:
    for node in _in_order(function):
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            yield ast.unparse(node.targets[0]), node
        elif isinstance(node, ast.AugAssign):
            yield ast.unparse(node.target), node


def roles(function: ast.AST) -> Iterator[tuple[Role, ast.expr]]:
    """The expressions of a function that have a role, in the order of the text."""
    conditions = loops = 0
    for node in _in_order(function):
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            yield from _of_value("value", ast.unparse(node.targets[0]), node.value)
        elif isinstance(node, ast.AugAssign):
            yield ("update", ast.unparse(node.target)), node.value
        elif isinstance(node, ast.Return) and node.value is not None:
            yield from _of_value("return", "", node.value)
        elif isinstance(node, ast.If | ast.While):
            yield ("condition", str(conditions)), node.test
            conditions += 1
        elif isinstance(node, ast.For):
            yield ("loop", str(loops)), node.iter
            loops += 1


def _of_value(kind: str, name: str, value: ast.expr) -> Iterator[tuple[Role, ast.expr]]:
    yield (kind, name), value
    if isinstance(value, ast.Tuple):
        for number, part in enumerate(value.elts):
            yield (kind, f"{name}{number} of {len(value.elts)}"), part
    if isinstance(value, ast.Dict):
        for key, item in zip(value.keys, value.values, strict=True):
            if isinstance(key, ast.Constant):
                yield ("key", str(key.value)), item


def _in_order(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            yield child
            yield from _in_order(child)


def _described(role: Role) -> str:
    kind, name = role
    if kind in ("value", "update", "key"):
        return f"how `{name}` is computed"
    return {"return": "how the result is computed", "condition": "a condition", "loop": "the range of the loop"}[kind]


def _rewritten_statements(donor: _Donor, site: Site) -> Iterator[tuple[str, str]]:
    """(target, statement) of the assignments of a right function, in the submission's names."""
    names, rewriting = _rewriting(donor, site)
    for target, node in donor.assignments:
        if target in donor.values and target not in site.function.variables:
            # A local name that only the right function has.
            continue
        try:
            value = ast.unparse(rewriting.rewrite(node.value, _DEPTH))
            # The names in the target's index must be known as well.
            place = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if not isinstance(place, ast.Name):
                rewriting.rewrite(place, 0)
        except UnknownName:
            continue
        name = renamed(target, names)
        operator = f"{SYMBOLS.get(type(node.op), '+')}=" if isinstance(node, ast.AugAssign) else "="
        if len(value) <= _LONGEST:
            yield name, f"{name} {operator} {value}"


def _rewriting(donor: _Donor, site: Site) -> tuple[dict[str, str], Rewriting]:
    """Names of the right function's parameters in the submission, and what writes its expressions in them."""
    mine = site.function
    names = dict(zip(donor.function.parameters, mine.parameters, strict=False))
    if donor.function.self_name:
        names[donor.function.self_name] = mine.self_name
    return names, Rewriting(names, donor.values, known_names(site))


def _rewritten(donor: _Donor, site: Site) -> Iterator[tuple[Role, str]]:
    """The roles and expressions of a right function, in the submission's names."""
    names, rewriting = _rewriting(donor, site)
    for (kind, name), node in donor.roles:
        try:
            text = ast.unparse(rewriting.rewrite(node, _DEPTH))
        except UnknownName:
            continue
        if len(text) <= _LONGEST:
            yield (kind, renamed(name, names)), text
