"""When people get notices by email: each topic at once, once a day, or never."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from grader.store.models import EmailPreference, EmailTiming, EmailTopic, NoticeKind, Person

#: Kind of a notice -> topic.
TOPICS: Mapping[NoticeKind, EmailTopic] = {
    NoticeKind.COMMENT: EmailTopic.COMMENTS,
    NoticeKind.ANSWER: EmailTopic.COMMENTS,
    NoticeKind.OVERRIDE: EmailTopic.GRADES,
    NoticeKind.REGRADE: EmailTopic.GRADES,
    NoticeKind.RELEASE: EmailTopic.GRADES,
    NoticeKind.EXTENSION: EmailTopic.EXTENSIONS,
    NoticeKind.MESSAGE: EmailTopic.MESSAGES,
    NoticeKind.ANNOUNCEMENT: EmailTopic.ANNOUNCEMENTS,
}
#: What holds for who has chosen nothing.
DEFAULTS: Mapping[EmailTopic, EmailTiming] = {
    EmailTopic.MESSAGES: EmailTiming.NOW,
    EmailTopic.ANNOUNCEMENTS: EmailTiming.NOW,
    EmailTopic.EXTENSIONS: EmailTiming.NOW,
    EmailTopic.GRADES: EmailTiming.NOW,
    EmailTopic.COMMENTS: EmailTiming.DAILY,
}


def of(session: Session, person_id: int) -> dict[EmailTopic, EmailTiming]:
    """The preferences of a person, one for each topic."""
    rows = session.execute(
        select(EmailPreference.topic, EmailPreference.timing).where(EmailPreference.person_id == person_id)
    )
    chosen = {row.topic: row.timing for row in rows}
    return {topic: chosen.get(topic, DEFAULTS[topic]) for topic in EmailTopic}


def of_people(session: Session, person_ids: Collection[int], topic: EmailTopic) -> dict[int, EmailTiming]:
    """The preference of each person for a topic."""
    rows = session.execute(
        select(EmailPreference.person_id, EmailPreference.timing).where(
            EmailPreference.topic == topic, EmailPreference.person_id.in_(person_ids)
        )
    )
    chosen = {row.person_id: row.timing for row in rows}
    return {person_id: chosen.get(person_id, DEFAULTS[topic]) for person_id in person_ids}


def save(session: Session, person_id: int, timings: Mapping[EmailTopic, EmailTiming]) -> None:
    """Set the preferences of a person for these topics. Email is sent again if the address was refused."""
    these = (EmailPreference.person_id == person_id, EmailPreference.topic.in_(timings))
    session.execute(delete(EmailPreference).where(*these))
    for topic, timing in timings.items():
        session.add(EmailPreference(person_id=person_id, topic=topic, timing=timing))
    session.execute(update(Person).where(Person.id == person_id).values(email_refused=None))
