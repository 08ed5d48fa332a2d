"""Every name of a mistake carries its evidence. Nothing is reported without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from grader.errors import FailedExpression
from grader.model import CaseResult, Diagnosis


class EvidenceKind(StrEnum):
    """What a name can rest on. The text of a submission alone is not enough."""

    #: The answers equal those of a known variant, or stand in a relation to the right ones, in all `cases`.
    VALUES = "values"
    #: An exception, at an `expression` of the submission, or at the call of `function` with the task's arguments.
    EXCEPTION = "exception"
    #: A `line` of the submission that could not be read or is still the starter's, in a failed case that needs it.
    LOADING = "loading"
    #: A change of one `line` with which all tests pass.
    REPAIR = "repair"


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The evidence for one name. Raises ValueError when what its kind needs is missing."""

    kind: EvidenceKind
    #: The cases in which it was found.
    cases: tuple[str, ...]
    expression: FailedExpression | None = None
    #: The function that the test called.
    function: str = ""
    #: What Python or the loader said, and the 1-based line that it is about; 0 for what is missing.
    sentence: str = ""
    line: int = 0

    def __post_init__(self) -> None:
        needed = {
            EvidenceKind.VALUES: bool(self.cases),
            EvidenceKind.EXCEPTION: self.expression is not None or self.function != "",
            EvidenceKind.LOADING: self.sentence != "" or self.line > 0,
            EvidenceKind.REPAIR: self.line > 0 and bool(self.cases),
        }
        if not needed[self.kind]:
            raise ValueError(f"no evidence of kind {self.kind.value}")


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A diagnosis and a hint for failed cases, with the evidence. The only way in which a result gets a diagnosis."""

    diagnosis: Diagnosis
    hint: str
    evidence: Evidence
    #: Diagnosis and hint for a hidden case, where nothing may depend on what the run did; None for the same.
    hidden: tuple[Diagnosis, str] | None = None
    #: Artifacts for display.
    artifacts: tuple[Mapping[str, Any], ...] = ()

    def put_into(self, result: CaseResult) -> CaseResult:
        """The result with this diagnosis."""
        diagnosis, hint = self.diagnosis, self.hint
        if not result.visible and self.hidden is not None:
            diagnosis, hint = self.hidden
        return replace(result, diagnosis=diagnosis, hint=hint, artifacts=result.artifacts + self.artifacts)


def by_values(cases: Sequence[str]) -> Evidence:
    """Evidence of answers that agree in these cases."""
    return Evidence(kind=EvidenceKind.VALUES, cases=tuple(cases))
