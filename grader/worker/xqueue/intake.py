"""Stores what a queue delivers: as a submission to be graded, or with an answer that says why it cannot be."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grader import uploads
from grader.errors import GraderError, UploadRejected
from grader.model import Assignment, Lifecycle, Upload
from grader.settings import Settings
from grader.store import course_assignments, courses, failures, submissions, xqueue
from grader.store.database import Database
from grader.store.models import Submission, XQueueItem, XQueueState
from grader.store.transitions import queue_entry
from grader.worker.queue import Queue
from grader.worker.xqueue import answers, attachments
from grader.worker.xqueue.assignments import Assignments
from grader.worker.xqueue.client import ServerUnavailable
from grader.worker.xqueue.delivery import Delivery

log = logging.getLogger(__name__)

#: Deliveries after which a file that could not be fetched is given up.
MAX_DELIVERIES = 5
#: Name of the student of a delivery that names none.
_NOBODY = "unknown"
#: Who adds assignments to courses, in the audit log.
ACTOR = "xqueue"

_SETUP = "This problem is not set up correctly, so your submission was not graded. Tell your course staff."
_NOT_FETCHED = "The grader could not fetch your file. Submit it again in a few minutes."


class NotGraded(GraderError):
    """A delivery that cannot be graded; the message is for the student."""

    def __init__(self, *paragraphs: str) -> None:
        super().__init__(" ".join(paragraphs))
        self.paragraphs = paragraphs


class Taken(StrEnum):
    """What became of a delivery."""

    #: It is stored: a submission, or an answer that says why there is none.
    NEW = "new"
    #: The queue asks again for an answer that there is.
    TO_ANSWER = "to_answer"
    #: There is nothing to do but to wait.
    KNOWN = "known"


@dataclass(frozen=True, kw_only=True)
class Route:
    """A queue, and where its submissions go."""

    queue_id: int
    #: Name of the queue.
    name: str
    course_id: int
    #: The assignment of all its submissions; None: each names its own.
    slug: str | None


class Intake:
    """Stores deliveries and hands them to the workers' queue."""

    def __init__(self, settings: Settings, database: Database, server: str, assignments: Assignments) -> None:
        self._settings, self._database, self._server = settings, database, server
        self._assignments = assignments
        self._queue = Queue(settings)
        extra = settings.xqueue_file_hosts.replace(",", " ").lower().split()
        self._hosts = frozenset({attachments.host_of(server), *extra})

    def close(self) -> None:
        """Close the connections."""
        self._queue.close()

    def take(self, route: Route, delivery: Delivery) -> Taken:
        """Store a delivery."""
        this = (route.queue_id, delivery.number, delivery.digest, delivery.header)
        with self._database.write() as session:
            item = xqueue.delivered_again(session, *this)
        if item is not None and item.state is not XQueueState.FETCHING:
            log.info("Queue %s delivered %s again (%s)", route.name, delivery.number, item.state.value)
            return Taken.TO_ANSWER if item.state is XQueueState.READY else Taken.KNOWN
        prepared = self._prepared(route, delivery, item.deliveries if item is not None else 1)
        try:
            with self._database.write() as session:
                stored = self._store(session, route, delivery, prepared)
        except IntegrityError:
            # Another process has pulled it at the same time.
            return Taken.KNOWN
        if stored is not None and stored.status is Lifecycle.QUEUED:
            self._queue.enqueue(queue_entry(stored))
        return Taken.KNOWN if prepared is None else Taken.NEW

    def _prepared(
        self, route: Route, delivery: Delivery, deliveries: int
    ) -> tuple[Assignment, Upload] | NotGraded | None:
        """What is graded, or why it is not; None: its file cannot be fetched now. Takes no transaction."""
        try:
            return self._assignment(route, delivery), self._upload(delivery)
        except NotGraded as error:
            return error
        except UploadRejected as error:
            return NotGraded("Your submission was not graded.", error.message)
        except ServerUnavailable as error:
            log.warning("The file of %s in queue %s: %s", delivery.number, route.name, error.message)
            return NotGraded(_NOT_FETCHED) if deliveries >= MAX_DELIVERIES else None

    def _assignment(self, route: Route, delivery: Delivery) -> Assignment:
        """The assignment of a delivery. Raises `NotGraded`."""
        known = self._assignments.slugs()
        wanted = (route.slug,) if route.slug is not None else delivery.slugs
        slug = next((name for name in wanted if name in known), None)
        if slug is None:
            named = f"The grader has no assignment {delivery.grader[:60]!r}." if delivery.grader else ""
            raise NotGraded(_SETUP, named or "The problem names no assignment: its grader_payload has no grader.")
        assignment = self._assignments.get(slug)
        if assignment is None:
            raise NotGraded(_SETUP, f"The assignment {slug!r} cannot be loaded at the moment.")
        return assignment

    def _upload(self, delivery: Delivery) -> Upload:
        """What was submitted. Raises `UploadRejected` and `ServerUnavailable`."""
        limit = self._settings.max_upload_bytes
        if not delivery.files:
            return uploads.read_text(delivery.text, max_bytes=limit)
        name, url = attachments.the_file(delivery.files)
        return uploads.read_upload(name, attachments.fetch(url, self._hosts, max_bytes=limit), max_bytes=limit)

    def _store(
        self, session: Session, route: Route, delivery: Delivery, prepared: tuple[Assignment, Upload] | NotGraded | None
    ) -> Submission | None:
        this = (route.queue_id, delivery.number, delivery.digest, delivery.header)
        item = xqueue.find(session, *this[:3]) or xqueue.add(session, *this)
        if prepared is None or item.state is not XQueueState.FETCHING:
            return None
        if isinstance(prepared, NotGraded):
            level = logging.WARNING if _SETUP in prepared.paragraphs else logging.INFO
            log.log(level, "%s in queue %s is not graded: %s", delivery.number, route.name, prepared.message)
            xqueue.set_answer(session, item, answers.not_graded(*prepared.paragraphs))
            return None
        return self._submit(session, route, delivery, item, *prepared)

    def _submit(
        self,
        session: Session,
        route: Route,
        delivery: Delivery,
        item: XQueueItem,
        assignment: Assignment,
        upload: Upload,
    ) -> Submission | None:
        if refusal := _refusal(session, route.course_id, assignment.slug):
            log.warning("%s in queue %s is not graded: %s", delivery.number, route.name, refusal)
            xqueue.set_answer(session, item, answers.not_graded(_SETUP, refusal))
            return None
        person = xqueue.student_of(session, route.course_id, self._server, delivery.student or _NOBODY)
        new = submissions.NewSubmission(
            course_id=route.course_id,
            assignment=assignment.slug,
            lane=assignment.lane,
            student=person.email,
            person_id=person.id,
            upload=upload,
        )
        try:
            stored = submissions.create(session, new, requeue_seconds=self._settings.requeue_seconds)
        except failures.TooManyFailures as error:
            xqueue.set_answer(session, item, answers.not_graded(error.message))
            return None
        xqueue.set_submission(session, item, stored.id)
        return stored


def _refusal(session: Session, course_id: int, slug: str) -> str:
    """Why the course takes no submissions to the assignment; "" if it does. One that it never had is added."""
    course = courses.get_course(session, course_id)
    if course is None or course.archived_at is not None:
        return "The grader's course is over."
    given = courses.course_assignment(session, course_id, slug, removed_too=True)
    if given is None:
        course_assignments.add(session, course_id, slug, visible=True, actor=ACTOR)
        return ""
    return "" if given.removed_at is None else f"The course no longer has the assignment {slug!r}."
