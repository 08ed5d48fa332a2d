"""Results as HTML, and as text for terminals. HTML needs no script and no style sheet, so every front end shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from grader.model import CaseResult, Report, Verdict
from grader.model.text import reveal

_MARKS = {Verdict.ACCEPTED: "✓", Verdict.SKIPPED: "–"}
#: MathJax leaves out elements of these classes: what is between dollar signs may be the output of code.
_CLASSES = "grader-results tex2jax_ignore mathjax_ignore"
_CELL = 'style="text-align: left; vertical-align: top; padding: 0.25em 0.75em 0.25em 0"'
_MESSAGE = 'style="white-space: pre-wrap; overflow-wrap: anywhere; margin: 0.25em 0 0; font-family: inherit"'


@dataclass
class Results:
    """What is known of a submission so far."""

    #: What happens, or why nothing more does.
    status: str
    cases: dict[str, CaseResult] = field(default_factory=dict)
    #: Once all tests have run.
    report: Report | None = None
    #: What counts, if it differs from the report's score.
    counts: str = ""

    def bundle(self) -> dict[str, str]:
        """What a front end shows: the richest form that it knows."""
        return {"text/html": self.html(), "text/plain": self.text()}

    def html(self) -> str:
        """A table of the tests. A mistake is explained at its first test."""
        rows = "".join(self._row(case, told) for case, told in zip(self._shown(), self._told(), strict=True))
        notes = "".join(f"<p>{_text(note)}</p>" for note in self._notes())
        head = f"<thead><tr><th {_CELL}>Test</th><th {_CELL}>Points</th></tr></thead>" if rows else ""
        return (
            f'<div class="{_CLASSES}"><p role="status"><strong>{_text(self._headline())}</strong></p>'
            f'<table style="text-align: left">{head}<tbody>{rows}</tbody></table>{notes}</div>'
        )

    def text(self) -> str:
        """The same in lines."""
        lines = [self._headline()]
        for case, told in zip(self._shown(), self._told(), strict=True):
            lines.append(f"  {_MARKS.get(case.verdict, '✗')} {case.title}  {case.score:g}/{case.max_score:g}")
            lines += [f"      {line}" for paragraph in told for line in paragraph.split("\n")]
        return reveal("\n".join([*lines, *self._notes()]))

    def _headline(self) -> str:
        if self.report is None:
            return self.status
        words = self.report.verdict.words
        return f"{words}, {self.report.score:g} of {self.report.max_score:g} points"

    def _shown(self) -> Sequence[CaseResult]:
        return self.report.cases if self.report is not None else list(self.cases.values())

    def _notes(self) -> list[str]:
        return [*(self.report.notes if self.report else ()), *([self.counts] if self.counts else [])]

    def _told(self) -> list[list[str]]:
        """What is said of each test; nothing twice."""
        known: set[str] = set()
        told = []
        for case in self._shown():
            texts = () if case.verdict is Verdict.ACCEPTED else case.explanation
            told.append([text for text in texts if text not in known])
            known.update(texts)
        return told

    def _row(self, case: CaseResult, told: Sequence[str]) -> str:
        word = "passed" if case.verdict is Verdict.ACCEPTED else case.verdict.words
        hidden = "" if case.visible else " (hidden)"
        title = f"{_MARKS.get(case.verdict, '✗')} {case.title}{hidden}: {word}"
        paragraphs = "".join(f"<p {_MESSAGE}>{_text(text)}</p>" for text in told)
        points = f"{case.score:g} / {case.max_score:g}"
        return f"<tr><td {_CELL}>{_text(title)}{paragraphs}</td><td {_CELL}>{points}</td></tr>"


def _text(text: str) -> str:
    return escape(reveal(text))
