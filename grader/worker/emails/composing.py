"""Writes an email of the outbox when it is sent: what it tells, its links and its headers."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from grader.assignments import public
from grader.model import Assignment, HiddenFeedback
from grader.notices import letters, sentences, unsubscribe
from grader.notices.letters import Letter, Links, Told
from grader.notices.reader import Reader
from grader.settings import Settings
from grader.store import courses, email_preferences, notices, password_links, preferences
from grader.store.email_preferences import TOPICS
from grader.store.models import Course, Email, EmailKind, EmailTiming, Notice, NoticeKind

#: Kinds whose author the headline does not name.
BY_TITLE = frozenset({NoticeKind.MESSAGE, NoticeKind.ANNOUNCEMENT})


@dataclass(frozen=True, kw_only=True)
class Written:
    """A letter, and the link that ends emails of its kind; empty for what cannot be ended."""

    letter: Letter
    unsubscribe: str = ""


class Composer:
    """Writes emails."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._key = settings.signing_key()
        self._base = settings.address
        self._host = urlsplit(self._base).hostname or "localhost"

    def compose(self, session: Session, email: Email) -> EmailMessage | None:
        """The message, in a transaction that may write; None if there is nothing to tell any more."""
        written = self._written(session, email)
        if written is None:
            return None
        message = EmailMessage(policy=SMTP)
        message["From"] = self.sender
        message["To"] = email.person.email
        message["Subject"] = written.letter.subject
        message["Date"] = format_datetime(email.created_at)
        # The same for every try, so that a mail program shows a second copy only once.
        message["Message-ID"] = f"<email-{email.id}.{int(email.created_at.timestamp())}@{self._host}>"
        message["Auto-Submitted"] = "auto-generated"
        if written.unsubscribe:
            message["List-Unsubscribe"] = f"<{written.unsubscribe}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.set_content(written.letter.text)
        message.add_alternative(written.letter.html, subtype="html")
        return message

    @property
    def sender(self) -> str:
        """The From header."""
        return self._settings.smtp_from or f"NumPy grader <grader@{self._host}>"

    @property
    def envelope_sender(self) -> str:
        """The address that bounces go to."""
        return parseaddr(self.sender)[1]

    def _written(self, session: Session, email: Email) -> Written | None:
        if email.kind in (EmailKind.NOTICES, EmailKind.DIGEST):
            return self._of_notices(session, email)
        reader = _reader(email)
        if email.kind is EmailKind.PASSWORD_RESET:
            url = f"{self._base}/password/{password_links.create_short(session, email.person_id)}"
            return Written(letter=letters.password_reset(reader, url, password_links.SHORT_MINUTES))
        return Written(letter=letters.password_changed(reader, f"{self._base}/forgot-password"))

    def _of_notices(self, session: Session, email: Email) -> Written | None:
        timings = email_preferences.of(session, email.person_id)
        found = notices.of_email(session, email.id)
        rows = [row for row in found if timings[TOPICS[row[0].kind]] is not EmailTiming.NEVER]
        if not rows:
            return None
        reader = _reader(email, rows[0][1].time_zone)
        topics = {TOPICS[notice.kind] for notice, _ in rows}
        link = f"{self._base}/unsubscribe/{unsubscribe.token(self._key, email.person_id, topics)}"
        told = [self._told(session, notice, course, reader) for notice, course in rows]
        links = Links(settings=f"{self._base}/account#email", unsubscribe=link)
        return Written(letter=letters.of_notices(told, reader, links), unsubscribe=link)

    def _told(self, session: Session, notice: Notice, course: Course, reader: Reader) -> Told:
        assignment = public.load_or_salvage(notice.assignment, self._settings.root) if notice.assignment else None
        withheld = sentences.is_about_points(notice) and _may_be_hidden(session, notice, assignment)
        return Told(
            headline=sentences.headline(notice, reader),
            about=assignment.title if assignment is not None else "",
            course=course.name,
            author=notice.author if notice.kind in BY_TITLE else "",
            points="" if withheld else sentences.points(notice, reader),
            text="" if withheld else notice.text,
            url=f"{self._base}/notices/{notice.id}",
        )


def _reader(email: Email, zone: str = "UTC") -> Reader:
    chosen = preferences.of(email.person)
    return Reader(language=chosen.language or "en", zone=chosen.time_zone or zone)


def _may_be_hidden(session: Session, notice: Notice, assignment: Assignment | None) -> bool:
    """Whether the rules of the assignment ever hide points from students. Then only the page tells them, where it may.

    An email stays, so the date is not asked.
    """
    given = courses.course_assignment(session, notice.course_id, notice.assignment, removed_too=True)
    if given is None or assignment is None or not given.released:
        return True
    policy = assignment.defaults.replaced(given.policy)
    return HiddenFeedback.NOTHING in (policy.hidden_before, policy.hidden_after, assignment.hidden_feedback)
