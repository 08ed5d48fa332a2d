"""The report: what students, instructors and other programs read. `to_json` is a contract; see docs/report.md."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from grader.model import bounds
from grader.model.hidden_text import NO_TEXT, HiddenText
from grader.model.policy import HiddenFeedback
from grader.model.verdict import Verdict, overall

Json = Any

#: Steps of the hint ladder: the mistake's name, its explanation, where to look.
LADDER = 3
#: In place of the result of a hidden test that is not told yet.
WITHHELD = "The result of this hidden test is not shown yet."
#: Bytes of JSON at most: the names, numbers and keys of a result, and a sentence of its summary.
_FRAME, _SENTENCE = 2_000, 6_000
#: "line 12" in a message; a line of a notebook is "line 3 of cell 2".
_CODE_LINE = re.compile(r"\bline (\d{1,6})\b(?! of cell)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """The identified mistake."""

    name: str
    title: str
    explanation: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", bounds.text(self.title, bounds.TITLE))
        object.__setattr__(self, "explanation", bounds.text(self.explanation, bounds.EXPLANATION))

    def to_json(self) -> dict[str, str]:
        return {"name": self.name, "title": self.title, "explanation": self.explanation}


@dataclass(frozen=True, kw_only=True)
class CaseResult:
    """The result of one test case."""

    name: str
    title: str
    #: Name of the rubric row.
    row: str
    verdict: Verdict
    score: float
    max_score: float
    visible: bool
    #: What happened, in full, values included.
    message: str
    #: What happened, in fixed words: all that a student is told of a hidden case. Never a free text.
    summary: HiddenText = NO_TEXT
    #: The first steps of the hint ladder, joined, or None.
    hint: str | None = None
    diagnosis: Diagnosis | None = None
    #: Snapshots for reading, cut to a readable size (see `grader.engine.snapshot`).
    expected: Json = None
    actual: Json = None
    #: What the student's code printed, cut in the middle.
    log: str = ""
    duration_ms: float = 0.0
    #: What a page can draw (the call's arguments, curves, matrices), each {"kind": ..., ...}.
    artifacts: tuple[Mapping[str, Json], ...] = ()
    #: Upper bound of this result's size in bytes of JSON.
    size: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Cut everything to the sizes of `grader.model.bounds`."""
        if not isinstance(self.summary, HiddenText):
            raise TypeError("the summary of a result is a `HiddenText`")
        texts = {"message": bounds.MESSAGE, "log": bounds.LOG}
        for name, limit in texts.items():
            object.__setattr__(self, name, bounds.text(getattr(self, name), limit))
        if self.hint is not None:
            object.__setattr__(self, "hint", bounds.text(self.hint, bounds.EXPLANATION))
        told = (self.diagnosis.title, self.diagnosis.explanation) if self.diagnosis else ()
        taken = _FRAME + _SENTENCE * len(self.summary.sentences)
        taken += sum(bounds.text_size(text) for text in (self.title, self.message, self.hint, self.log, *told))
        for name in ("expected", "actual"):
            value, size = bounds.snapshot(getattr(self, name))
            object.__setattr__(self, name, value)
            taken += size
        artifacts, size = bounds.artifacts(self.artifacts)
        object.__setattr__(self, "artifacts", artifacts)
        object.__setattr__(self, "size", taken + size)

    @property
    def code_line(self) -> int | None:
        """The last line of the submitted code that the message names; None for a test that passed or did not run."""
        if self.verdict in (Verdict.ACCEPTED, Verdict.SKIPPED, Verdict.JUDGE_ERROR):
            return None
        lines = _CODE_LINE.findall(self.message)
        return int(lines[-1]) if lines else None

    @property
    def explanation(self) -> tuple[str, ...]:
        """What is said of the test, in plain text: the named mistake, the message, the hint. None of them is empty."""
        named = self.diagnosis
        mistake = f"{named.title.rstrip('.')}. {named.explanation}" if named else ""
        return tuple(text.strip() for text in (mistake, self.message, self.hint or "") if text.strip())

    def to_json(self) -> dict[str, Json]:
        """The JSON object of the contract."""
        return {
            "name": self.name,
            "title": self.title,
            "row": self.row,
            "verdict": self.verdict.value,
            "score": round(self.score, 6),
            "max_score": round(self.max_score, 6),
            "visible": self.visible,
            "message": self.message,
            "summary": str(self.summary),
            "summary_parts": self.summary.to_json(),
            "hint": self.hint,
            "diagnosis": self.diagnosis.to_json() if self.diagnosis else None,
            "expected": self.expected,
            "actual": self.actual,
            "log": self.log,
            "duration_ms": round(self.duration_ms, 3),
            "artifacts": [dict(artifact) for artifact in self.artifacts],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Json]) -> CaseResult:
        """The inverse of `to_json`."""
        fields = dict(data)
        diagnosis = fields.pop("diagnosis")
        artifacts = tuple(fields.pop("artifacts", ()))
        fields["verdict"] = Verdict(fields["verdict"])
        # The text itself is not read: only the parts are known to hold nothing of the run.
        fields["summary"] = HiddenText.from_json(fields.pop("summary_parts", None), fields["verdict"])
        return cls(**fields, diagnosis=Diagnosis(**diagnosis) if diagnosis else None, artifacts=artifacts)

    def for_student(self, allowed: HiddenFeedback, hint_level: int = LADDER) -> CaseResult:
        """This result as its student may see it: without values, printed text and drawings of a hidden case.

        `hint_level` is the number of hint steps that are shown: the mistake's name, its explanation, where to look.
        """
        if hint_level < LADDER:
            diagnosis = self.diagnosis if hint_level > 0 else None
            if diagnosis is not None and hint_level < LADDER - 1:
                diagnosis = replace(diagnosis, explanation="")
            return replace(self, diagnosis=diagnosis, hint=None).for_student(allowed)
        if self.visible:
            return self
        if allowed is HiddenFeedback.NOTHING:
            return self._withheld()
        summary = NO_TEXT if allowed is HiddenFeedback.VERDICT else self.summary
        if allowed is not HiddenFeedback.NUMBERS:
            summary = summary.without_numbers()
        tells_diagnosis = allowed in (HiddenFeedback.DIAGNOSIS, HiddenFeedback.NUMBERS)
        return replace(
            self,
            message=str(summary),
            summary=summary,
            hint=self.hint if tells_diagnosis else None,
            diagnosis=self.diagnosis if tells_diagnosis else None,
            expected=None,
            actual=None,
            log="",
            artifacts=(),
        )

    def _withheld(self) -> CaseResult:
        """This result without anything of it: neither verdict nor points. The verdict says that nothing is told."""
        return CaseResult(
            name=self.name,
            title=self.title,
            row=self.row,
            verdict=Verdict.SKIPPED,
            score=0.0,
            max_score=self.max_score,
            visible=False,
            message=WITHHELD,
        )


