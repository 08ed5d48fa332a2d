"""Settings and extensions of an assignment as pydantic models."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, Field

from grader.store import extensions
from web.api.schemas import Model

Feedback = Literal["nothing", "verdict", "summary", "diagnosis", "numbers"]
Percent = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Minutes = Annotated[int, Field(ge=0, le=10_080)]
Days = Annotated[int, Field(ge=0, le=365)]
Resettable = Literal[
    "grace_minutes",
    "days_accepted",
    "percent",
    "per",
    "floor_percent",
    "cooldown_minutes",
    "counts",
    "hidden_before",
    "hidden_after",
    "hints",
]


class LateRules(Model):
    """What happens to late work. docs/deadlines.md states the rules with examples."""

    grace_minutes: Minutes | None = Field(default=None, description="Minutes after the deadline that count as on time.")
    days: Days | None = Field(default=None, description="Days of late work that are accepted; 0: none, null: no end.")
    percent_per_day: Percent | None = Field(default=None, description="Deduction for each started day.")
    percent_per_hour: Percent | None = Field(default=None, description="Deduction for each started hour, instead.")
    floor_percent: Percent | None = Field(default=None, description="What late work keeps in any case.")


class SectionRulesModel(Model):
    """Dates and rules of a section in place of the course's; null: the course's."""

    section: str = Field(max_length=100, description="Name of the section.")
    opens_at: AwareDatetime | None = None
    due_at: AwareDatetime | None = None
    closes_at: AwareDatetime | None = None
    late: LateRules | None = Field(default=None, description="What is left out is as in the course.")
    attempts: Annotated[int, Field(ge=0, le=1000)] | None = Field(default=None, description="0: no limit.")
    cooldown_minutes: Minutes | None = None
    hidden_before: Feedback | None = None
    hidden_after: Feedback | None = None
    hints: bool | None = None


class SettingsChange(Model):
    """Settings to change; what is left out stays."""

    opens_at: AwareDatetime | None = None
    due_at: AwareDatetime | None = None
    closes_at: AwareDatetime | None = Field(default=None, description="The end of all submissions, late ones included.")
    late: LateRules | None = None
    attempts: Annotated[int, Field(ge=0, le=1000)] | None = Field(
        default=None, description="0: no limit; null: the assignment's own."
    )
    cooldown_minutes: Minutes | None = Field(default=None, description="Minutes between two attempts.")
    counts: Literal["best", "last"] | None = None
    hidden_before: Feedback | None = Field(default=None, description="What hidden tests tell until the deadline.")
    hidden_after: Feedback | None = Field(default=None, description="What hidden tests tell afterwards.")
    hints: bool | None = None
    visible: bool | None = None
    load_errors_count: bool | None = Field(default=None, description="Whether a file that does not load is an attempt.")
    manual_release: bool | None = Field(default=None, description="Whether students see no points until released.")
    released: bool | None = Field(default=None, description="Release the grades, or withhold them again.")
    student_late_days: Days | None = Field(default=None, description="Late days of each student in the whole course.")
    sections: list[SectionRulesModel] | None = Field(default=None, description="Replaces those of all sections.")
    reset: list[Resettable] = Field(default=[], description="Rules that become the assignment's own again.")


class SettingsOut(BaseModel):
    """The settings that hold for the class."""

    opens_at: datetime | None
    due_at: datetime | None
    closes_at: datetime | None
    late: LateRules
    attempts: int = Field(description="0: no limit.")
    cooldown_minutes: int
    counts: Literal["best", "last"]
    hidden_before: Feedback
    hidden_after: Feedback
    hints: bool
    visible: bool
    load_errors_count: bool
    manual_release: bool
    released_at: datetime | None
    student_late_days: int
    sections: list[SectionRulesModel]
    time_zone: str = Field(description="In which days end, by its name in the IANA database.")
    ends_at: datetime | None = Field(description="When submissions end by all of these; null: never.")
    overridden: list[Resettable] = Field(description="Rules that replace the assignment's own.")
    summary: str = Field(description="What students read.")


class ChangeEntryOut(BaseModel):
    """A change of the history."""

    id: int
    at: datetime
    actor: str
    action: str
    old: dict[str, Any] | None
    new: dict[str, Any] | None
    student: str | None


class SettingsHistoryOut(BaseModel):
    """The changes of settings, extensions and release, newest first."""

    changes: list[ChangeEntryOut]


class ExtensionFields(Model):
    """What an extension gives."""

    due_at: AwareDatetime | None = Field(default=None, description="The later deadline; null: that of the others.")
    attempts: Annotated[int, Field(ge=0, le=extensions.MAX_ATTEMPTS)] = Field(
        default=0, description="Attempts in addition to those of the others."
    )
    reason: str = Field(min_length=1, max_length=extensions.MAX_REASON, description="The student reads it.")


class ExtensionIn(ExtensionFields):
    """An extension for one or many students."""

    students: list[Annotated[str, Field(max_length=254)]] = Field(
        min_length=1, max_length=2000, description="Emails, or the names that your program uses."
    )


class ExtensionOut(BaseModel):
    """An extension that holds."""

    id: int
    student: str
    due_at: datetime | None
    attempts: int
    reason: str
    author: str
    created_at: datetime


class ExtensionsOut(BaseModel):
    """Extensions."""

    extensions: list[ExtensionOut]
