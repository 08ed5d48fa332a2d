"""Who sends to which platform: leases, pace and back-off of the requests to its services."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from grader.store.models import LtiPlatform, LtiRoster, LtiScore, LtiService

#: Requests in a second to a platform that has not asked for fewer, and the fewest.
PACE, SLOWEST = 10.0, 0.2
#: How much faster it gets after a batch that went well.
FASTER = 1.1
#: Pauses after failures in a row, in seconds; the last one repeats, for as long as the platform is down.
BACKOFF = (10, 30, 60, 120, 300, 600)
#: The pause after the platform has asked for fewer requests without saying for how long, in seconds.
THROTTLED = 30.0


def with_work(session: Session, now: datetime) -> list[int]:
    """The platforms to which something is due, and to which nobody sends at the moment."""
    scores = select(LtiScore.id).where(LtiScore.platform_id == LtiPlatform.id, LtiScore.due_at <= now)
    rosters = select(LtiRoster.context_pk).where(LtiRoster.platform_id == LtiPlatform.id, LtiRoster.due_at <= now)
    free = or_(
        LtiService.platform_id.is_(None),
        and_(
            or_(LtiService.lease_until.is_(None), LtiService.lease_until <= now),
            or_(LtiService.retry_at.is_(None), LtiService.retry_at <= now),
        ),
    )
    these = select(LtiPlatform.id).outerjoin(LtiService, LtiService.platform_id == LtiPlatform.id)
    return list(session.scalars(these.where(free, or_(scores.exists(), rosters.exists())).order_by(LtiPlatform.id)))


def lease(session: Session, platform_id: int, holder: str, now: datetime, seconds: float) -> LtiService | None:
    """Become the only sender to a platform for a while. None: another one is, or the platform is to be left alone."""
    row = session.get(LtiService, platform_id, with_for_update=True)
    if row is None:
        row = LtiService(platform_id=platform_id, failures=0, pace=PACE)
        # Of two that insert, one fails on the key; it tries again later.
        session.add(row)
    elif _is_taken(row, holder, now) or (row.retry_at is not None and row.retry_at > now):
        return None
    row.holder, row.lease_until = holder, now + timedelta(seconds=seconds)
    session.flush()
    return row


def _is_taken(row: LtiService, holder: str, now: datetime) -> bool:
    return row.lease_until is not None and row.lease_until > now and row.holder != holder


def release(session: Session, platform_id: int, holder: str, **values: Any) -> None:
    """Let others send again. `values` are of `succeeded`, `failed` or `slowed`."""
    mine = update(LtiService).where(LtiService.platform_id == platform_id, LtiService.holder == holder)
    session.execute(mine.values(holder=None, lease_until=None, **values))


def succeeded(row: LtiService) -> dict[str, Any]:
    """The values after requests that went well."""
    faster = min(row.pace * FASTER, PACE)
    return {"failures": 0, "failing_since": None, "retry_at": None, "last_error": None, "pace": faster}


def failed(row: LtiService, now: datetime, error: str, *, retry_after: float | None = None) -> dict[str, Any]:
    """The values after a failure of the platform as a whole."""
    pause = max(BACKOFF[min(row.failures, len(BACKOFF) - 1)], retry_after or 0.0)
    return {
        "failures": row.failures + 1,
        "failing_since": row.failing_since or now,
        "retry_at": now + timedelta(seconds=pause),
        "last_error": error,
    }


def slowed(row: LtiService, now: datetime, *, retry_after: float | None) -> dict[str, Any]:
    """The values after the platform has asked for fewer requests, which is no failure."""
    pause = THROTTLED if retry_after is None else max(retry_after, 1.0)
    return {"pace": max(row.pace / 2, SLOWEST), "retry_at": now + timedelta(seconds=pause)}


def of_course(session: Session, course_id: int) -> list[tuple[LtiPlatform, LtiService | None]]:
    """The platforms of a course, oldest first, each with how its services work."""
    these = select(LtiPlatform, LtiService).outerjoin(LtiService, LtiService.platform_id == LtiPlatform.id)
    rows = session.execute(these.where(LtiPlatform.course_id == course_id).order_by(LtiPlatform.id))
    return [(platform, service) for platform, service in rows]
