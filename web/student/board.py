"""The results as a whole: rubric rows while tests run, then causes, and what passed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader.model import Assignment, RubricRow, Verdict
from grader.store.outlines import CaseOutline
from web.i18n import gettext, ngettext
from web.student.causes import Cause, causes, explanation
from web.student.results import NOT_RUN, WITHHELD, CaseView, unfinished_case, waiting_case

#: Of more passed tests, the list is folded.
UNFOLDED = 12


@dataclass(frozen=True, kw_only=True)
class RowView:
    """A rubric row with its cases."""

    name: str
    title: str
    points: float
    #: Of its visible tests alone, which a practice run counts.
    visible_points: float
    score: float
    #: Whether all its cases have results.
    finished: bool
    cases: tuple[CaseView, ...]


@dataclass(frozen=True, kw_only=True)
class BoardView:
    """The tests in the groups in which a page shows them."""

    #: Rubric rows with the tests that are in no other group.
    rows: tuple[RowView, ...]
    practice: bool = False
    #: Whether tests are grouped by how they ended. While they run they are grouped by rubric row.
    grouped: bool = False
    causes: tuple[Cause, ...] = ()
    passed: tuple[CaseView, ...] = ()
    not_run: tuple[CaseView, ...] = ()
    #: Hidden tests of a practice run, or those whose results are not shown yet.
    later: tuple[CaseView, ...] = ()
    #: All rubric rows, with their scores.
    parts: tuple[RowView, ...] = ()

    @property
    def folded(self) -> bool:
        """Whether the passed tests are shown on request only."""
        return len(self.passed) > UNFOLDED


def board(
    assignment: Assignment, outlines: Iterable[CaseOutline], cases: Mapping[str, CaseView], *, practice: bool = False
) -> BoardView:
    """The rubric rows in order, each with its finished and waiting cases."""
    return BoardView(rows=tuple(_rows(assignment, outlines, cases, practice=practice)), practice=practice)


def ended_board(view: BoardView, state: str = NOT_RUN) -> BoardView:
    """The board of a submission that ended without a report; `state` says it of the tests without results."""
    rows = (
        RowView(
            **{
                **vars(row),
                "cases": tuple(case if case.finished else unfinished_case(case, state) for case in row.cases),
            }
        )
        for row in view.rows
    )
    return BoardView(rows=tuple(rows), practice=view.practice)


def graded_board(view: BoardView, asked: Collection[str] = (), load: Cause | None = None) -> BoardView:
    """The board of a graded submission: its tests by cause. `asked` names questions, which stay in their rubric rows.

    While every test passed, and there are few, nothing is regrouped: the rows stay where they are.
    """
    cases = [case for row in view.rows for case in row.cases if case.name not in asked]
    withheld = gettext(WITHHELD)
    found = (load,) if load is not None else causes(cases)
    explained = {case.name for cause in found for case in cause.cases}
    passed = tuple(case for case in cases if case.verdict == Verdict.ACCEPTED.value)
    if not found and len(passed) <= UNFOLDED:
        return view
    rest = [case for case in cases if case.name not in explained and case.verdict != Verdict.ACCEPTED.value]
    questions = (
        RowView(**{**vars(row), "cases": tuple(case for case in row.cases if case.name in asked)}) for row in view.rows
    )
    return BoardView(
        rows=tuple(row for row in questions if row.cases),
        practice=view.practice,
        grouped=True,
        causes=found,
        passed=passed,
        not_run=tuple(case for case in rest if case.state != withheld and (case.finished or not view.practice)),
        later=tuple(case for case in rest if case.state == withheld or (not case.finished and view.practice)),
        parts=tuple(row for row in view.rows if row.finished or not view.practice),
    )


def headline(cases: Sequence[CaseView], asked: Collection[str] = (), *, practice: bool = False) -> str:
    """How many tests passed, in one line, and whether one mistake explains the others."""
    finished = [case for case in cases if case.finished]
    passed = sum(case.verdict == Verdict.ACCEPTED.value for case in finished)
    partly = sum(case.verdict == Verdict.PARTIALLY_ACCEPTED.value for case in finished)
    skipped = sum(case.verdict == Verdict.SKIPPED.value for case in finished)
    if len(finished) > 1 and passed == len(finished):
        if practice:
            return gettext("All %(number)s visible tests passed.", number=passed)
        return gettext("All %(number)s tests passed.", number=passed)
    parts = [_passed_of(passed, len(finished), practice=practice)]
    if partly:
        parts.append(gettext("%(number)s partly right", number=partly))
    if skipped:
        parts.append(gettext("%(number)s not run", number=skipped))
    return f"{', '.join(parts)}. {explanation(causes(finished, asked))}".strip()


def _passed_of(passed: int, number: int, *, practice: bool) -> str:
    if practice:
        return ngettext(
            "%(passed)s of %(num)s visible test passed",
            "%(passed)s of %(num)s visible tests passed",
            number,
            passed=passed,
        )
    return ngettext("%(passed)s of %(num)s test passed", "%(passed)s of %(num)s tests passed", number, passed=passed)


def _rows(
    assignment: Assignment, outlines: Iterable[CaseOutline], cases: Mapping[str, CaseView], *, practice: bool
) -> Iterable[RowView]:
    by_row: dict[str, list[CaseView]] = {row.name: [] for row in assignment.rows}
    outlined = set()
    for outline in outlines:
        outlined.add(outline.name)
        by_row.setdefault(outline.row, []).append(cases.get(outline.name) or waiting_case(outline, practice=practice))
    for case in cases.values():
        if case.name not in outlined:
            by_row.setdefault(case.row, []).append(case)
    # Of an assignment that cannot be loaded, the rows may be unreadable.
    rows = assignment.rows or [RubricRow(name=name, title=name, points=0.0) for name in by_row]
    for row in rows:
        known = by_row[row.name]
        counted = [case for case in known if case.visible or not practice]
        visible = sum(case.max_score for case in known if case.visible)
        yield RowView(
            name=row.name,
            title=row.title,
            points=row.points,
            visible_points=visible,
            score=sum(case.score for case in known),
            finished=bool(counted) and all(case.finished for case in counted),
            cases=tuple(known),
        )
