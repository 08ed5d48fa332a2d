"""Announcements and messages to students, for the pages and the REST API."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from grader.store import announcements, known_outcomes, messages, results
from grader.store.announcements import NewAnnouncement
from grader.store.messages import NewMessage
from grader.store.models import Announcement, Course, Message
from web.access import actor
from web.course_assignments import find_assignment
from web.problems import Problem
from web.remarks import author
from web.services import current_time, writing
from web.statistics.mistakes import mistakes
from web.statistics.numbers import by_student, is_stuck

NO_ANNOUNCEMENT = "There is no such announcement in this course."


class Group(StrEnum):
    """Students of an assignment whom one writes to."""

    #: Several attempts without a better score; see `web.statistics.numbers`.
    STUCK = "stuck"
    #: Without an attempt.
    MISSING = "missing"
    #: The latest graded attempt shows a known mistake.
    MISTAKE = "mistake"


def group_of(db: Session, course: Course, group: Group, slug: str, mistake: str = "") -> tuple[str, ...]:
    """The students (emails) who belong to the group now. Raises NotFound without this assignment."""
    assignment, _ = find_assignment(db, course.id, slug)
    students = {student.student for student in results.students(db, course.id)}
    found = results.attempts(db, course.id, {slug: assignment.counts})
    attempts = [attempt for attempt in found if attempt.student in students]
    if group is Group.MISSING:
        return tuple(sorted(students - {attempt.student for attempt in attempts}))
    if group is Group.STUCK:
        return tuple(sorted(student for student, mine in by_student(attempts).items() if is_stuck(mine)))
    made = mistakes(attempts, known_outcomes.outcomes(db, attempts), current_time())
    return next((each.students for each in made if each.name == mistake), ())


def send_message(course: Course, students: Collection[str], *, subject: str, text: str, slug: str = "") -> Message:
    """Send a message. Raises Problem 422 for an empty text or without a recipient, 409 in an archived course."""
    new = NewMessage(
        subject=_line(subject, messages.MAX_SUBJECT, "subject", "Write a subject."),
        text=_text(text, messages.MAX_TEXT, "Write a message."),
        assignment=slug,
    )
    _require_active(course)
    try:
        with writing() as db:
            return messages.send(db, course.id, students, new, author=author(), actor=actor())
    except messages.NoRecipients as error:
        raise Problem(422, "Choose at least one student of this course.", field="students") from error


def announce(course: Course, *, title: str, text: str, pinned_until: datetime | None) -> Announcement:
    """Announce something. Raises Problem 422 for an empty title or text, 409 in an archived course."""
    new = NewAnnouncement(**_announced(title=title, text=text), pinned_until=pinned_until)
    _require_active(course)
    with writing() as db:
        return announcements.create(db, course.id, new, author=author(), actor=actor())


def change_announcement(course: Course, announcement_id: int, values: Mapping[str, Any]) -> Announcement:
    """Change title, text or pinned_until. Raises NotFound, and Problem 422 as `announce`."""
    with writing() as db:
        found = find_announcement(db, course, announcement_id)
        texts = _announced(title=values.get("title", found.title), text=values.get("text", found.text))
        announcements.change(db, found, actor=actor(), **{**values, **texts})
    return found


def delete_announcement(course: Course, announcement_id: int) -> Announcement:
    """Delete an announcement with its notices. Raises NotFound."""
    with writing() as db:
        found = find_announcement(db, course, announcement_id)
        announcements.delete(db, found, actor=actor())
    return found


def restore_announcement(course: Course, announcement_id: int) -> Announcement:
    """Restore a deleted announcement with its notices. Raises NotFound."""
    with writing() as db:
        found = find_announcement(db, course, announcement_id, deleted_too=True)
        announcements.restore(db, found, actor=actor())
    return found


def find_announcement(db: Session, course: Course, announcement_id: int, *, deleted_too: bool = False) -> Announcement:
    """An announcement of the course. Raises NotFound."""
    found = announcements.get(db, course.id, announcement_id)
    if found is None or (found.deleted_at is not None and not deleted_too):
        raise NotFound(NO_ANNOUNCEMENT)
    return found


def _require_active(course: Course) -> None:
    if course.archived_at is not None:
        raise Problem(409, "This course is archived, so nobody is told anything. Restore the course first.")


def _announced(*, title: str, text: str) -> dict[str, str]:
    return {
        "title": _line(title, announcements.MAX_TITLE, "title", "Write a title."),
        "text": _text(text, announcements.MAX_TEXT, "Write a text."),
    }


def _line(text: str, most: int, field: str, empty: str) -> str:
    """A text of one line: it becomes the subject of emails. Raises Problem 422."""
    line = " ".join(text.split())
    if not line:
        raise Problem(422, empty, field=field)
    if len(line) > most or not line.isprintable():
        raise Problem(422, f"The {field} is one line of at most {most} printable characters.", field=field)
    return line


def _text(text: str, most: int, empty: str) -> str:
    text = text.strip().replace("\r\n", "\n")
    if not text:
        raise Problem(422, empty, field="text")
    if len(text) > most:
        raise Problem(422, f"The text has at most {most} characters.", field="text")
    return text
