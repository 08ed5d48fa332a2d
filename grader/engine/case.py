"""Test cases, as an instructor writes them, and the suite that holds them in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

from grader.engine.gradient_check import GradientCheck
from grader.errors import AssignmentError
from grader.model import Assignment, AuthorText, Limits

if TYPE_CHECKING:
    from grader.engine.questions.keys import Keyed

Item = TypeVar("Item")
#: A test case's body: `student` is a `grader.engine.proxy.Student`, `reference` a `grader.engine.proxy.Program`.
Body = Callable[[Any, Any], object]


@dataclass(frozen=True, kw_only=True)
class Case:
    """One test case."""

    #: Identifier, unique in its suite.
    name: str
    #: What the student reads.
    title: str
    #: Name of the rubric row that its points come from.
    row: str
    #: Whether the student sees its values.
    visible: bool
    #: Its share of the row's points, relative to the row's other cases.
    weight: float
    #: Names of the cases that must pass before this one is run.
    after: tuple[str, ...]
    #: Fields of `Limits` that differ from the assignment's.
    limits: Mapping[str, float]
    #: Free words; "heavy" means: never run for diagnosis, never timed with the reference; "whole" means: many of the
    #: submission's functions work together, so that no misconception is named for it.
    tags: frozenset[str]
    #: Names that the reference answers in place of the student's own definitions.
    substitute: tuple[str, ...]
    #: (another case, factor): the reference's time is the other case's, measured, times the factor.
    timed_by: tuple[str, float] | None
    #: What is told of a failed check where the case is hidden, in place of the grader's own words.
    summary: AuthorText | None = None
    #: What runs.
    body: Body

    @property
    def heavy(self) -> bool:
        """Whether a run takes seconds even with the reference."""
        return "heavy" in self.tags

    @property
    def title_text(self) -> AuthorText:
        """The title, to be named in a text on another case."""
        return AuthorText(self.title)


def case(
    *,
    row: str,
    title: str,
    visible: bool = False,
    weight: float = 1.0,
    after: Iterable[str] = (),
    limits: Mapping[str, float] | None = None,
    tags: Iterable[str] = (),
    substitute: Iterable[str] = (),
    timed_by: tuple[str, float] | None = None,
    summary: str = "",
    name: str | None = None,
) -> Callable[[Body], Case]:
    """Make a function `(student, reference) -> None` a test case named after the function.

    The body must be deterministic. It fails through `expect(...)`; what the student's code does wrong inside the
    jail ends it by itself. `summary` is told of a failed check of a hidden case, where `message=` is not shown.
    """

    def decorate(body: Body) -> Case:
        return Case(
            name=name or body.__name__,
            title=title,
            row=row,
            visible=visible,
            weight=weight,
            after=(after,) if isinstance(after, str) else tuple(after),
            limits=dict(limits or {}),
            tags=frozenset((tags,) if isinstance(tags, str) else tags),
            substitute=(substitute,) if isinstance(substitute, str) else tuple(substitute),
            timed_by=timed_by,
            summary=AuthorText(summary) if summary else None,
            body=body,
        )

    return decorate


@dataclass(frozen=True, kw_only=True)
class Suite:
    """All test cases of an assignment, in the order in which they run."""

    assignment: Assignment
    cases: tuple[Case, ...]
    #: Questions without code, which come before the cases.
    questions: tuple[Keyed, ...] = ()
    #: Comparisons of backward passes with their own forward passes, for diagnosis.
    gradient_checks: tuple[GradientCheck, ...] = ()
    #: Points of each question and case by name: its row's points, shared by weight.
    points: Mapping[str, float] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "points", _points(self.assignment, self.entries))

    @property
    def entries(self) -> tuple[Keyed | Case, ...]:
        """Everything that gets a result, in the order of the report."""
        return (*self.questions, *self.cases)

    def limits(self, case: Case) -> Limits:
        """The assignment's limits with the case's own in their place."""
        changes: dict[str, Any] = dict(case.limits)
        return replace(self.assignment.limits, **changes) if changes else self.assignment.limits


def collect(namespace: Mapping[str, object]) -> tuple[Case, ...]:
    """The cases among a module's values, in the order of definition.

    Lists and tuples are searched as well, and the modules in them: a package lists its modules in their order.
    """
    return tuple(_collect(namespace, Case))


def collect_gradient_checks(namespace: Mapping[str, object]) -> tuple[GradientCheck, ...]:
    """The gradient checks among a module's values, found as cases are."""
    return tuple(_collect(namespace, GradientCheck))


def _collect(namespace: Mapping[str, object], kind: type[Item]) -> list[Item]:
    found: list[Item] = []
    for value in namespace.values():
        is_group = isinstance(value, list | tuple)
        for item in value if isinstance(value, list | tuple) else (value,):
            items = _collect(vars(item), kind) if is_group and isinstance(item, ModuleType) else [item]
            found += [item for item in items if isinstance(item, kind) and item not in found]
    return found


def check(assignment: Assignment, cases: Iterable[Case], questions: Iterable[Keyed] = ()) -> None:
    """Raise `AssignmentError` with the remedy when names, rows, `after` or limits do not fit together."""
    rows = {row.name for row in assignment.rows}
    known_limits = {limit.name for limit in fields(Limits)}
    seen = {question.name for question in questions}
    used = {question.row for question in questions}
    for case in cases:
        if case.name in seen:
            raise AssignmentError(f"two test cases are named {case.name!r}: give one of them another name")
        if case.row not in rows:
            known = ", ".join(sorted(rows))
            raise AssignmentError(f"case {case.name!r} names row {case.row!r}, but assignment.toml has only: {known}")
        if missing := set(case.after) - seen:
            raise AssignmentError(f"case {case.name!r} is to run after {min(missing)!r}, which does not come before it")
        if case.timed_by and case.timed_by[0] not in seen:
            raise AssignmentError(f"case {case.name!r} is timed by {case.timed_by[0]!r}, which does not come before it")
        if unknown := set(case.limits) - known_limits:
            raise AssignmentError(f"case {case.name!r} sets limit {min(unknown)!r}; known: {', '.join(known_limits)}")
        if case.weight < 0:
            raise AssignmentError(f"case {case.name!r} has weight {case.weight}; a weight is 0 or more")
        seen.add(case.name)
        used.add(case.row)
    if unused := rows - used:
        raise AssignmentError(f"no test case belongs to row {min(unused)!r}: write one or take the row out")


def validate_gradient_checks(gradient_checks: Iterable[GradientCheck], cases: Iterable[Case]) -> None:
    """Raise `AssignmentError` when a gradient check is to explain a case that is not there."""
    names = {case.name for case in cases}
    for gradient_check in gradient_checks:
        if missing := set(gradient_check.explains) - names:
            raise AssignmentError(
                f"gradient check {gradient_check.name!r} is to explain {min(missing)!r}, which is no test case"
            )


def _points(assignment: Assignment, entries: tuple[Keyed | Case, ...]) -> dict[str, float]:
    total: dict[str, float] = {}
    for entry in entries:
        total[entry.row] = total.get(entry.row, 0.0) + entry.weight
    points = {row.name: row.points for row in assignment.rows}
    return {
        entry.name: points[entry.row] * entry.weight / total[entry.row] if total[entry.row] else 0.0
        for entry in entries
    }
