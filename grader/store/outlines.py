"""The outline of an assignment's test cases: told by the workers, which may read them, to the web, which may not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy.orm import Session

from grader.store.models import Outline, now


@dataclass(frozen=True, kw_only=True)
class CaseOutline:
    """What everybody may know of a test case before it runs."""

    name: str
    title: str
    #: Name of the rubric row.
    row: str
    visible: bool
    max_score: float


def publish(session: Session, slug: str, suite: str, cases: Sequence[CaseOutline]) -> None:
    """Store the outline of version `suite`, unless it is there."""
    known = session.get(Outline, slug)
    if known is not None and known.suite == suite:
        return
    content = {"cases": [asdict(case) for case in cases]}
    session.merge(Outline(slug=slug, suite=suite, content=content, updated_at=now()))


def outline(session: Session, slug: str) -> list[CaseOutline]:
    """The cases in their order; empty while no worker has read them."""
    known = session.get(Outline, slug)
    return [CaseOutline(**case) for case in known.content["cases"]] if known else []
