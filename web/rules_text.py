"""The rules of an assignment in sentences, for students and for the settings that show what students will see."""

from __future__ import annotations

from datetime import datetime

from flask import Flask

from grader.model import Counts, LateUnit, Policy
from web.assignment_rules import Rules
from web.i18n import gettext, ngettext
from web.i18n.times import time_in
from web.late_text import percent
from web.standing import Standing


def late_sentence(policy: Policy, closes: str) -> str:
    """What happens after the deadline; `closes` says when submissions end, empty if they do not.

    "Late work is accepted until Tue 1 Dec, 23:59, −10 % a day."
    """
    if policy.days_accepted == 0:
        return gettext("Late work is not accepted.")
    accepted = gettext("Late work is accepted")
    if closes:
        accepted = gettext("Late work is accepted until %(time)s", time=closes)
    if not policy.percent:
        return gettext("%(accepted)s, without deduction.", accepted=accepted)
    lost = f"−{percent(policy.percent)}"
    parts = [accepted, _each(policy, lost)]
    if policy.floor_percent:
        most = percent(100 - policy.floor_percent)
        parts.append(gettext("at most %(percent)s", percent=most))
    return f"{', '.join(parts)}."


def _each(policy: Policy, lost: str) -> str:
    if policy.per is LateUnit.HOUR:
        return gettext("%(percent)s an hour", percent=lost)
    return gettext("%(percent)s a day", percent=lost)


def grace_sentence(policy: Policy) -> str:
    """ "Up to 10 minutes after the deadline count as on time."; empty without a grace period."""
    minutes = policy.grace_minutes
    if not minutes:
        return ""
    return ngettext(
        "Up to %(num)s minute after the deadline count as on time.",
        "Up to %(num)s minutes after the deadline count as on time.",
        minutes,
    )


def pause_sentence(policy: Policy) -> str:
    """ "At least 30 minutes between two attempts."; empty without a pause."""
    minutes = policy.cooldown_minutes
    if not minutes:
        return ""
    return ngettext(
        "At least %(num)s minute between two attempts.", "At least %(num)s minutes between two attempts.", minutes
    )


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
    return gettext("Extended for you: %(reason)s", reason=reason) if reason else gettext("Extended for you.")


def class_summary(rules: Rules) -> str:
    """What the students of the class read: "Due Sat 28 Nov, 23:59 Europe/Vienna. Late work is accepted ..."."""
    dates, zone = rules.schedule, rules.course.time_zone
    parts = [
        gettext("Opens %(time)s.", time=time_in(dates.opens_at, zone)) if dates.opens_at is not None else "",
        gettext("Due %(time)s.", time=time_in(dates.due_at, zone))
        if dates.due_at is not None
        else gettext("No deadline."),
    ]
    if dates.due_at is not None:
        has_own_end = dates.closes_at is not None and dates.closes_at != dates.on_time_until
        closes = time_in(dates.closes_at, zone) if dates.closes_at is not None and has_own_end else ""
        parts += [late_sentence(rules.policy, closes), grace_sentence(rules.policy)]
    elif dates.closes_at is not None:
        parts.append(gettext("Closes %(time)s.", time=time_in(dates.closes_at, zone)))
    number = rules.attempts
    attempts = gettext("Unlimited attempts")
    if number:
        attempts = ngettext("%(num)s attempt", "%(num)s attempts", number)
    counts = gettext("the best one counts") if rules.counts is Counts.BEST else gettext("the last one counts")
    parts.append(f"{attempts}, {counts}.")
    parts.append(pause_sentence(rules.policy))
    if not rules.given.released:
        parts.append(gettext("Points are pending until you release them."))
    if not rules.given.visible:
        parts.insert(0, gettext("Nothing: the assignment is hidden."))
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
    "sections": "Dates and rules of sections",
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
