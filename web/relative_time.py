"""Moments in words that hold in every time zone: how far away something is."""

from __future__ import annotations

from datetime import datetime, timedelta

from grader.store.models import now

#: Largest unit first; a moment is told in the first that fits in once.
UNITS = (("day", timedelta(days=1)), ("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1)))
#: From here on a deadline is near.
SOON = timedelta(days=1)
#: Up to so many a wait is told in seconds.
EXACT_SECONDS = 90


def distance(moment: datetime, at: datetime | None = None) -> str:
    """How far `moment` is from `at` (now, if None): "in 3 days", "2 hours ago", "now"."""
    apart = moment - (at or now())
    for unit, length in UNITS:
        count = abs(apart) // length
        if count:
            words = f"{count} {unit}{'s' if count != 1 else ''}"
            return f"in {words}" if apart > timedelta() else f"{words} ago"
    return "now"


def wait(seconds: int) -> str:
    """How long to wait, never too short: "in 1 second", "in 50 seconds", "in 2 minutes"."""
    count, unit = (seconds, "second") if seconds <= EXACT_SECONDS else (-(-seconds // 60), "minute")
    return f"in {count} {unit}{'s' if count != 1 else ''}"


def is_near(moment: datetime, at: datetime | None = None) -> bool:
    """Whether `moment` is still to come, and within a day."""
    return timedelta() < moment - (at or now()) <= SOON


def is_to_come(moment: datetime) -> bool:
    """Whether `moment` is in the future."""
    return moment > now()
