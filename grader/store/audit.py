"""The audit log: who did what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from grader.store.models import AuditEntry


def record(
    session: Session,
    *,
    actor: str,
    action: str,
    subject: str = "",
    course_id: int | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Record that `actor` (an email, "token <name>" or "system") did `action` ("submission.regraded") to `subject`."""
    entry = AuditEntry(actor=actor, action=action, subject=subject, course_id=course_id)
    entry.details = dict(details) if details is not None else None
    session.add(entry)


def entries(session: Session, course_id: int, *, limit: int = 200) -> list[AuditEntry]:
    """The entries of a course, newest first."""
    these = select(AuditEntry).where(AuditEntry.course_id == course_id)
    return list(session.scalars(these.order_by(AuditEntry.id.desc()).limit(limit)))
