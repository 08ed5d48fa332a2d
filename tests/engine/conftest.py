"""A small assignment made in memory: scale(x, k) = k x, and total(x) = sum of scale(x, 2)."""

import itertools
import textwrap

import pytest

from grader.engine.case import Suite, collect
from grader.engine.diagnosis import DeferredDiagnostician
from grader.engine.grading import run_cases
from grader.engine.reference_runner import ReferenceRunner
from grader.model import Assignment, Limits, RubricRow
from tests.engine.double import OpenJail, source
from tests.engine.references import reference_of


def ticking():
    """A clock that moves one millisecond each time it is looked at."""
    ticks = itertools.count()
    return lambda: next(ticks) / 1000.0


def assignment(rows=("one",), points=10.0, **fields):
    """An assignment with the given rows."""
    return Assignment(
        slug="small",
        title="Small",
        course="Testing",
        summary="Small.",
        entry_points=fields.pop("entry_points", ("scale", "total")),
        rows=tuple(RubricRow(name=row, title=row, points=points) for row in rows),
        limits=fields.pop("limits", Limits()),
        prompt="",
        starter="",
        support=fields.pop("support", ""),
        folder="/nowhere",
        **fields,
    )


class Bench:
    """Grades text against cases and a reference, all in memory."""

    def __init__(self, cases, reference, jail=None, gradient_checks=(), tables="", **fields):
        self.suite = Suite(
            assignment=assignment(**fields), cases=collect({"cases": list(cases)}), gradient_checks=gradient_checks
        )
        self.reference = reference_of(reference, tables)
        self.reference_runner = ReferenceRunner(self.suite, self.reference, ticking())
        self.diagnostician = DeferredDiagnostician(self.reference_runner)
        self.jail = jail or OpenJail()
        self.events = []

    def grade(self, text, **options):
        return run_cases(
            self.reference_runner,
            self.diagnostician,
            source(textwrap.dedent(text)),
            self.jail,
            clock=ticking(),
            on_event=self.events.append,
            **options,
        )


@pytest.fixture
def bench():
    return Bench
