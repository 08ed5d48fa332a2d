"""Times relative to now, in words that hold in every time zone."""

from __future__ import annotations

from datetime import datetime, timedelta

from web.i18n import gettext, ngettext
from web.services import current_time

#: Largest unit first; the first that fits at least once is used.
UNITS = (("day", timedelta(days=1)), ("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1)))
#: A deadline is near from this time before it.
SOON = timedelta(days=1)
#: A longer wait is given in minutes.
EXACT_SECONDS = 90


def relative_time(time: datetime, at: datetime | None = None) -> str:
    """`time` relative to `at` (now, if None): "in 3 days", "2 hours ago", "now"."""
    difference = time - (at or current_time())
    for unit, length in UNITS:
        count = abs(difference) // length
        if count:
            return _later(unit, count) if difference > timedelta() else _ago(unit, count)
    return gettext("now")


def _later(unit: str, count: int) -> str:
    texts = {
        "day": ngettext("in %(num)s day", "in %(num)s days", count),
        "hour": ngettext("in %(num)s hour", "in %(num)s hours", count),
        "minute": ngettext("in %(num)s minute", "in %(num)s minutes", count),
        "second": ngettext("in %(num)s second", "in %(num)s seconds", count),
    }
    return texts[unit]


def _ago(unit: str, count: int) -> str:
    texts = {
        "day": ngettext("%(num)s day ago", "%(num)s days ago", count),
        "hour": ngettext("%(num)s hour ago", "%(num)s hours ago", count),
        "minute": ngettext("%(num)s minute ago", "%(num)s minutes ago", count),
    }
    return texts[unit]


def wait(seconds: int) -> str:
    """How long to wait, never too short: "in 1 second", "in 50 seconds", "in 2 minutes"."""
    count, unit = (seconds, "second") if seconds <= EXACT_SECONDS else (-(-seconds // 60), "minute")
    return _later(unit, count)


def is_near(time: datetime, at: datetime | None = None) -> bool:
    """Whether `time` is within the next day."""
    return timedelta() < time - (at or current_time()) <= SOON


def is_future(time: datetime) -> bool:
    """Whether `time` is in the future."""
    return time > current_time()


def is_this_year(time: datetime) -> bool:
    """Whether `time` is in the current year, which then goes without saying."""
    return time.year == current_time().year
