"""The part of an assignment's settings form that a section has of its own: dates and rules; empty: the course's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from grader.store.models import SectionDates

#: Fields with a whole number, and with an option.
WHOLE = ("attempts", "grace_minutes", "cooldown_minutes")
CHOICES = ("hidden_before", "hidden_after")
#: Every field beside the dates.
FIELDS = ("late", "percent", "per", "days_accepted", "floor_percent", *WHOLE, *CHOICES, "hints")
#: The late policy: late work is refused, loses points, or loses none.
NONE, DEDUCTED, FREE = "none", "deducted", "free"


def field(section_id: int, name: str) -> str:
    """The name of a section's field."""
    return f"section-{section_id}-{name}"


def stored_rules(own: SectionDates | None) -> dict[str, str]:
    """The fields as they are stored."""
    policy = (own.policy if own is not None else None) or {}
    form = {name: _text(policy.get(name)) for name in FIELDS}
    form["attempts"] = "" if own is None else _text(own.attempts)
    form["hints"] = "" if "hints" not in policy else "yes" if policy["hints"] else "no"
    if "days_accepted" in policy:
        form["late"] = NONE if policy["days_accepted"] == 0 else DEDUCTED if policy.get("percent") else FREE
        form["days_accepted"] = "" if form["late"] == NONE else form["days_accepted"]
    return form


def has_rules(form: Mapping[str, str], section_id: int) -> bool:
    """Whether a rule of the section was typed."""
    return any(form.get(field(section_id, name), "") for name in FIELDS if name != "per")


def _text(value: Any) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def read_rules(
    text: Callable[[str], str], whole: Callable[[str], int | None], number: Callable[[str], float]
) -> dict[str, Any]:
    """The rules that were typed, without those that are as in the course. The arguments read a field by its name."""
    found: dict[str, Any] = {name: value for name in WHOLE if (value := whole(name)) is not None}
    found |= {name: text(name) for name in CHOICES if text(name)}
    if text("hints"):
        found["hints"] = text("hints") == "yes"
    if text("floor_percent"):
        found["floor_percent"] = number("floor_percent")
    late = text("late")
    if late == NONE:
        found["days_accepted"] = 0
    elif late in (DEDUCTED, FREE):
        found["days_accepted"] = whole("days_accepted")
        found["percent"] = number("percent") if late == DEDUCTED else 0.0
        found["per"] = text("per") or "day"
    return found


def late_problems(rules: dict[str, Any], late: str) -> dict[str, str]:
    """What is wrong with a late policy, by field."""
    problems = {}
    if late in (DEDUCTED, FREE) and rules.get("days_accepted") == 0:
        problems["days_accepted"] = "Late work needs at least one day. Leave it empty for no end."
    if late == DEDUCTED and not rules.get("percent"):
        problems["percent"] = "Give the percentage that each started hour or day costs."
    return problems
