"""What the service answers, as objects. `raw` of each holds all that was sent, also what this version does not know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Raw = Mapping[str, Any]


def moment(text: str | None) -> datetime | None:
    """A time in ISO 8601; None stays None."""
    return datetime.fromisoformat(text) if text else None


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """An assignment of the course; `prompt` and `starter` are empty in a list."""

    slug: str
    title: str
    max_score: float
    due_at: datetime | None
    prompt: str = ""
    starter: str = ""
    raw: Raw = field(repr=False)

    @classmethod
    def of(cls, raw: Raw) -> Assignment:
        """From the service's JSON."""
        return cls(
            slug=raw["slug"],
            title=raw["title"],
            max_score=raw["max_score"],
            due_at=moment(raw.get("due_at")),
            prompt=raw.get("prompt", ""),
            starter=raw.get("starter", ""),
            raw=raw,
        )


@dataclass(frozen=True, kw_only=True)
class Case:
    """The result of one test case."""

    name: str
    title: str
    verdict: str
    score: float
    max_score: float
    visible: bool
    message: str
    raw: Raw = field(repr=False)

    @property
    def passed(self) -> bool:
        """Whether the test passes."""
        return self.verdict == "accepted"

    @classmethod
    def of(cls, raw: Raw) -> Case:
        """From the service's JSON."""
        names = ("name", "title", "verdict", "score", "max_score", "visible", "message")
        return cls(**{name: raw[name] for name in names}, raw=raw)


@dataclass(frozen=True, kw_only=True)
class Report:
    """The result of a submission."""

    verdict: str
    score: float
    max_score: float
    cases: tuple[Case, ...]
    raw: Raw = field(repr=False)

    @classmethod
    def of(cls, raw: Raw) -> Report:
        """From the service's JSON."""
        cases = tuple(Case.of(case) for case in raw["cases"])
        return cls(verdict=raw["verdict"], score=raw["score"], max_score=raw["max_score"], cases=cases, raw=raw)


@dataclass(frozen=True, kw_only=True)
class Submission:
    """A submission; `report` is None until it is graded, and in lists."""

    id: str
    #: "queued", "running", "graded" or "failed".
    status: str
    assignment: str = ""
    student: str = ""
    attempt: int | None = None
    verdict: str | None = None
    #: What counts: after the deduction for late work and what people have set.
    score: float | None = None
    max_score: float | None = None
    created_at: datetime | None = None
    #: Why it failed or was cancelled.
    error: str | None = None
    report: Report | None = None
    raw: Raw = field(repr=False)

    @property
    def finished(self) -> bool:
        """Whether it is graded or has failed."""
        return self.status in ("graded", "failed")

    @property
    def counts(self) -> str:
        """A sentence on what counts, if that is not the report's score; else ""."""
        if self.report is None or self.score is None or self.score == self.report.score:
            return ""
        return f"What counts: {self.score:g} of {self.max_score:g} points."

    @classmethod
    def of(cls, raw: Raw) -> Submission:
        """From the service's JSON."""
        names = ("assignment", "student", "attempt", "verdict", "score", "max_score", "error")
        return cls(
            id=raw["id"],
            status=raw["status"],
            **{name: raw[name] for name in names if name in raw},
            created_at=moment(raw.get("created_at")),
            report=Report.of(raw["report"]) if raw.get("report") else None,
            raw=raw,
        )


@dataclass(frozen=True, kw_only=True)
class Grade:
    """A student's grade in an assignment, by the attempt that counts."""

    student: str
    name: str
    score: float | None
    max_score: float
    attempts: int
    raw: Raw = field(repr=False)

    @classmethod
    def of(cls, raw: Raw) -> Grade:
        """From the service's JSON."""
        return cls(**{name: raw[name] for name in ("student", "name", "score", "max_score", "attempts")}, raw=raw)


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """A webhook; `secret` is empty except when it was just created."""

    id: str
    url: str
    secret: str = field(default="", repr=False)
    raw: Raw = field(repr=False)

    @classmethod
    def of(cls, raw: Raw) -> Webhook:
        """From the service's JSON."""
        return cls(id=raw["id"], url=raw["url"], secret=raw.get("secret", ""), raw=raw)


@dataclass(frozen=True, kw_only=True)
class Event:
    """A server-sent event: "case", "progress" or "done" of a submission, "result" of a course."""

    id: int
    name: str
    data: Raw
