"""Outlines of test cases: published by the workers for the web, which must not read the cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from grader.model import Lifecycle
from grader.store.clock import database_time
from grader.store.models import Outline, Submission


@dataclass(frozen=True, kw_only=True)
class CaseOutline:
    """The public data of a test case."""

    name: str
    title: str
    #: Name of the rubric row.
    row: str
    visible: bool
    max_score: float


def publish(session: Session, slug: str, suite_version: str, cases: Sequence[CaseOutline]) -> None:
    """Store the outline of `suite_version`, unless it is there. This clears a reported problem."""
    known = session.get(Outline, slug)
    if known is not None and known.suite_version == suite_version:
        return
    content = {"cases": [asdict(case) for case in cases]}
    session.merge(Outline(slug=slug, suite_version=suite_version, content=content, updated_at=database_time()))


def report_problem(session: Session, slug: str, problem: str) -> None:
    """Store why the workers cannot load an assignment. The last outline is kept."""
    known = session.get(Outline, slug)
    content = {"cases": known.content["cases"] if known else [], "problem": problem}
    session.merge(Outline(slug=slug, suite_version="", content=content, updated_at=database_time()))


def problem(session: Session, slug: str) -> str:
    """Why the workers cannot load an assignment: file, line and remedy; empty when they can, or none has tried.

    A submission that was graded since shows that it can be loaded again.
    """
    known = session.get(Outline, slug)
    if known is None or "problem" not in known.content:
        return ""
    since = select(Submission.id).where(
        Submission.assignment == slug,
        Submission.status == Lifecycle.GRADED,
        Submission.finished_at > known.updated_at,
    )
    return "" if session.scalar(since.limit(1)) else str(known.content["problem"])


def load(session: Session, slugs: Sequence[str]) -> list[Outline]:
    """The stored outlines of assignments in one statement; the session knows them while they are referenced."""
    return list(session.scalars(select(Outline).where(Outline.slug.in_(slugs))))


def outline(session: Session, slug: str) -> list[CaseOutline]:
    """The cases in order; empty until a worker has published them."""
    known = session.get(Outline, slug)
    return [CaseOutline(**case) for case in known.content["cases"]] if known else []


def suite_version(session: Session, slug: str) -> str:
    """The version of the test suite that the outline describes; empty until a worker has published one."""
    known = session.get(Outline, slug)
    return known.suite_version if known else ""