@dataclass(frozen=True, kw_only=True)
class Report:
    """The result of a submission."""

    assignment: str
    verdict: Verdict
    score: float
    max_score: float
    duration_ms: float
    cases: tuple[CaseResult, ...]
    #: For the student: what of the upload was left out and why, which data set was used.
    notes: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        """Bound the number of notes, and drop the largest parts of the last cases until the report fits."""
        notes = tuple(bounds.text(note, bounds.NOTE) for note in self.notes[: bounds.NOTES])
        object.__setattr__(self, "notes", notes)
        if sum(case.size for case in self.cases) <= bounds.REPORT:
            return
        sizes = [bounds.size(case.to_json()) for case in self.cases]
        cases = list(self.cases)
        for index in reversed(range(len(cases))):
            if sum(sizes) <= bounds.REPORT:
                break
            cases[index] = replace(cases[index], artifacts=(), expected=None, actual=None, log="")
            sizes[index] = bounds.size(cases[index].to_json())
        object.__setattr__(self, "cases", tuple(cases))

    def to_json(self) -> dict[str, Json]:
        """The JSON object of the contract."""
        return {
            "assignment": self.assignment,
            "verdict": self.verdict.value,
            "score": round(self.score, 6),
            "max_score": round(self.max_score, 6),
            "duration_ms": round(self.duration_ms, 3),
            "cases": [case.to_json() for case in self.cases],
            "notes": list(self.notes),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Json]) -> Report:
        """The inverse of `to_json`."""
        return cls(
            assignment=data["assignment"],
            verdict=Verdict(data["verdict"]),
            score=data["score"],
            max_score=data["max_score"],
            duration_ms=data["duration_ms"],
            cases=tuple(CaseResult.from_json(case) for case in data["cases"]),
            notes=tuple(data.get("notes", ())),
        )

    def for_student(self, allowed: HiddenFeedback, hint_level: int = LADDER) -> Report:
        """This report as its student may see it. Without hidden results its verdict and score are those of the rest."""
        cases = tuple(case.for_student(allowed, hint_level) for case in self.cases)
        if allowed is not HiddenFeedback.NOTHING:
            return replace(self, cases=cases)
        score = round(math.fsum(case.score for case in cases), 6)
        shown = [case.verdict for case in cases if case.visible] or [Verdict.SKIPPED]
        verdict = overall(shown, score=score, max_score=self.max_score)
        return replace(self, cases=cases, score=score, verdict=verdict)
