"""What is due, open, late and deducted, and which attempt counts. Pure: no database and no clock.

Moments are aware datetimes. A moment belongs to what begins at it: work that arrives at the deadline itself is late.
docs/deadlines.md states the same rules with examples.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from grader.model.policy import LateUnit, Policy

HOUR = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Dates:
    """The dates of an assignment in a course, or those that a section has instead; None: not set."""

    opens_at: datetime | None = None
    due_at: datetime | None = None
    #: Nothing is accepted from then on, late work included.
    closes_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Extra:
    """What an extension gives a student."""

    #: A later deadline; None: that of the others.
    due_at: datetime | None = None
    #: Attempts in addition to those of the others.
    attempts: int = 0


class Phase(StrEnum):
    """What may be submitted at a moment."""

    #: Nothing yet.
    UPCOMING = "upcoming"
    #: Work on time.
    OPEN = "open"
    #: Late work.
    LATE = "late"
    #: Nothing any more.
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """The dates that hold for one student."""

    opens_at: datetime | None = None
    due_at: datetime | None = None
    #: The end of all submissions; None: there is none.
    closes_at: datetime | None = None
    policy: Policy = field(default_factory=Policy)
    #: IANA name of the course's time zone, in which late days end.
    zone: str = "UTC"
    #: Whether an extension has moved the deadline.
    extended: bool = False

    @property
    def on_time_until(self) -> datetime | None:
        """The end of work on time: the deadline and the grace period. None: no deadline."""
        return None if self.due_at is None else self.due_at + timedelta(minutes=self.policy.grace_minutes)

    def phase(self, at: datetime) -> Phase:
        """What may be submitted at `at`."""
        if self.opens_at is not None and at < self.opens_at:
            return Phase.UPCOMING
        if self.closes_at is not None and at >= self.closes_at:
            return Phase.CLOSED
        return Phase.OPEN if self.on_time_until is None or at < self.on_time_until else Phase.LATE

    def accepts(self, at: datetime) -> bool:
        """Whether work is accepted at `at`, on time or late."""
        return self.phase(at) in (Phase.OPEN, Phase.LATE)

    def is_past_due(self, at: datetime) -> bool:
        """Whether the deadline and the grace period are over."""
        return self.on_time_until is not None and at >= self.on_time_until

    def late_by(self, at: datetime) -> timedelta:
        """How long after the deadline `at` is; zero within the grace period."""
        return at - self.due_at if self.due_at is not None and self.is_past_due(at) else timedelta()

    def late_days(self, at: datetime) -> int:
        """Started days after the deadline; 0 for work on time. A day ends at the deadline's time in the zone."""
        return _started_days(self.due_at, at, self.zone) if self.due_at is not None and self.is_past_due(at) else 0

    def deduction(self, at: datetime, late_days_used: int = 0) -> float:
        """Percent of the points that work of `at` loses, from 0 to 100; each late day used moves the deadline a day."""
        if self.due_at is None or not self.is_past_due(at):
            return 0.0
        start = days_later(self.due_at, late_days_used, self.zone)
        if at < start:
            return 0.0
        hours = self.policy.per is LateUnit.HOUR
        units = (at - start) // HOUR + 1 if hours else _started_days(start, at, self.zone)
        return max(0.0, min(self.policy.percent * units, 100.0 - self.policy.floor_percent))


def schedule(
    dates: Dates,
    policy: Policy,
    *,
    section: Dates | None = None,
    extra: Extra | None = None,
    zone: str = "UTC",
) -> Schedule:
    """The schedule of a student: the section's dates before the course's.

    An extension never makes a deadline earlier. All dates become UTC: Python subtracts moments of one zone by the wall.
    """
    own = section or Dates()
    due_at = _utc(own.due_at or dates.due_at)
    extended_to = _utc(extra.due_at) if extra is not None else None
    extended = extended_to is not None and due_at is not None and extended_to > due_at
    if extended:
        due_at = extended_to
    return Schedule(
        opens_at=_utc(own.opens_at or dates.opens_at),
        due_at=due_at,
        closes_at=_closing(due_at, _utc(own.closes_at or dates.closes_at), policy, zone),
        policy=policy,
        zone=zone,
        extended=extended,
    )


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(UTC)


def _closing(due_at: datetime | None, closes_at: datetime | None, policy: Policy, zone: str) -> datetime | None:
    """The end of submissions: the earlier of the closing time and the last accepted day, never before the deadline."""
    if due_at is None:
        return closes_at
    ends = [closes_at] if closes_at is not None else []
    if policy.days_accepted is not None:
        ends.append(days_later(due_at, policy.days_accepted, zone))
    if not ends:
        return None
    return max(min(ends), due_at + timedelta(minutes=policy.grace_minutes))


def days_later(moment: datetime, days: int, zone: str) -> datetime:
    """The same time of day in `zone`, `days` days later; across a change of the clock that is not 24 hours each."""
    local = moment.astimezone(ZoneInfo(zone)) + timedelta(days=days)
    return local.astimezone(UTC)


def _started_days(start: datetime, at: datetime, zone: str) -> int:
    """The smallest number of days after `start` that ends after `at`; at least 1."""
    days = max(1, (at - start).days)
    while days_later(start, days, zone) <= at:
        days += 1
    while days > 1 and days_later(start, days - 1, zone) > at:
        days -= 1
    return days


@dataclass(frozen=True, kw_only=True)
class LateAttempt:
    """An attempt that may be late."""

    id: str
    #: Slug of the assignment.
    assignment: str
    submitted_at: datetime


@dataclass(frozen=True, kw_only=True)
class Lateness:
    """How late an attempt is and what that costs."""

    #: After the deadline; 0: on time.
    seconds: int = 0
    #: Late days of the student that cover it.
    days_used: int = 0
    #: Percent of its points that it loses.
    percent: float = 0.0


def lateness(
    attempts: Iterable[LateAttempt], schedules: Mapping[str, Schedule], late_days: int = 0
) -> dict[str, Lateness]:
    """The lateness of one student's attempts in a course, by id; those on time are left out.

    `schedules` are by slug; attempts of other assignments are on time. `late_days` are the student's for the whole
    course. They are used in the order of submission, as many as an attempt needs or as are left; a second attempt of
    the same assignment uses only what it is later than the first. Work that loses nothing uses none.
    """
    left = late_days
    used: dict[str, int] = {}
    found: dict[str, Lateness] = {}
    for attempt in sorted(attempts, key=lambda attempt: (attempt.submitted_at, attempt.id)):
        dates = schedules.get(attempt.assignment)
        if dates is None or not dates.late_days(attempt.submitted_at):
            continue
        before = used.get(attempt.assignment, 0)
        needed = dates.late_days(attempt.submitted_at) if dates.deduction(attempt.submitted_at) else 0
        covered = min(needed, before + left)
        left -= max(0, covered - before)
        used[attempt.assignment] = max(before, covered)
        found[attempt.id] = Lateness(
            seconds=int(dates.late_by(attempt.submitted_at).total_seconds()),
            days_used=covered,
            percent=dates.deduction(attempt.submitted_at, covered),
        )
    return found
