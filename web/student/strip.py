"""The strip: an attempt as a row of bars, one for each test, as wide as its points.

Height carries the verdict: tall passed, middle partly right, short failed, a line not run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader.model import Assignment, HiddenFeedback, Verdict
from grader.store.outlines import CaseOutline
from web.i18n import N_, gettext

#: The strip's own units: it is stretched to the width of its place.
WIDTH, HEIGHT = 100.0, 12
#: The gap between two bars, by the number of tests.
GAP, MIN_GAP, MAX_GAP = 4.0, 0.28, 1.0
#: The narrowest bar: 3 px in a wide strip and in one of a list. With narrower ones the strip shows shares.
NARROWEST, NARROWEST_IN_LISTS = 0.55, 2.7

#: Kind of a bar -> (y, height, words). The order is that of shares and of the label.
KINDS = {
    "p": (0, 12, N_("passed")),
    "h": (4, 8, N_("partly right")),
    "f": (7, 5, N_("failed")),
    "r": (5, 7, N_("running")),
    "w": (10, 2, N_("not run")),
}
_KIND_OF = {
    Verdict.ACCEPTED.value: "p",
    Verdict.PARTIALLY_ACCEPTED.value: "h",
    Verdict.SKIPPED.value: "w",
    Verdict.JUDGE_ERROR.value: "w",
    "waiting": "w",
    "running": "r",
}


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A bar of the strip, in its own units."""

    #: The test's name; empty for a share of several.
    name: str
    #: A key of KINDS, and the CSS class.
    kind: str
    x: float
    y: int
    width: float
    height: int


@dataclass(frozen=True, kw_only=True)
class Strip:
    """A strip ready to be drawn by the macro in strip.html."""

    bars: tuple[Bar, ...]
    #: Text alternative: "7 passed, 2 failed".
    label: str


def strip(tests: Iterable[tuple[str, str, float]], *, in_list: bool = False) -> Strip:
    """The strip of tests, each (name, verdict or "waiting" or "running", points).

    Tests that would be narrower than 3 px are merged to shares. `in_list`: for a strip of some 110 px instead of 540.
    """
    kinds = [(name, _KIND_OF.get(verdict, "f"), points) for name, verdict, points in tests]
    known = [points for *_, points in kinds if points > 0]
    # A test without points is there too.
    least = min(known, default=1.0) / 2
    weighed = [(name, kind, points if points > 0 else least) for name, kind, points in kinds]
    bars = _bars(weighed)
    if bars and min(bar.width for bar in bars) < (NARROWEST_IN_LISTS if in_list else NARROWEST):
        shares = {kind: sum(weight for _, other, weight in weighed if other == kind) for kind in KINDS}
        bars = _bars([("", kind, weight) for kind, weight in shares.items() if weight])
    return Strip(bars=bars, label=_label([kind for _, kind, _ in kinds]))


def told_verdicts(
    assignment: Assignment, outlines: Iterable[CaseOutline], known: Mapping[str, Mapping[str, Verdict]]
) -> dict[str, dict[str, Verdict]]:
    """The verdicts by submission and test that the student is told: none of hidden tests while they are withheld."""
    withheld = assignment.hidden_feedback is HiddenFeedback.NOTHING
    visible = {case.name for case in outlines if case.visible}
    return {
        key: {name: verdict for name, verdict in found.items() if name in visible or not withheld}
        for key, found in known.items()
    }


def strip_of_attempt(outlines: Iterable[CaseOutline], verdicts: Mapping[str, str], *, practice: bool = False) -> Strip:
    """The strip of an attempt in a list: `verdicts` by test, as `grader.store.verdicts` gives them.

    Of a practice run only the visible tests are shown.
    """
    shown = (case for case in outlines if case.visible or not practice)
    return strip(((case.name, verdicts.get(case.name, "waiting"), case.max_score) for case in shown), in_list=True)


def _bars(weighed: Sequence[tuple[str, str, float]]) -> tuple[Bar, ...]:
    total = sum(weight for *_, weight in weighed)
    gap = max(MIN_GAP, min(MAX_GAP, GAP / len(weighed))) if weighed else 0.0
    room = max(WIDTH / 2, WIDTH - gap * (len(weighed) - 1))
    x, bars = 0.0, []
    for name, kind, weight in weighed:
        width = room * weight / total
        y, height, _ = KINDS[kind]
        bars.append(Bar(name=name, kind=kind, x=round(x, 2), y=y, width=round(width, 2), height=height))
        x += width + gap
    return tuple(bars)


def _label(kinds: Sequence[str]) -> str:
    parts = [f"{kinds.count(kind)} {gettext(words)}" for kind, (*_, words) in KINDS.items() if kind in kinds]
    return ", ".join(parts) or gettext("no tests")
