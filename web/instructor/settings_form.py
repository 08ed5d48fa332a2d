"""The form with an assignment's settings: what it shows, and what was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from grader.model import Policy
from grader.store.assignment_settings import MOMENTS
from grader.store.models import Section, SectionDates
from web.assignment_rules import Rules
from web.instructor.section_form import DEDUCTED, FREE, NONE, field, late_problems, read_rules, stored_rules

WHOLE = ("grace_minutes", "cooldown_minutes", "student_late_days")
FLAGS = ("hints", "visible", "load_errors_count", "manual_release")
CHOICES = ("per", "counts", "hidden_before", "hidden_after")
NO_TIME = "This is not a date and time."
NO_NUMBER = "This is not a number."
NO_WHOLE = "This is not a whole number."


def as_input(moment: datetime | None, zone: str) -> str:
    """The value of a date and time field, in the time zone of the course."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M") if moment else ""


def stored_form(rules: Rules, sections: Sequence[Section], dates: Mapping[int, SectionDates]) -> dict[str, str]:
    """The fields of the form as they are stored, by name."""
    given, policy, zone = rules.given, rules.policy, rules.course.time_zone
    late = NONE if policy.days_accepted == 0 else DEDUCTED if policy.percent else FREE
    days = "" if policy.days_accepted is None else str(policy.days_accepted)
    form = {
        **{name: as_input(getattr(given, name), zone) for name in MOMENTS},
        "late": late,
        "percent": f"{policy.percent:g}",
        "per": policy.per.value,
        "days_accepted": days if late != NONE else "",
        "floor_percent": f"{policy.floor_percent:g}",
        "grace_minutes": str(policy.grace_minutes),
        "cooldown_minutes": str(policy.cooldown_minutes),
        "student_late_days": str(rules.course.late_days),
        "attempts": "" if given.attempts is None else str(given.attempts),
        "counts": rules.counts.value,
        "hidden_before": (policy.hidden_before or rules.assignment.hidden_feedback).value,
        "hidden_after": (policy.hidden_after or rules.assignment.hidden_feedback).value,
        "hints": "yes" if policy.hints else "",
        **{name: "yes" if getattr(given, name) else "" for name in FLAGS if name != "hints"},
    }
    for section in sections:
        own = dates.get(section.id)
        form |= {field(section.id, name): as_input(getattr(own, name), zone) if own else "" for name in MOMENTS}
        form |= {field(section.id, name): text for name, text in stored_rules(own).items()}
    return form


class ReadForm:
    """What was typed: the settings as `grader.store.assignment_settings.change` takes them, and errors by field."""

    def __init__(self, form: Mapping[str, str], rules: Rules, sections: Sequence[Section]) -> None:
        self.errors: dict[str, str] = {}
        self._form, self._zone = form, rules.course.time_zone
        self.values: dict[str, Any] = {name: self._moment(name) for name in MOMENTS}
        self.values |= {name: form.get(name) == "yes" for name in FLAGS}
        self.values |= {name: form.get(name, "") for name in CHOICES}
        self.values |= {name: self._whole(name) or 0 for name in WHOLE}
        self.values["attempts"] = self._whole("attempts")
        self.values["sections"] = self._sections(sections)
        self._read_late()
        self.unset = self._move_defaults(rules)

    def _read_late(self) -> None:
        kind = self._form.get("late", NONE)
        self.values["floor_percent"] = self._number("floor_percent")
        self.values["days_accepted"] = 0 if kind == NONE else self._whole("days_accepted")
        self.values["percent"] = self._number("percent") if kind == DEDUCTED else 0.0
        for name, message in late_problems(self.values, kind).items():
            self.errors.setdefault(name, message)

    def _move_defaults(self, rules: Rules) -> frozenset[str]:
        """Take out of `values` the rules that are the assignment's own, and return their names."""
        own = rules.assignment.defaults.to_json()
        own |= {
            "counts": rules.assignment.counts,
            "hidden_before": own["hidden_before"] or rules.assignment.hidden_feedback,
            "hidden_after": own["hidden_after"] or rules.assignment.hidden_feedback,
        }
        same = frozenset(name for name in Policy().to_json() if name in self.values and self.values[name] == own[name])
        self.values = {name: value for name, value in self.values.items() if name not in same}
        return same

    def _moment(self, name: str) -> str | None:
        text = self._form.get(name, "").strip()
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            self.errors[name] = NO_TIME
            return None
        local = moment if moment.tzinfo is not None else moment.replace(tzinfo=ZoneInfo(self._zone))
        return local.astimezone(UTC).isoformat()

    def _whole(self, name: str) -> int | None:
        text = self._form.get(name, "").strip()
        if not text:
            return None
        if not text.isascii() or not text.isdigit() or len(text) > 6:
            self.errors[name] = NO_WHOLE
            return None
        return int(text)

    def _number(self, name: str) -> float:
        try:
            return float(self._form.get(name, "").strip().replace(",", ".") or 0)
        except ValueError:
            self.errors[name] = NO_NUMBER
            return 0.0

    def _sections(self, sections: Sequence[Section]) -> dict[str, dict[str, Any]]:
        found = {str(section.id): self._section(section.id) for section in sections}
        return {key: own for key, own in found.items() if any(own[name] for name in MOMENTS) or len(own) > len(MOMENTS)}

    def _section(self, section_id: int) -> dict[str, Any]:
        def text(name: str) -> str:
            return self._form.get(field(section_id, name), "").strip()

        own = read_rules(
            text, lambda name: self._whole(field(section_id, name)), lambda name: self._number(field(section_id, name))
        )
        for name, message in late_problems(own, text("late")).items():
            self.errors.setdefault(field(section_id, name), message)
        return {name: self._moment(field(section_id, name)) for name in MOMENTS} | own
