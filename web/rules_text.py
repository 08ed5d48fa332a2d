"""The rules of an assignment in sentences, for students and for the settings that show what students will see."""

from __future__ import annotations

from datetime import datetime

from flask import Flask

from grader.model import LateUnit, Policy
from web.assignment_rules import Rules
from web.i18n.times import time_in
from web.late_text import percent
from web.standing import Standing


def late_sentence(policy: Policy, closes: str) -> str:
    """What happens after the deadline; `closes` says when submissions end, empty if they do not.

    "Late work is accepted until Tue 1 Dec, 23:59, −10 % a day."
    """
    if policy.days_accepted == 0:
        return "Late work is not accepted."
    until = f" until {closes}" if closes else ""
    if not policy.percent:
        return f"Late work is accepted{until}, without deduction."
    floor = f", at most {percent(100 - policy.floor_percent)}" if policy.floor_percent else ""
    unit = "an hour" if policy.per is LateUnit.HOUR else "a day"
    return f"Late work is accepted{until}, −{percent(policy.percent)} {unit}{floor}."


def grace_sentence(policy: Policy) -> str:
    """ "Up to 10 minutes after the deadline count as on time."; empty without a grace period."""
    minutes = policy.grace_minutes
    return (
        f"Up to {minutes} minute{'s' if minutes != 1 else ''} after the deadline count as on time." if minutes else ""
    )


def pause_sentence(policy: Policy) -> str:
    """ "At least 30 minutes between two attempts."; empty without a pause."""
    minutes = policy.cooldown_minutes
    return f"At least {minutes} minute{'s' if minutes != 1 else ''} between two attempts." if minutes else ""


def rules_text(standing: Standing) -> str:
    """The rules that hold for a student beside the dates."""
    dates, policy = standing.schedule, standing.policy
    has_own_end = dates.closes_at is not None and dates.closes_at != dates.on_time_until
    closes = time_in(dates.closes_at, standing.zone) if has_own_end and dates.closes_at is not None else ""
    late = late_sentence(policy, closes) if policy.days_accepted != 0 else ""
    return " ".join(filter(None, (late, grace_sentence(policy), pause_sentence(policy))))


def extended_text(standing: Standing) -> str:
    """That the deadline is extended, and why."""
    reason = standing.extension.reason if standing.extension is not None else ""
    return f"Extended for you: {reason}" if reason else "Extended for you."


def class_summary(rules: Rules) -> str:
    """What the students of the class read: "Due Sat 28 Nov, 23:59 Europe/Vienna. Late work is accepted ..."."""
    dates, zone = rules.schedule, rules.course.time_zone
    parts = [
        f"Opens {time_in(dates.opens_at, zone)}." if dates.opens_at is not None else "",
        f"Due {time_in(dates.due_at, zone)}." if dates.due_at is not None else "No deadline.",
    ]
    if dates.due_at is not None:
        has_own_end = dates.closes_at is not None and dates.closes_at != dates.on_time_until
        closes = time_in(dates.closes_at, zone) if dates.closes_at is not None and has_own_end else ""
        parts += [late_sentence(rules.policy, closes), grace_sentence(rules.policy)]
    elif dates.closes_at is not None:
        parts.append(f"Closes {time_in(dates.closes_at, zone)}.")
    number = rules.attempts
    attempts = f"{number} attempt{'s' if number != 1 else ''}" if number else "Unlimited attempts"
    parts.append(f"{attempts}, the {rules.counts.value} one counts.")
    parts.append(pause_sentence(rules.policy))
    if not rules.given.released:
        parts.append("Points are pending until you release them.")
    if not rules.given.visible:
        parts.insert(0, "Nothing: the assignment is hidden.")
    return " ".join(filter(None, parts))


#: What the fields of the settings are called in the history.
FIELD_NAMES = {
    "opens_at": "Opens",
    "due_at": "Due",
    "closes_at": "Closes",
    "attempts": "Attempts",
    "visible": "Visible to students",
    "load_errors_count": "A file that does not load uses an attempt",
    "manual_release": "Grades are released by hand",
    "grace_minutes": "Grace period in minutes",
    "days_accepted": "Days of late work",
    "percent": "Deduction in percent",
    "per": "Deduction for each",
    "floor_percent": "Late work keeps at least, in percent",
    "cooldown_minutes": "Minutes between attempts",
    "counts": "Attempt that counts",
    "hidden_before": "Hidden tests until the deadline",
    "hidden_after": "Hidden tests after the deadline",
    "hints": "Hints",
    "student_late_days": "Late days of each student",
    "sections": "Dates of sections",
    "reason": "Reason",
}


def shown_value(name: str, value: object, zone: str) -> str:
    """A value of the history in words."""
    if name.endswith("_at") and isinstance(value, str):
        return time_in(datetime.fromisoformat(value), zone)
    if name == "sections":
        return "changed"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return {"attempts": "the assignment's own", "days_accepted": "without end"}.get(name, "none")
    return f"{value:g}" if isinstance(value, float) else str(value)


def install(app: Flask) -> None:
    """Give these to the templates of `app`."""
    app.jinja_env.globals.update(rules_text=rules_text, extended_text=extended_text)
