"""All candidates of a failing function: changes of its own code and of what it calls, in a fixed order."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from grader.model import Change, RepairKind
from grader.repair.candidates import ALL, Draft, Site, statement_drafts
from grader.repair.donors import Donors
from grader.repair.program import Function, Program
from grader.repair.source_text import Edit, trimmed

#: Candidates of one function at most.
MOST_CANDIDATES = 6000
#: Shortest text that tells where to look; a shorter one is shown with what is around it.
_TELLING = 4


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One change that may mend the failing function."""

    draft: Draft
    site: Site
    #: Calls between the failing function and the one that is changed.
    depth: int

    @property
    def edits(self) -> tuple[Edit, ...]:
        return self.draft.edits

    @property
    def kind(self) -> RepairKind:
        return self.draft.kind

    @cached_property
    def key(self) -> str:
        """Function, place in its tree and digest of the new text; the same code has the same candidates."""
        new = " ".join([self.draft.kind, *self.draft.after.split()])
        digest = hashlib.blake2b(new.encode(errors="replace"), digest_size=6).hexdigest()
        return f"{self.site.function.label}:{self.site.places.get(self.draft.node, 0)}:{digest}"

    @property
    def role(self) -> str:
        """What the changed statement does, in words."""
        return role_of(self.site.statement(self.draft.node))

    @property
    def line(self) -> tuple[int, int]:
        """Cell, and line in it."""
        return self.site.function.text.index, self.draft.node.lineno

    @cached_property
    def change(self) -> Change:
        """As it is told."""
        draft, site = self.draft, self.site
        return Change(
            kind=draft.kind,
            function=site.function.label,
            role=self.role,
            cell=site.function.text.index,
            line=draft.node.lineno,
            part=_part(draft, site),
            subject=draft.subject,
            before=draft.before,
            after=draft.after,
        )


def generate(
    program: Program,
    labels: Sequence[str],
    donors: Donors,
    *,
    unary: tuple[str, ...],
    without: Collection[str],
    provided: tuple[str, ...] = (),
    check: Callable[[], None] = lambda: None,
) -> list[Candidate]:
    """The candidates for the functions `labels`: the one that failed first, then others that the failed cases call.

    `unary` are functions of the support code with one argument, `provided` all names that the task provides, `without`
    names of functions that are not changed. `check` is called before each candidate, and may raise.
    """
    depths: dict[str, tuple[Function, int]] = {}
    for number, label in enumerate(labels):
        for function, depth in program.reached(label, without):
            depths.setdefault(function.label, (function, depth + min(number, 1)))
    found: list[Candidate] = []
    for function, depth in sorted(depths.values(), key=lambda item: item[1]):
        if function.body and len(found) < MOST_CANDIDATES:
            site = Site(
                function=function, program=program, vocabulary=donors.vocabulary(function.name, unary, provided)
            )
            found += islice(_candidates(site, donors, depth, check), MOST_CANDIDATES - len(found))
    return found


def _candidates(site: Site, donors: Donors, depth: int, check: Callable[[], None]) -> Iterator[Candidate]:
    seen: set[tuple[Edit, ...]] = set()
    for draft in _drafts(site, donors):
        check()
        same = tuple(trimmed(edit, site.function.text.text) for edit in draft.edits)
        if same not in seen and draft.before != draft.after:
            seen.add(same)
            yield Candidate(draft=draft, site=site, depth=depth)


def _drafts(site: Site, donors: Donors) -> Iterator[Draft]:
    """The special kinds come first: of two drafts that make the same text, the first one tells what it is about."""
    for statement in site.function.body:
        for node in ast.walk(statement):
            if isinstance(node, ast.expr) and not _in_format_string(node, site):
                for rule in ALL:
                    yield from rule(node, site)
    for block in _blocks(site.function):
        yield from statement_drafts(block, site)
    yield from donors.drafts(site)


def _blocks(function: Function) -> Iterator[list[ast.stmt]]:
    yield function.body
    for node in ast.walk(function.node):
        for name in ("body", "orelse"):
            block = getattr(node, name, None)
            if node is not function.node and isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                yield block


def _in_format_string(node: ast.AST, site: Site) -> bool:
    """Whether the tree gives no reliable position: CPython before 3.12 has none inside f-strings."""
    while isinstance(node, ast.expr):
        parent = site.parents.get(node)
        if isinstance(parent, ast.JoinedStr | ast.FormattedValue):
            return True
        if parent is None:
            return False
        node = parent
    return False


def _part(draft: Draft, site: Site) -> str:
    """The text of what is changed; with what is around it where it is too short to be found."""
    node = draft.node
    if isinstance(node, ast.expr) and len(site.code(node)) < _TELLING:
        parent = site.parents.get(node)
        if isinstance(parent, ast.expr):
            node = parent
    return site.part(node)


def role_of(statement: ast.stmt) -> str:
    """What a statement does, in words."""
    if isinstance(statement, ast.Assign):
        return f"the value of `{_short(statement.targets[0])}`"
    if isinstance(statement, ast.AugAssign | ast.AnnAssign):
        return f"the update of `{_short(statement.target)}`"
    if isinstance(statement, ast.Return):
        return "what is returned"
    if isinstance(statement, ast.For | ast.While):
        return "the loop"
    if isinstance(statement, ast.If):
        return "the condition"
    return "a statement"


def _short(node: ast.expr) -> str:
    text = ast.unparse(node)
    return text if len(text) <= 60 else text[:60] + "..."
