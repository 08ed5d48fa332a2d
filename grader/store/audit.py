"""The audit log: who did what, when, and what it changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from grader.store.models import AuditEntry

#: Entries that `walk` reads at a time.
BATCH = 500
#: Latest entries whose actions are offered as a filter.
RECENT = 1000
#: Names under which an entry may hold all old and all new values.
_SIDES = (("old", "new"), ("before", "after"))
#: Lists in details that are no pairs of an old and a new value.
_LISTS = frozenset({"which"})


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which entries are asked for. Empty texts and None ask for all."""

    #: None: of the whole service.
    course_id: int | None = None
    #: Part of the name of who did it, or of whom it was done to.
    person: str = ""
    #: Beginning of the action, such as "member." or "member.removed".
    action: str = ""
    #: Part of the object.
    subject: str = ""
    since: datetime | None = None
    #: Up to this time, which is not included.
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Change:
    """A value that an action has changed."""

    name: str
    old: Any
    new: Any


def record(
    session: Session,
    *,
    actor: str,
    action: str,
    subject: str = "",
    course_id: int | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Record that `actor` (an email, "token <name>" or "system") did `action` ("submission.regraded") to `subject`.

    In `details` a list of two is the old and the new value; see `changes`.
    """
    entry = AuditEntry(actor=actor, action=action, subject=subject, course_id=course_id)
    entry.details = dict(details) if details is not None else None
    session.add(entry)


def entries(session: Session, course_id: int, *, limit: int = 200) -> list[AuditEntry]:
    """The entries of a course, newest first."""
    return page(session, Wanted(course_id=course_id), limit=limit)


def page(session: Session, wanted: Wanted, *, before: int | None = None, limit: int = 50) -> list[AuditEntry]:
    """The entries that are asked for, newest first; with `before`, those that are older than the entry with this id."""
    these = select(AuditEntry).where(*_conditions(wanted))
    if before is not None:
        these = these.where(AuditEntry.id < before)
    return list(session.scalars(these.order_by(AuditEntry.id.desc()).limit(limit)))


def walk(session: Session, wanted: Wanted) -> Iterator[AuditEntry]:
    """All entries that are asked for, newest first, read in batches."""
    before = None
    while batch := page(session, wanted, before=before, limit=BATCH):
        yield from batch
        before = batch[-1].id
        session.expunge_all()


def recent_actions(session: Session, course_id: int | None = None) -> list[str]:
    """The actions of the latest entries, in alphabetical order."""
    latest = select(AuditEntry.action).where(*_conditions(Wanted(course_id=course_id)))
    newest = latest.order_by(AuditEntry.id.desc()).limit(RECENT).subquery()
    return list(session.scalars(select(newest.c.action).distinct().order_by(newest.c.action)))


def changes(entry: AuditEntry) -> list[Change]:
    """What the action has changed: each value with its old and its new one; None where there was none."""
    details = entry.details or {}
    found = []
    for old_side, new_side in _SIDES:
        if old_side in details and new_side in details:
            old, new = details[old_side] or {}, details[new_side] or {}
            if not (isinstance(old, dict) and isinstance(new, dict)):
                found.append(Change(name="points", old=details[old_side], new=details[new_side]))
                continue
            names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
            found += [Change(name=name, old=old.get(name), new=new.get(name)) for name in names]
    pairs = ((name, value) for name, value in details.items() if _is_pair(name, value))
    return found + [Change(name=name, old=value[0], new=value[1]) for name, value in pairs]


def facts(entry: AuditEntry) -> dict[str, Any]:
    """The other details of the action."""
    details = entry.details or {}
    sides = {name for pair in _SIDES if set(pair) <= set(details) for name in pair}
    return {
        name: value
        for name, value in details.items()
        if name not in sides and not _is_pair(name, value) and value is not None
    }


def _is_pair(name: str, value: Any) -> bool:
    return name not in _LISTS and isinstance(value, list) and len(value) == 2


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    these: list[ColumnElement[bool]] = []
    if wanted.course_id is not None:
        these.append(AuditEntry.course_id == wanted.course_id)
    if wanted.person:
        whose = (AuditEntry.actor, AuditEntry.subject)
        these.append(or_(*(column.icontains(wanted.person, autoescape=True) for column in whose)))
    if wanted.action:
        these.append(AuditEntry.action.startswith(wanted.action, autoescape=True))
    if wanted.subject:
        these.append(AuditEntry.subject.icontains(wanted.subject, autoescape=True))
    if wanted.since is not None:
        these.append(AuditEntry.at >= wanted.since)
    if wanted.until is not None:
        these.append(AuditEntry.at < wanted.until)
    return these
