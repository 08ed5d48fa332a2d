"""What lateness is called: the same words on every page."""

from __future__ import annotations

from typing import Protocol

from flask import Flask

from grader.store.models import Submission
from web.i18n import gettext, ngettext


class Late(Protocol):
    """What is known of the lateness of an attempt."""

    @property
    def late_seconds(self) -> int:
        """Seconds after the deadline; 0: on time."""

    @property
    def late_days(self) -> int:
        """Late days used."""

    @property
    def late_percent(self) -> float:
        """Percent of the points that it loses."""


def percent(value: float) -> str:
    """ "10 %", "2.5 %"."""
    return f"{round(value, 2):g} %"


def late_badge(row: Late) -> str:
    """ "Late, −10 %", "Late, 1 late day used"; empty for work on time."""
    if not is_late(row):
        return ""
    parts = [gettext("Late")]
    if row.late_percent:
        parts.append(f"−{percent(row.late_percent)}")
    if row.late_days:
        parts.append(ngettext("%(num)s late day used", "%(num)s late days used", row.late_days))
    return ", ".join(parts)


def is_late(row: Late) -> bool:
    """Whether the attempt came after the deadline."""
    return bool(row.late_seconds or row.late_days or row.late_percent)


def late_text(row: Submission, *, points: bool = True) -> str:
    """The badge and, with `points`, what the attempt counts: "Late, −10 %: counts 10.8 of 12 points."."""
    text = late_badge(row)
    if not text or not points or not row.late_percent or row.points is None or row.full_points is None:
        return f"{text}." if text else ""
    counts, total = f"{round(row.points, 2):g}", f"{round(row.full_points, 2):g}"
    return gettext("%(late)s: %(points)s of its %(total)s points count.", late=text, points=counts, total=total)


def install(app: Flask) -> None:
    """Give these to the templates of `app`."""
    app.jinja_env.filters.update(late_badge=late_badge, late_text=late_text)
