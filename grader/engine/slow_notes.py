"""Notes on what is right but slow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grader.engine.diagnosis.efficiency import is_slow, slow_note
from grader.engine.reference_runner import ReferenceRunner
from grader.engine.running import Outcome
from grader.model import CaseResult, Source


def slow_notes(
    reference_runner: ReferenceRunner, results: Sequence[CaseResult], outcomes: Mapping[str, Outcome], source: Source
) -> list[str]:
    """A sentence for each function that passed a case and took much longer than the reference."""
    told: set[str] = set()
    notes: list[str] = []
    for settled in results:
        outcome = outcomes.get(settled.name)
        if outcome is None or not outcome.passed or outcome.last is None or outcome.last.label in told:
            continue
        case = reference_runner.case(settled.name)
        reference = reference_runner.seconds(case)
        # A method's label holds the name of its class, which the submission chooses.
        if not case.visible and outcome.last.label not in reference_runner.called(case):
            continue
        # Answers to substituted functions come from outside and take time that is not the submission's.
        calls = sum(interaction.kind == "call" for interaction in outcome.trace)
        if not case.substitute and is_slow(outcome.seconds, reference, calls=calls):
            told.add(outcome.last.label)
            notes.append(slow_note(outcome.last.label, outcome.seconds, reference, source, with_times=case.visible))
    return notes
