"""What was pulled from queues of Open edX, its students, and the answers.

An answer is made once, in the transaction that reads the result, and never changed: whatever the queue delivers again
gets the same answer again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session, undefer

from grader.model import Lifecycle
from grader.store import accounts, courses
from grader.store.clock import database_time
from grader.store.models import Enrolment, Person, Role, Submission, XQueue, XQueueItem, XQueueState

#: Domain of the addresses of accounts without one. No mail can reach it (RFC 2606).
NO_DOMAIN = "xqueue.invalid"
#: Characters of `Enrolment.external_id` at most.
_EXTERNAL_ID = 100
_FINISHED = (Lifecycle.GRADED, Lifecycle.FAILED)
#: Answers that are posted again if the queue delivers the submission again.
_AGAIN = (XQueueState.WAITING, XQueueState.ANSWERED)


def open_queue(session: Session, *, server: str, name: str, course_id: int | None = None) -> XQueue:
    """The queue, which is made with a course of its own unless one is named. A named course replaces the earlier one.

    What was pulled before stays in its course.
    """
    found = session.scalar(select(XQueue).where(XQueue.server == server, XQueue.name == name).with_for_update())
    if found is None:
        if course_id is None:
            course_id = courses.create_course(session, name=f"Open edX queue {name}"[:200]).id
        found = XQueue(server=server, name=name, course_id=course_id)
        session.add(found)
    elif course_id is not None:
        found.course_id = course_id
    session.flush()
    return found


def delivered_again(session: Session, queue_id: int, number: str, digest: str, header: str) -> XQueueItem | None:
    """The item, if the queue has delivered it before; None otherwise. The newest header is kept.

    An answer that was posted before becomes READY again: whether the queue has it is not known.
    """
    item = find(session, queue_id, number, digest)
    if item is None:
        return None
    item.header = header
    item.deliveries += 1
    if item.state in _AGAIN:
        item.state, item.due_at = XQueueState.READY, database_time()
    session.flush()
    return item


def find(session: Session, queue_id: int, number: str, digest: str) -> XQueueItem | None:
    """What the queue has delivered under this number with this content."""
    this = (XQueueItem.queue_id == queue_id, XQueueItem.number == number, XQueueItem.digest == digest)
    return session.scalar(select(XQueueItem).where(*this).with_for_update())


def add(session: Session, queue_id: int, number: str, digest: str, header: str) -> XQueueItem:
    """A new item, FETCHING. Raises `sqlalchemy.exc.IntegrityError` if another process has just added it."""
    item = XQueueItem(queue_id=queue_id, number=number, digest=digest, header=header, state=XQueueState.FETCHING)
    item.due_at = database_time()
    session.add(item)
    session.flush()
    return item


def set_submission(session: Session, item: XQueueItem, submission_id: str) -> None:
    """Wait for the result of a submission."""
    item.submission_id, item.state = submission_id, XQueueState.GRADING
    session.flush()


def set_answer(session: Session, item: XQueueItem, answer: str) -> None:
    """Keep the answer of an item that has none, and make it READY."""
    if item.answer is None:
        item.answer, item.state, item.due_at = answer, XQueueState.READY, database_time()
        session.flush()


def student_of(session: Session, course_id: int, server: str, anonymous_id: str) -> Person:
    """The account of a student, whom the queue names by an anonymous id; made, without a password, at the first sight.

    It is found by the external id of the course's member, so that it stays the same when an instructor merges it into
    an account of the person's own.
    """
    external_id = anonymous_id if len(anonymous_id) <= _EXTERNAL_ID else _digest(anonymous_id)
    same = (Enrolment.course_id == course_id, Enrolment.external_id == external_id)
    found = session.scalar(select(Enrolment).where(*same).order_by(Enrolment.id).limit(1))
    if found is not None:
        return found.person
    # Ids may hold anything, and may be the same on two servers.
    email = f"{_digest(server, anonymous_id)[:32]}@{NO_DOMAIN}"
    person = accounts.by_email(session, email)
    if person is None:
        person = accounts.create_person(session, email=email, name=f"edX {email[:8]}", password_hash="")
        person.email_refused = "The account has no address of its own."
    enrolment = courses.enrol(session, course_id, person.id, Role.STUDENT)
    enrolment.external_id = external_id
    session.flush()
    return person


def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode("utf-8", "backslashreplace")).hexdigest()


def finished(session: Session, queue_id: int, *, limit: int = 50) -> Sequence[tuple[XQueueItem, Submission]]:
    """Items without an answer whose submission is graded or has failed, with their reports, oldest first."""
    rows = (
        select(XQueueItem, Submission)
        .join(Submission, Submission.id == XQueueItem.submission_id)
        .where(XQueueItem.queue_id == queue_id, XQueueItem.state == XQueueState.GRADING)
        .where(Submission.status.in_(_FINISHED))
        .order_by(XQueueItem.id)
        .limit(limit)
        .options(undefer(Submission.report))
        .with_for_update(of=XQueueItem, skip_locked=True)
    )
    return [(row[0], row[1]) for row in session.execute(rows)]


def any_finished(session: Session, queue_id: int) -> bool:
    """Whether `finished` has anything."""
    these = (XQueueItem.queue_id == queue_id, XQueueItem.state == XQueueState.GRADING)
    rows = select(XQueueItem.id).join(Submission, Submission.id == XQueueItem.submission_id).where(*these)
    return session.scalar(rows.where(Submission.status.in_(_FINISHED)).limit(1)) is not None


def counts(session: Session, queue_id: int) -> dict[XQueueState, int]:
    """Number of items in each state, where there are any."""
    rows = select(XQueueItem.state, func.count()).where(XQueueItem.queue_id == queue_id)
    return {row[0]: int(row[1]) for row in session.execute(rows.group_by(XQueueItem.state))}


def any_ready(session: Session, queue_id: int) -> bool:
    """Whether `claim_ready` has anything."""
    return session.scalar(select(XQueueItem.id).where(*_ready(queue_id)).limit(1)) is not None


def claim_ready(session: Session, queue_id: int, *, hold_seconds: float) -> XQueueItem | None:
    """Claim the oldest answer to post; for `hold_seconds` no other process claims it."""
    rows = select(XQueueItem).where(*_ready(queue_id)).order_by(XQueueItem.due_at, XQueueItem.id).limit(1)
    item = session.scalar(rows.with_for_update(skip_locked=True))
    if item is not None:
        item.posts += 1
        item.due_at = database_time(hold_seconds)
        session.flush()
    return item


def _ready(queue_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        XQueueItem.queue_id == queue_id,
        XQueueItem.state == XQueueState.READY,
        XQueueItem.due_at <= database_time(),
    )


def accepted(session: Session, item_id: int, header: str) -> None:
    """The queue has accepted the answer that was posted with `header`."""
    values = {"state": XQueueState.ANSWERED, "answered_at": database_time(), "last_error": None}
    _settle(session, item_id, header, values)


def not_accepted(session: Session, item_id: int, header: str, error: str) -> None:
    """The queue has not accepted the answer that was posted with `header`: wait until it delivers the item again."""
    _settle(session, item_id, header, {"state": XQueueState.WAITING, "last_error": error[:1000]})


def post_later(session: Session, item_id: int, error: str, *, seconds: float) -> None:
    """The queue could not be reached: post the answer again after `seconds`."""
    values = {"due_at": database_time(seconds), "last_error": error[:1000]}
    session.execute(update(XQueueItem).where(XQueueItem.id == item_id).values(**values))


def _settle(session: Session, item_id: int, header: str, values: dict[str, object]) -> None:
    # An item that was delivered again meanwhile has a newer header and stays READY.
    this = (XQueueItem.id == item_id, XQueueItem.header == header, XQueueItem.state == XQueueState.READY)
    session.execute(update(XQueueItem).where(*this).values(**values))
