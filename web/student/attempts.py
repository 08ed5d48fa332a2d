"""The rows of the list of attempts: each with its strip, its change in points and what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from grader.model import Assignment, HiddenFeedback
from grader.store import attempts
from grader.store.models import Submission
from grader.store.outlines import CaseOutline, outline
from grader.store.verdicts import named_mistakes, verdicts
from web.i18n import gettext
from web.student.escaping import reveal
from web.student.failures import failure_text
from web.student.strip import Strip, strip_of_attempt, told_verdicts

#: Feedback of hidden tests that names known mistakes.
NAMING = (HiddenFeedback.DIAGNOSIS, HiddenFeedback.NUMBERS)
#: The plot of the points: its height, and the room above and below the curve, in px.
HEIGHT, ABOVE, BELOW = 170, 26, 26


@dataclass(frozen=True, kw_only=True)
class AttemptRow:
    """An attempt, or a practice run, in the list."""

    submission: Submission
    strip: Strip
    #: Its number among the attempts that count; None for those that used none and for practice runs.
    number: int | None
    #: Points more than the counting attempt before; None for the first one, free attempts and practice runs.
    change: float | None
    #: "Fixed: ..." or the mistakes that it has; empty if neither is known.
    happened: str


@dataclass(frozen=True, kw_only=True)
class PlotPoint:
    """An attempt in the plot of the points; x in per cent, y in px."""

    x: float
    y: float
    score: float
    label: str
    is_full: bool


@dataclass(frozen=True, kw_only=True)
class Plot:
    """The points over the attempts."""

    points: tuple[PlotPoint, ...]
    #: (points, y).
    grid: tuple[tuple[float, float], ...]
    height: int
    text: str


def attempt_rows(db: Session, assignment: Assignment, mine: Sequence[Submission]) -> list[AttemptRow]:
    """The rows of `mine`, which are newest first, in the same order."""
    outlines = outline(db, assignment.slug)
    known, mistakes = told_verdicts(assignment, outlines, verdicts(db, mine)), named_mistakes(db, mine)
    numbers = attempts.numbers(db, [row.id for row in mine])
    withheld = assignment.hidden_feedback is HiddenFeedback.NOTHING
    rows: list[AttemptRow] = []
    before: Submission | None = None
    for row in reversed(mine):
        known_as = numbers.get(row.id)
        number = known_as.number if known_as is not None and known_as.counts else None
        has_before = before is not None and number is not None and row.score is not None
        now = _titles(mistakes, row, outlines, assignment.hidden_feedback)
        then = _titles(mistakes, before, outlines, assignment.hidden_feedback) if has_before and before else []
        rows.append(
            AttemptRow(
                submission=row,
                number=number,
                strip=strip_of_attempt(outlines, known.get(row.id, {}), practice=row.practice),
                change=(row.points or 0.0) - (before.points or 0.0) if has_before and before and not withheld else None,
                happened=_happened(row, now, then),
            )
        )
        if number is not None and row.score is not None:
            before = row
    return rows[::-1]


def _titles(
    mistakes: Mapping[str, Sequence[tuple[str, str]]],
    row: Submission,
    outlines: Sequence[CaseOutline],
    feedback: HiddenFeedback,
) -> list[str]:
    """The known mistakes that the student is told of, once each."""
    visible = {case.name for case in outlines if case.visible}
    known = mistakes.get(row.id, ())
    return list(dict.fromkeys(reveal(title) for case, title in known if feedback in NAMING or case in visible))


def _happened(row: Submission, now: Sequence[str], then: Sequence[str]) -> str:
    if row.score is None:
        return failure_text(row)
    if fixed := [title for title in then if title not in now]:
        return gettext("Fixed: %(mistakes)s", mistakes=_first_and_number(fixed))
    return _first_and_number(now) if now else ""


def _first_and_number(titles: Sequence[str]) -> str:
    """The first one, and how many more there are."""
    if len(titles) == 1:
        return titles[0]
    return gettext("%(first)s, and %(number)s more", first=titles[0], number=len(titles) - 1)


def plot(rows: Sequence[AttemptRow], max_score: float) -> Plot | None:
    """The points over the graded attempts that count; None where there are fewer than two."""
    graded = [
        (row.number, row.submission.score)
        for row in reversed(rows)
        if row.number is not None and row.submission.score is not None
    ]
    if len(graded) < 2 or not max_score:
        return None
    room = HEIGHT - ABOVE - BELOW

    def y(points: float) -> float:
        return round(ABOVE + room * (1 - points / max_score), 1)

    step = 100 / len(graded)
    points = tuple(
        PlotPoint(
            x=round(step * (index + 0.5), 2),
            y=y(min(score, max_score)),
            score=score,
            label=str(number),
            is_full=score >= max_score,
        )
        for index, (number, score) in enumerate(graded)
    )
    values = ", ".join(f"{point.score:g}" for point in points)
    total = f"{max_score:g}"
    text = gettext("Score by attempt: %(values)s of %(total)s points", values=values, total=total)
    grid = tuple((max_score * part / 3, y(max_score * part / 3)) for part in range(4))
    return Plot(points=points, grid=grid, height=HEIGHT, text=text)
