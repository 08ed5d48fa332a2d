"""What the home page shows of a course: its assignments in the order in which they are due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from grader.model import Assignment
from grader.model.deadlines import Phase
from grader.store.models import Submission
from web.i18n import N_, gettext
from web.relative_time import is_future
from web.services import current_time
from web.student.strip import KINDS, Bar, Strip

#: Sorts assignments without a deadline after all others.
NO_DEADLINE = datetime.max.replace(tzinfo=UTC)
#: Deadlines within this time stand apart.
THIS_WEEK = timedelta(days=7)
#: The gaps between two assignments of a course's strip, in its units.
COURSE_GAP = 0.4


@dataclass(frozen=True, kw_only=True)
class Item:
    """An assignment of a course with the student's progress."""

    course_id: int
    assignment: Assignment
    #: None: open from the start.
    opens_at: datetime | None
    due_at: datetime | None
    is_open: bool
    #: None: nothing graded yet, or not shown yet.
    score: float | None
    #: Whether a score is known that is not shown yet.
    pending: bool = False
    #: What may be submitted now.
    phase: Phase = Phase.OPEN
    #: Whether an extension has moved the deadline.
    extended: bool = False
    #: The course's time zone.
    zone: str = "UTC"
    #: Attempts used.
    attempts: int
    #: 0: no limit.
    attempts_allowed: int
    #: A submission is queued or running.
    in_flight: bool
    #: The attempt that counts.
    counting: Submission | None = None
    strip: Strip | None = None
    #: Titles of the known mistakes of the attempt that counts.
    mistakes: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[int, str]:
        """Tells it from all others."""
        return self.course_id, self.assignment.slug

    @property
    def is_done(self) -> bool:
        """Whether it has full marks."""
        return self.score is not None and self.score >= self.assignment.max_score

    @property
    def attempts_left(self) -> int | None:
        """None: no limit."""
        return max(0, self.attempts_allowed - self.attempts) if self.attempts_allowed else None

    @property
    def can_improve(self) -> bool:
        """Whether a further attempt could gain points."""
        return self.is_open and not self.is_done and self.attempts_left != 0 and not self.assignment.problem

    @property
    def is_upcoming(self) -> bool:
        """Whether it opens later."""
        return self.opens_at is not None and is_future(self.opens_at)

    @property
    def state(self) -> tuple[str, str, str]:
        """(words, name of the icon or empty, tone)."""
        if self.in_flight:
            return gettext("Being graded"), "spinner", "run"
        if self.assignment.problem:
            return gettext("Cannot be graded now"), "warning", "warn"
        if self.is_done:
            return gettext("Done"), "check", "good"
        if self.is_upcoming:
            return gettext("Not open yet"), "lock", ""
        if not self.is_open:
            return gettext("Closed"), "minus", ""
        return (gettext("Started"), "half", "") if self.attempts else (gettext("To do"), "", "off")


@dataclass(frozen=True, kw_only=True)
class Section:
    """Assignments under one heading."""

    name: str
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True)
class CourseView:
    """A course with its assignments."""

    id: int
    name: str
    teaches: bool
    items: tuple[Item, ...]
    strip: Strip
    #: Whether its instructors have archived it: nothing can be submitted any more.
    archived: bool = False

    @property
    def done(self) -> int:
        """The number of assignments with full marks."""
        return sum(item.is_done for item in self.items)

    @property
    def score(self) -> float:
        """Points of the attempts that count."""
        return sum(item.score or 0.0 for item in self.items)

    @property
    def max_score(self) -> float:
        """Points of all assignments."""
        return sum(item.assignment.max_score for item in self.items)

    @property
    def is_past(self) -> bool:
        """Whether it is archived, or every deadline has passed; such a course is folded."""
        if self.archived:
            return True
        ended = [not item.is_open and not item.is_upcoming for item in self.items]
        return bool(ended) and all(ended) and not any(item.in_flight for item in self.items)


def next_up(items: Iterable[Item]) -> Item | None:
    """The assignment to do next: by deadline, then those already started, then the order of the courses."""
    candidates = [item for item in items if item.can_improve]
    return min(candidates, key=_urgency, default=None)


def _urgency(item: Item) -> tuple[bool, datetime, bool]:
    return (item.due_at is None, item.due_at or NO_DEADLINE, item.attempts == 0)


def sections(course: CourseView, *, leave_out: Item | None = None) -> list[Section]:
    """The assignments by deadline, in the order of the course where there is none; `leave_out` stands elsewhere."""
    if course.teaches:
        return [Section(name="all", title=gettext("Assignments"), items=course.items)] if course.items else []
    by_name: dict[str, list[Item]] = {name: [] for name in TITLES}
    shown = (item for item in course.items if leave_out is None or item.key != leave_out.key)
    for item in shown:
        by_name[_section_of(item)].append(item)
    for name in ("week", "later"):
        by_name[name].sort(key=_shown_time)
    also = leave_out is not None and leave_out.course_id == course.id and _section_of(leave_out) == "week"
    titles = {**TITLES, "week": ALSO} if also else TITLES
    return [
        Section(name=name, title=gettext(titles[name]), items=tuple(items)) for name, items in by_name.items() if items
    ]


ALSO = N_("Also due this week")
TITLES = {
    "week": N_("Due this week"),
    "later": N_("Later"),
    "any": N_("No deadline"),
    "done": N_("Done"),
    "closed": N_("Closed"),
}


def _shown_time(item: Item) -> datetime:
    """The time beside the title: it opens, or it is due."""
    return (item.opens_at if item.is_upcoming else item.due_at) or NO_DEADLINE


def _section_of(item: Item) -> str:
    if item.is_done:
        return "done"
    if item.is_upcoming:
        return "later"
    if not item.is_open:
        return "closed"
    if item.due_at is None:
        return "any"
    return "week" if item.due_at - current_time() <= THIS_WEEK else "later"


def course_strip(items: Sequence[Item]) -> Strip:
    """The strip of a course: each assignment as wide as its points, what is reached of it full or in the accent."""
    total = sum(item.assignment.max_score for item in items) or 1.0
    room = 100.0 - COURSE_GAP * max(0, len(items) - 1)
    bars: list[Bar] = []
    x = 0.0
    for item in items:
        width = room * item.assignment.max_score / total
        reached = width if item.is_done else width * (item.score or 0.0) / (item.assignment.max_score or 1.0)
        for kind, part in (("p" if item.is_done else "h", reached), ("w", width - reached)):
            if part > 0:
                y, height, _ = KINDS[kind]
                bars.append(Bar(name="", kind=kind, x=round(x, 2), y=y, width=round(part, 2), height=height))
            x += part
        x += COURSE_GAP
    done, started = sum(item.is_done for item in items), sum(not item.is_done and item.attempts > 0 for item in items)
    label = gettext(
        "%(done)s assignments done, %(started)s started, %(left)s to do",
        done=done,
        started=started,
        left=len(items) - done - started,
    )
    return Strip(bars=tuple(bars), label=label)
