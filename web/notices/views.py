"""Notices as the pages show them, and the number of unread ones for the navigation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import g, url_for
from sqlalchemy.orm import Session

from grader.notices import sentences
from grader.notices.reader import Reader
from grader.store import notices, preferences, submissions
from grader.store.models import Notice, NoticeKind
from web.access import Visibility, points_are_hidden
from web.i18n import language
from web.services import reading
from web.student.assignment_context import load_assignment

#: Characters of a text that are shown in a list.
EXCERPT = 140
#: Kinds whose text is shown where the notice is opened.
ALL_TEXT = frozenset({NoticeKind.MESSAGE, NoticeKind.ANNOUNCEMENT})


@dataclass(frozen=True, kw_only=True)
class NoticeView:
    """A notice as a page shows it."""

    id: int
    what: str
    #: Title of the assignment; empty if it is about none.
    title: str
    #: Marks it as read and leads to what it is about.
    url: str
    #: By how much the points have changed; else empty.
    points: str
    text: str
    author: str
    course: str
    at: datetime
    is_read: bool


def reader() -> Reader:
    """The language and the time zone of whoever reads the page."""
    return Reader(language=language(), zone=preferences.of(g.get("person")).time_zone or "UTC")


def notice_views(db: Session, rows: Sequence[tuple[Notice, str]], *, whole: bool = False) -> list[NoticeView]:
    """Notices with the names of their courses, as the page shows them; `whole`: with all of their text as written."""
    return [_view(db, notice, course, whole) for notice, course in rows]


def _view(db: Session, notice: Notice, course: str, whole: bool) -> NoticeView:
    withheld = sentences.is_about_points(notice) and _points_are_withheld(db, notice)
    what = sentences.headline(notice, reader())
    title = load_assignment(notice.assignment).title if notice.assignment else ""
    text = "" if withheld else notice.text if whole else " ".join(notice.text.split())
    return NoticeView(
        id=notice.id,
        what=what,
        title="" if title == what else title,
        url=_address(notice),
        points="" if withheld else sentences.points(notice, reader()),
        text=text if whole or len(text) <= EXCERPT else f"{text[:EXCERPT].rstrip()}…",
        author=notice.author if notice.kind in ALL_TEXT else "",
        course=course,
        at=notice.created_at,
        is_read=notice.read_at is not None,
    )


def _address(notice: Notice) -> str:
    """A submission's page marks what is told of it as read; for everything else, the address that does."""
    return target(notice) if notice.submission_id else url_for("notices.open_notice", notice_id=notice.id)


def _points_are_withheld(db: Session, notice: Notice) -> bool:
    found = submissions.get(db, notice.submission_id) if notice.submission_id else None
    return found is None or points_are_hidden(found, Visibility.STUDENT)


def target(notice: Notice) -> str:
    """The address of what a notice is about; empty for a message, which is shown itself."""
    if notice.submission_id is not None:
        line = (notice.details or {}).get("line")
        anchor = f"L{line}" if line else "points" if sentences.is_about_points(notice) else "remarks"
        return url_for("student.submission_page", submission_id=notice.submission_id, _anchor=anchor)
    if notice.kind is NoticeKind.ANNOUNCEMENT:
        anchor = f"announcement-{notice.source_id}"
        return url_for("student.announcements_page", course_id=notice.course_id, _anchor=anchor)
    if notice.kind is NoticeKind.RELEASE:
        return url_for("student.history", course_id=notice.course_id, slug=notice.assignment)
    if notice.kind is NoticeKind.EXTENSION:
        return url_for("student.assignment_page", course_id=notice.course_id, slug=notice.assignment)
    return ""


def unread_notices() -> int:
    """How many notices the signed-in person has not read; none for who views a course as a student."""
    if g.get("person") is None or g.get("viewer") is not None:
        return 0
    if "unread_notices" not in g:
        with reading() as db:
            g.unread_notices = notices.unread_number(db, g.person.id)
    return int(g.unread_notices)


def mark_read_by_opening(db: Session, submission_id: str) -> None:
    """Record that the signed-in person has seen what notices tell of a submission."""
    notices.mark_read(db, g.person.id, submission_id=submission_id)
    g.pop("unread_notices", None)
