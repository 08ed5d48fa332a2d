"""Lists submissions of courses, filtered, in pages or from a place on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from grader.model import Lifecycle, Verdict
from grader.store.models import Enrolment, Person, Submission
from grader.store.submissions import NEWEST_FIRST

#: The place of a submission in the list: when it was created, its attempt and its id.
Place = tuple[datetime, int, str]


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page of submissions, newest first."""

    items: list[Submission]
    #: Number of the page, from 1.
    number: int
    size: int
    #: Number of submissions on all pages.
    total: int
    #: Whether others follow.
    more: bool

    @property
    def end(self) -> Place | None:
        """The place of the last submission, if others follow."""
        last = self.items[-1] if self.items and self.more else None
        return (last.created_at, last.attempt, last.id) if last is not None else None


def page(
    session: Session,
    course_ids: Collection[int],
    *,
    number: int = 1,
    size: int = 50,
    after: Place | None = None,
    assignment: str | None = None,
    student: str | None = None,
    students: Collection[str] | None = None,
    ids: Collection[str] | None = None,
    person_id: int | None = None,
    api_token_id: int | None = None,
    section_id: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    verdict: Verdict | None = None,
    status: Lifecycle | None = None,
    practice_runs: bool = True,
) -> Page:
    """Submissions of courses, optionally of one assignment, student, section, verdict or state.

    `students` and `ids` leave only submissions of these students, and with these ids; `person_id` and `api_token_id`
    those that belong to this account, and that were made with this token; `since` and `until` those that
    were created from one moment on, and before another. `after` a place in the list, the number of the page means
    nothing.
    """
    these = [
        Submission.course_id.in_(course_ids),
        *([Submission.assignment == assignment] if assignment else []),
        *([Submission.student == student] if student else []),
        *([Submission.student.in_(students)] if students is not None else []),
        *([Submission.id.in_(ids)] if ids is not None else []),
        *([Submission.person_id == person_id] if person_id is not None else []),
        *([Submission.api_token_id == api_token_id] if api_token_id is not None else []),
        *([_in_section(course_ids, section_id)] if section_id is not None else []),
        *([Submission.created_at >= since] if since is not None else []),
        *([Submission.created_at < until] if until is not None else []),
        *([Submission.verdict == verdict] if verdict else []),
        *([Submission.status == status] if status else []),
        *([] if practice_runs else [Submission.practice.is_(False)]),
    ]
    total = session.scalar(select(func.count()).select_from(Submission).where(*these)) or 0
    behind = [_is_after(after)] if after is not None else []
    skipped = (number - 1) * size if after is None else 0
    # A row with its report has many pages: only those of the page are read.
    wanted = select(Submission.id).where(*these, *behind).order_by(*NEWEST_FIRST).limit(size + 1).offset(skipped)
    found = session.scalars(wanted).all()
    rows = select(Submission).where(Submission.id.in_(found[:size])).order_by(*NEWEST_FIRST)
    items = list(session.scalars(rows))
    return Page(items=items, number=number, size=size, total=total, more=len(found) > size)


def _is_after(place: Place) -> ColumnElement[bool]:
    """Behind a place in the order of `NEWEST_FIRST`."""
    created_at, attempt, submission_id = place
    same_time = and_(
        Submission.created_at == created_at,
        or_(
            Submission.attempt < attempt,
            and_(Submission.attempt == attempt, Submission.id > submission_id),
        ),
    )
    return or_(Submission.created_at < created_at, same_time)


def _in_section(course_ids: Collection[int], section_id: int) -> ColumnElement[bool]:
    emails = select(Person.email).join(Enrolment, Enrolment.person_id == Person.id)
    of_section = emails.where(Enrolment.course_id.in_(course_ids), Enrolment.section_id == section_id)
    return Submission.student.in_(of_section)
