"""What a single failed case shows by itself: a line still to be written, an exception, an answer that is None."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from grader.engine.diagnosis import environment
from grader.engine.diagnosis.error_pattern import Raised, quote
from grader.engine.diagnosis.evidence import Evidence, EvidenceKind, Finding, by_values
from grader.engine.diagnosis.source_map import SourceMap
from grader.engine.diagnosis.unfinished import Placeholder, Unfinished
from grader.engine.running import Outcome
from grader.engine.wording import kind_of, word_of
from grader.model import Diagnosis

UNFINISHED = "A part of the starter is unfinished"


class Symptoms:
    """Explains the failed cases of one submission, one by one."""

    def __init__(self, source: SourceMap, starter: str, signatures: Mapping[str, tuple[str, ...]]) -> None:
        """`signatures` are the task's parameters of each function."""
        self.code = source
        self._signatures = signatures
        self._unfinished = Unfinished(source, starter)

    def unfinished(self, case: str, outcome: Outcome) -> Finding | None:
        """The line of the called function, or of the one that raised, that is still to be written."""
        label = _label(outcome)
        # Only names of the task: a submission can choose others while it knows a hidden input.
        if label in self._signatures and (found := self._unfinished.find(label)) is not None:
            return self._to_be_written(case, found, fixed=True)
        failed = outcome.failed
        if label and failed is not None and failed.kind == "type" and failed.actual is None:
            found = self._unfinished.of_none(label)
            return self._to_be_written(case, found, fixed=False) if found is not None else None
        raised = self._raised(outcome)
        if raised is None or raised.function is None:
            return None
        inner = raised.function
        found = self._unfinished.find(f"{inner.owner}.{inner.node.name}" if inner.owner else inner.node.name)
        undefined = re.search(r"(?:name|variable) '(\w+)'", raised.text)
        if found is None and raised.fault.error_type in ("NameError", "UnboundLocalError") and undefined is not None:
            found = self._unfinished.of_name(undefined[1], inner)
        return self._to_be_written(case, found, fixed=False) if found is not None else None

    def exception(self, case: str, outcome: Outcome) -> Finding | None:
        """What an exception, or a definition that could not be loaded, says."""
        raised = self._raised(outcome)
        return environment.finding(raised, case) if raised is not None else None

    def detail(self, outcome: Outcome) -> str:
        """Where the exception of a failed case arose, and with what; "" if that is not known."""
        raised = self._raised(outcome)
        return environment.detail_of(raised) if raised is not None else ""

    def wrong_kind(self, case: str, outcome: Outcome) -> Finding | None:
        """That the answer is None, or another kind of thing than is asked for."""
        failed, last = outcome.failed, outcome.last
        if failed is None or last is None:
            return None
        # A tuple of numbers has a shape, which says less than that it is a tuple.
        is_tuple = failed.kind == "shape" and isinstance(failed.actual, tuple)
        if failed.kind != "type" and not is_tuple:
            return None
        # A label that the reference does not have may hold a name that the submission chose.
        name = f"`{last.label}`" if last.label in self._signatures else "A function"
        if last.result is None and failed.actual is None:
            diagnosis = Diagnosis(
                name="nothing_returned",
                title=f"{name} returns nothing",
                explanation=f"{name} ends without a return statement (or returns None), so its result is lost.",
            )
            hint = "Does every way through the function end with `return` and a value?"
            return Finding(diagnosis=diagnosis, hint=hint, evidence=by_values([case]))
        # A single number may come as an array without axes.
        expected = failed.expected
        if isinstance(expected, np.ndarray) and not expected.ndim:
            expected = expected.item()
        mine, right = kind_of(failed.actual), kind_of(expected)
        if mine != kind_of(last.result) or failed.expected is None or mine == right:
            return None
        title = f"{name} returns another kind of thing"
        told = Diagnosis(
            name="other_kind", title=title, explanation=f"{name} returns {mine}. It should return {right}."
        )
        general = Diagnosis(name="other_kind", title=title, explanation=f"{name} should return {word_of(expected)}.")
        hint = "What stands after `return`?"
        return Finding(diagnosis=told, hint=hint, evidence=by_values([case]), hidden=(general, hint))

    def _raised(self, outcome: Outcome) -> Raised | None:
        if outcome.fault is None:
            return None
        label = _label(outcome)
        return Raised(fault=outcome.fault, source=self.code, label=label, signatures=self._signatures)

    def _to_be_written(self, case: str, found: Placeholder, *, fixed: bool) -> Finding:
        """`fixed` says that the same would be found whatever the run did, so that a hidden case may tell it."""
        where = self.code.location(found.cell, found.line)
        told = f"`{found.function}` ({where}) is still as it was in the starter."
        if found.text:
            told = f"In `{found.function}`, {where} is still unfinished" + (
                f": {quote(found.text)}." if quote(found.text) else "."
            )
        if found.lacks:
            told = f"In `{found.function}`, nothing computes `{found.lacks}` yet, which is given back in {where}."
        diagnosis = Diagnosis(name="unfinished", title=UNFINISHED, explanation=told)
        hint = "Fill in the line that is named." if found.text else f"Write the body of `{found.function}`."
        general = "A line of a function that this test needs is still the starter's."
        hidden = (
            Diagnosis(name="unfinished", title=UNFINISHED, explanation=general),
            "Fill in what is left of the starter.",
        )
        evidence = Evidence(kind=EvidenceKind.LOADING, cases=(case,), line=found.line, sentence=told)
        return Finding(diagnosis=diagnosis, hint=hint, evidence=evidence, hidden=None if fixed else hidden)


def _label(outcome: Outcome) -> str:
    return outcome.last.label if outcome.last is not None else ""
