"""Requests of students that a person looks at a row again."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from grader.errors import GraderError
from grader.store import notices
from grader.store.clock import database_time
from grader.store.comments import Author
from grader.store.database import add_unless_taken
from grader.store.models import NoticeKind, Person, RegradeRequest, RequestState, Submission

#: Characters of a reason or an answer at most.
MAX_TEXT = 2000


class AlreadyRequested(GraderError):
    """There is an open request for this row."""


def open_request(session: Session, submission_id: str, *, row: str, reason: str) -> RegradeRequest:
    """Ask for a regrade of a row. Raises `AlreadyRequested` while one is open."""
    request = RegradeRequest(
        submission_id=submission_id, row=row, reason=reason.strip(), created_at=database_time(), answer=""
    )
    add_unless_taken(session, request, AlreadyRequested)
    return request


def get(session: Session, request_id: int) -> RegradeRequest | None:
    """The request of this id."""
    return session.get(RegradeRequest, request_id)


def of(session: Session, submission_id: str) -> list[RegradeRequest]:
    """The requests about a submission, oldest first."""
    these = select(RegradeRequest).where(RegradeRequest.submission_id == submission_id)
    return list(session.scalars(these.order_by(RegradeRequest.id)))


@dataclass(frozen=True, kw_only=True)
class CourseRequest:
    """A request with the attempt that it is about."""

    request: RegradeRequest
    submission: Submission
    #: The account's name, else what a program called the student.
    name: str


@dataclass(frozen=True, kw_only=True)
class RequestPage:
    """A page of a course's requests."""

    items: list[CourseRequest]
    number: int
    size: int
    total: int
    #: The id of the last request, if others follow.
    end: int | None


def of_course(
    session: Session,
    course_id: int,
    *,
    state: RequestState | None = RequestState.OPEN,
    number: int = 1,
    size: int = 25,
    after: int | None = None,
) -> RequestPage:
    """The requests of a course in this state (None: in any): open ones oldest first, others newest first.

    On a page or, with `after`, behind the request of that id.
    """
    these = [Submission.course_id == course_id]
    these += [RegradeRequest.state == state] if state is not None else []
    joined = select(RegradeRequest, Submission, Person.name).join(
        Submission, Submission.id == RegradeRequest.submission_id
    )
    rows = joined.outerjoin(Person, Person.id == Submission.person_id).where(*these)
    oldest_first = state is RequestState.OPEN
    if after is not None:
        rows = rows.where(RegradeRequest.id > after if oldest_first else RegradeRequest.id < after)
    order = RegradeRequest.id if oldest_first else RegradeRequest.id.desc()
    skipped = (number - 1) * size if after is None else 0
    found = session.execute(rows.order_by(order).limit(size + 1).offset(skipped)).all()
    return RequestPage(
        items=[
            CourseRequest(request=request, submission=submission, name=name or submission.student)
            for request, submission, name in found[:size]
        ],
        number=number,
        size=size,
        total=number_in(session, course_id, state),
        end=found[size - 1][0].id if len(found) > size else None,
    )


def number_in(session: Session, course_id: int, state: RequestState | None = RequestState.OPEN) -> int:
    """How many requests of a course are in this state (None: in any)."""
    rows = select(func.count(RegradeRequest.id)).join(Submission, Submission.id == RegradeRequest.submission_id)
    rows = rows.where(Submission.course_id == course_id)
    return session.scalar(rows if state is None else rows.where(RegradeRequest.state == state)) or 0


def answer(session: Session, request_id: int, *, text: str, by: Author) -> bool:
    """Answer an open request; the student is told. False if it is not open any more."""
    values: dict[str, object] = {"state": RequestState.ANSWERED, "answer": text.strip(), "answered_by": by.name}
    values |= {"answered_by_id": by.person_id}
    if not _close(session, request_id, values):
        return False
    request = session.get_one(RegradeRequest, request_id)
    told = {"kind": NoticeKind.ANSWER, "source_id": request_id, "text": text.strip(), **by.to_notice()}
    notices.tell_student(session, request.submission_id, told)
    return True


def withdraw(session: Session, request_id: int) -> bool:
    """Take back an open request. False if it is not open any more."""
    return _close(session, request_id, {"state": RequestState.WITHDRAWN})


def _close(session: Session, request_id: int, values: dict[str, object]) -> bool:
    this = update(RegradeRequest).where(RegradeRequest.id == request_id, RegradeRequest.state == RequestState.OPEN)
    closed = session.execute(this.values(**values, closed_at=database_time()).returning(RegradeRequest.id)).first()
    return closed is not None
