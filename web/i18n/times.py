"""Times in the language and the time zone of the account; in UTC, which the script replaces, if it has chosen none."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from flask import Flask, g

from grader.store import preferences
from web.i18n import N_, gettext, language

#: Kind -> pattern of Unicode TR 35, which each language writes in its own way.
PATTERNS = {
    "full": N_("d MMM yyyy, HH:mm"),
    "weekday": N_("EEE d MMM, HH:mm"),
    "day": N_("d MMM"),
    "day and year": N_("d MMM yyyy"),
}


def local_time(when: datetime) -> datetime:
    """`when` in the time zone of the account."""
    zone = preferences.of(g.get("person")).time_zone
    return when.astimezone(ZoneInfo(zone) if zone else UTC)


def time_text(when: datetime, kind: str = "full") -> str:
    """`when` as people read it, without the zone."""
    return format_datetime(local_time(when), gettext(PATTERNS[kind]), locale=language())


def zone_name(when: datetime) -> str:
    """The short name of the zone at that time: "UTC", "CET"."""
    return local_time(when).tzname() or ""


def time_in(when: datetime, zone: str) -> str:
    """`when` in the time zone `zone`, with its name: "Sat 28 Nov, 23:59 Europe/Vienna"."""
    return f"{format_datetime(when.astimezone(ZoneInfo(zone)), gettext(PATTERNS['weekday']), locale=language())} {zone}"


def same_time_in(when: datetime, zone: str) -> bool:
    """Whether the page shows `when` as a clock in `zone` does."""
    return local_time(when).utcoffset() == when.astimezone(ZoneInfo(zone)).utcoffset()


def install(app: Flask) -> None:
    """Give these to the templates of `app`."""
    app.jinja_env.filters.update(time_text=time_text, zone_name=zone_name, time_in=time_in, same_time_in=same_time_in)
