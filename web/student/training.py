"""The report of a training run: four numbers, the loss beside the reference's, what the network misreads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from grader.store.events import EventKind, StoredEvent
from web.i18n import gettext
from web.student.results import CaseView


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A number of the report."""

    label: str
    value: str
    #: What to compare it with.
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class TrainingReport:
    """The drawings of the first test that has some."""

    facts: tuple[Fact, ...]
    #: By kind: curves, confusion, digits; a test may have only some.
    drawings: Mapping[str, Markup]


def training_report(cases: Iterable[CaseView], events: Iterable[StoredEvent] = ()) -> TrainingReport | None:
    """The report, or None if no test has drawings. `events` tell of the iterations."""
    case = next((case for case in cases if case.drawings), None)
    if case is None:
        return None
    numbers: dict[str, float] = {}
    for drawing in case.drawings:
        numbers.update(drawing.facts)
    progress = [event.payload for event in events if event.kind is EventKind.PROGRESS]
    mine = [payload for payload in progress if payload.get("case") == case.name]
    return TrainingReport(
        facts=tuple(_facts(numbers, mine[-1] if mine else {}, case.duration_ms)),
        drawings={drawing.kind: drawing.html for drawing in case.drawings},
    )


def _facts(numbers: Mapping[str, float], progress: Mapping[str, Any], duration_ms: float) -> Iterable[Fact]:
    if numbers.get("total"):
        right, total = numbers["right"], numbers["total"]
        counts = {"number": f"{right:g}", "total": f"{total:g}"}
        note = gettext("%(number)s of %(total)s", **counts)
        yield Fact(label=gettext("Test images right"), value=f"{100 * right / total:.1f} %", note=note)
    if "loss" in numbers:
        reference = ""
        if "reference" in numbers:
            loss = f"{numbers['reference']:.3g}"
            reference = gettext("reference %(loss)s", loss=loss)
        yield Fact(label=gettext("Final loss"), value=f"{numbers['loss']:.3g}", note=reference)
    if isinstance(progress.get("of"), int):
        yield Fact(label=gettext("Iterations"), value=f"{progress['of']}")
    if duration_ms:
        yield Fact(label=gettext("Training time"), value=f"{duration_ms / 1000:.1f} s")
