"""Courses, their members, sections and assignments as pydantic models."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from grader.store.members import MAX_ID, State
from grader.store.models import Role
from grader.store.pauses import MAX_REASON
from web.api.cursors import Cursor
from web.api.schemas import Model, Page, Paged, PerPage

Name = Annotated[str, Field(min_length=1, max_length=200)]
Identifier = Annotated[str, Field(max_length=MAX_ID)]
Slug = Annotated[str, Field(min_length=1, max_length=100)]


class CourseOut(BaseModel):
    """A course."""

    id: int
    name: str
    join_code: str | None = Field(description="Students join with it; null for callers who may not manage the course.")
    time_zone: str = Field(description="Time zone of its dates, by its name in the IANA database.")
    join_needs_approval: bool = Field(description="Whether an instructor approves who joins with the code.")
    assistants_change_settings: bool = Field(description="Whether assistants may change assignments.")
    archived_at: datetime | None = Field(description="null while it is in use.")


class CourseCreated(CourseOut):
    """A new course, with a token for it."""

    token: str = Field(description="A token with the role instructor for the new course. It is shown only once.")


class CoursesOut(BaseModel):
    """Courses."""

    courses: list[CourseOut]


class CourseIn(Model):
    """A new course. Its instructors are those of the token's course."""

    name: Name
    time_zone: str = Field(default="UTC", max_length=64)


class CourseCopyIn(Model):
    """The name of a copy."""

    name: Name


class CourseChange(Model):
    """What to change; members that are missing stay."""

    name: Name | None = None
    time_zone: str | None = Field(default=None, max_length=64)
    join_needs_approval: bool | None = None
    assistants_change_settings: bool | None = None
    archived: bool | None = Field(default=None, description="true archives the course, false restores it.")


class SectionOut(BaseModel):
    """A section of a course."""

    id: int
    name: str
    members: int = Field(description="Active members.")


class SectionsOut(BaseModel):
    """The sections of a course, by name."""

    sections: list[SectionOut]


class SectionIn(Model):
    """The name of a section."""

    name: Annotated[str, Field(min_length=1, max_length=100)]


class MemberOut(BaseModel):
    """A member of a course."""

    person_id: int
    name: str
    email: str
    role: Role
    state: State = Field(description="waiting: for approval, or for the confirmation of the address.")
    section_id: int | None
    section: str | None
    sis_id: str | None
    external_id: str | None
    confirmed: bool = Field(description="Whether the address is known to belong to the account.")
    has_password: bool = Field(description="false: the person needs a password link.")
    since: datetime


class MembersOut(Paged):
    """One page of members; the `Link` header names the next page."""

    members: list[MemberOut]


class MemberQuery(Model):
    """How to filter and sort a list of members."""

    q: str = Field(default="", max_length=200, description="Part of a name, email, SIS id or external id.")
    role: Role | None = None
    section: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = Field(default=None, description="A section's id.")
    state: State = State.ACTIVE
    sort: Literal["name", "email", "role", "section", "since"] = "name"
    order: Literal["asc", "desc"] = "asc"
    cursor: Cursor = None
    page: Page = 1
    per_page: PerPage = 50


class MemberIn(Model):
    """A person to add. Somebody without an account gets one without a password."""

    email: Annotated[str, Field(min_length=3, max_length=254)]
    name: str = Field(default="", max_length=200, description="For a new account.")
    role: Role = Role.STUDENT
    section_id: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None
    sis_id: Identifier | None = None
    external_id: Identifier | None = None


class MemberChange(Model):
    """What to change; members that are missing stay, null empties an id or takes a member out of a section."""

    model_config = ConfigDict(extra="forbid")

    role: Role | None = None
    section_id: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None
    sis_id: Identifier | None = None
    external_id: Identifier | None = None
    state: Literal["active", "removed"] | None = Field(
        default=None, description="active approves or restores the member, removed takes the member out."
    )
    confirmed: Literal[True] | None = Field(
        default=None,
        description="Confirm that the address belongs to the account; it gets what programs submitted for it.",
    )


class PasswordLinkOut(BaseModel):
    """A link with which a person chooses a password. It works once and is shown only once."""

    person_id: int
    link: str
    days: int = Field(description="How long it works.")


class MergeIn(Model):
    """Which account comes to a member's."""

    other_id: Annotated[int, Field(ge=1, le=2**31 - 1)] = Field(description="The account that is deleted.")
    preview: bool = Field(default=False, description="Only tell what would be moved.")


class MergeOut(BaseModel):
    """What a merge moves."""

    merged: bool
    person_id: int = Field(description="The account that stays.")
    submissions: int
    drafts: int
    attempts: dict[str, int] = Field(description="Assignment: attempts that are moved.")


class RosterIn(Model):
    """A roster as CSV text, with a line of headings or with an address and a name in each line."""

    csv: Annotated[str, Field(min_length=1, max_length=1_000_000)]
    preview: bool = Field(default=False, description="Only tell what would change.")
    remove_missing: bool = Field(default=False, description="Remove students that the roster does not name.")


class RosterRowOut(BaseModel):
    """A row of the roster."""

    line: int = Field(description="Of the text, from 1.")
    email: str
    name: str
    status: Literal["new", "changed", "unchanged", "problem"]
    problem: str = Field(description="Why it is left out; empty otherwise.")
    changes: dict[str, list[str]] = Field(description="Field: old and new value.")


class RosterOut(BaseModel):
    """What an import changes."""

    applied: bool
    rows: list[RosterRowOut]
    missing: list[str] = Field(description="Emails of students in the course that the roster does not name.")
    new_sections: list[str]
    added: int
    changed: int
    removed: int
    left_out: int


class AssignmentPauseOut(BaseModel):
    """Why submissions to an assignment wait."""

    reason: str = Field(description="Students read it.")
    since: datetime
    course: int | None = Field(description="The course in which it is paused; null: by an administrator, in all.")


class PauseReason(Model):
    """Why grading is paused."""

    reason: Annotated[str, Field(max_length=MAX_REASON, pattern=r"^[^\x00]*$")] = Field(
        default="", description="Students read it."
    )


class CourseAssignmentOut(BaseModel):
    """An assignment in a course."""

    slug: str
    title: str
    position: int
    visible: bool
    closed_at: datetime | None = Field(description="null while it is not closed.")
    removed_at: datetime | None = Field(description="null while the course has it.")
    opens_at: datetime | None
    due_at: datetime | None
    submissions: int = Field(description="Attempts, without practice runs.")
    problem: str = Field(description="Why it cannot be graded; empty if it can.")
    pause: AssignmentPauseOut | None = Field(description="null while it is graded.")


class CourseAssignmentsOut(BaseModel):
    """The assignments of a course in its order, hidden and removed ones too."""

    assignments: list[CourseAssignmentOut]
    available: list[str] = Field(description="Assignments of the service that the course does not have.")


class CourseAssignmentIn(Model):
    """An assignment to add at the end of the course, or to put back."""

    slug: Slug
    visible: bool = Field(default=True, description="Whether students see it.")


class CourseAssignmentChange(Model):
    """What to change; members that are missing stay."""

    visible: bool | None = None
    closed: bool | None = Field(default=None, description="true refuses submissions, whatever the deadline.")


class OrderIn(Model):
    """The order of the assignments: each slug of the course once."""

    slugs: Annotated[list[Slug], Field(max_length=1000)]
