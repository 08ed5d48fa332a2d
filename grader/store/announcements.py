"""Announcements of a course to all its members."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from grader.store import audit, notices
from grader.store.clock import database_time
from grader.store.comments import Author
from grader.store.models import Announcement, NoticeKind
from grader.store.notices import NewNotice

#: Characters at most.
MAX_TITLE, MAX_TEXT = 200, 10_000


@dataclass(frozen=True, kw_only=True)
class NewAnnouncement:
    """What is announced."""

    title: str
    #: Markdown.
    text: str
    pinned_until: datetime | None = None


def create(session: Session, course_id: int, new: NewAnnouncement, *, author: Author, actor: str) -> Announcement:
    """Announce something; all active members of the course but the author are told."""
    made = Announcement(
        course_id=course_id,
        title=new.title,
        text=new.text,
        pinned_until=new.pinned_until,
        author_id=author.person_id,
        author=author.name,
    )
    session.add(made)
    session.flush()
    session.refresh(made)
    people = [each for each in notices.members(session, course_id).values() if each != author.person_id]
    told = NewNotice(
        kind=NoticeKind.ANNOUNCEMENT,
        course_id=course_id,
        source_id=made.id,
        author_id=author.person_id,
        author=author.name,
        title=new.title,
        text=new.text,
    )
    notices.tell(session, people, told)
    _record(session, made, "announcement.created", actor, {"title": [None, new.title]})
    return made


def change(session: Session, found: Announcement, *, actor: str, **values: Any) -> bool:
    """Change title, text or pinned_until. Notices get the new text; nobody is told again. False if nothing differs."""
    changed = {name: [getattr(found, name), new] for name, new in values.items() if getattr(found, name) != new}
    if not changed:
        return False
    for name, (_, new) in changed.items():
        setattr(found, name, new)
    if changed.keys() & {"title", "text"}:
        found.edited_at = database_time()
        notices.rewrite(session, NoticeKind.ANNOUNCEMENT, found.id, title=found.title, text=found.text)
    session.flush()
    session.refresh(found)
    plain = {name: [_plain(old), _plain(new)] for name, (old, new) in changed.items()}
    _record(session, found, "announcement.changed", actor, plain)
    return True


def delete(session: Session, found: Announcement, *, actor: str) -> None:
    """Delete an announcement with its notices. It can be restored."""
    if found.deleted_at is None:
        found.deleted_at = database_time()
        notices.withdraw(session, NoticeKind.ANNOUNCEMENT, found.id)
        _record(session, found, "announcement.deleted", actor, None)


def restore(session: Session, found: Announcement, *, actor: str) -> None:
    """Restore a deleted announcement with its notices."""
    if found.deleted_at is not None:
        found.deleted_at = None
        notices.bring_back(session, NoticeKind.ANNOUNCEMENT, found.id)
        _record(session, found, "announcement.restored", actor, None)


def get(session: Session, course_id: int, announcement_id: int) -> Announcement | None:
    """An announcement of a course, also a deleted one."""
    these = (Announcement.course_id == course_id, Announcement.id == announcement_id)
    return session.scalar(select(Announcement).where(*these))


def of_course(session: Session, course_id: int, *, deleted: bool = False) -> list[Announcement]:
    """The announcements of a course, or the deleted ones, the newest first."""
    gone = Announcement.deleted_at.is_not(None) if deleted else Announcement.deleted_at.is_(None)
    these = select(Announcement).where(Announcement.course_id == course_id, gone)
    return list(session.scalars(these.order_by(Announcement.id.desc())))


def pinned(session: Session, course_ids: list[int], at: datetime) -> dict[int, list[Announcement]]:
    """The announcements that are pinned at this time, the newest first, by course."""
    these = (
        Announcement.course_id.in_(course_ids),
        Announcement.deleted_at.is_(None),
        Announcement.pinned_until > at,
    )
    found: dict[int, list[Announcement]] = {}
    for row in session.scalars(select(Announcement).where(*these).order_by(Announcement.id.desc())):
        found.setdefault(row.course_id, []).append(row)
    return found


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _record(session: Session, found: Announcement, action: str, actor: str, details: dict[str, Any] | None) -> None:
    audit.record(session, actor=actor, action=action, subject=str(found.id), course_id=found.course_id, details=details)
