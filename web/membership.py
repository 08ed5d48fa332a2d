"""Acts on the members of a course, for the pages and the REST API: what the store refuses becomes a Problem."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from flask import g, url_for
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from grader.store import (
    accounts,
    audit,
    course_assignments,
    course_settings,
    courses,
    members,
    merging,
    password_links,
    roster_file,
    sections,
)
from grader.store.models import Course, Enrolment, Person, Section
from web.access import actor, managed_courses
from web.problems import Problem
from web.standing import refresh_lateness

NO_MEMBER = "There is no such member in this course."
NO_SECTION = "There is no such section in this course."
NOT_YOURS = (
    "{name} is also in a course that you do not teach, or teaches. Only an administrator can reset the password."
)


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what the store refuses into a Problem (409 or 422) with what to do about it."""
    try:
        yield
    except (members.LastInstructor, members.IdTaken, sections.SectionExists, merging.SameAccount) as error:
        raise Problem(409, error.message) from error
    except (
        roster_file.NoRoster,
        roster_file.TooManyRows,
        course_assignments.WrongOrder,
        course_settings.NoTimeZone,
    ) as error:
        raise Problem(422, error.message) from error


def find_member(db: Session, course: Course, person_id: int) -> Enrolment:
    """The enrolment, removed and waiting ones too. Raises NotFound."""
    enrolment = courses.enrolment(db, course.id, person_id)
    if enrolment is None:
        raise NotFound(NO_MEMBER)
    return enrolment


def find_section(db: Session, course: Course, section_id: int) -> Section:
    """The section. Raises NotFound."""
    section = sections.get(db, course.id, section_id)
    if section is None:
        raise NotFound(NO_SECTION)
    return section


def valid_name(text: str, *, longest: int, what: str) -> str:
    """The name without surrounding spaces. Raises Problem 422 unless it is one printable line."""
    text = " ".join(text.split())
    if not text or len(text) > longest or not text.isprintable():
        raise Problem(422, f"{what} is one line of 1 to {longest} characters.")
    return text


def valid_id(text: str | None) -> str | None:
    """An SIS id or external id without surrounding spaces; None if it is empty. Raises Problem 422."""
    text = (text or "").strip()
    if len(text) > members.MAX_ID or not text.isprintable():
        raise Problem(422, f"An ID is one line of at most {members.MAX_ID} characters.")
    return text or None


def valid_email(text: str) -> str:
    """The address. Raises Problem 422 if it is none."""
    if not accounts.is_email(text) or not text.isprintable():
        raise Problem(422, "This is not an email address.")
    return accounts.normal_email(text)


def password_links_for(db: Session, course: Course, people: Sequence[Person]) -> dict[int, str]:
    """New links for those whose account the caller may open: person's id -> address. The rest is left out."""
    ids = [person.id for person in people]
    allowed = _openable(db, ids)
    keys = password_links.create(db, [person_id for person_id in ids if person_id in allowed])
    for person in people:
        if person.id in keys:
            audit.record(db, actor=actor(), action="password_link.created", subject=person.email, course_id=course.id)
    return {person_id: url_for("accounts.password_link", key=key, _external=True) for person_id, key in keys.items()}


def password_link_for(db: Session, course: Course, person: Person) -> str:
    """A new link for one person. Raises Problem 403 if the caller may not open the account."""
    links = password_links_for(db, course, [person])
    if person.id not in links:
        raise Problem(403, NOT_YOURS.format(name=person.name))
    return links[person.id]


def merge_accounts(
    db: Session, course: Course, person_id: int, other_id: int, *, preview: bool
) -> merging.MergePreview:
    """Merge the account of another member into that of a member, or tell what would be moved.

    Raises NotFound; Problem 403 unless the caller may open both accounts, 409 if they are one.
    """
    keep, gone = (find_member(db, course, each).person for each in (person_id, other_id))
    for person in (keep, gone):
        if not may_open_account(db, person):
            raise Problem(403, NOT_YOURS.format(name=person.name).replace("reset the password", "merge the accounts"))
    with refusals():
        if preview:
            return merging.preview(db, keep, gone)
        made = merging.merge(db, keep, gone, actor=actor(), course_id=course.id)
        for enrolment in courses.enrolments_of(db, keep.id):
            refresh_lateness(db, enrolment.course_id, keep.email)
        return made


def may_open_account(db: Session, person: Person) -> bool:
    """Whether the caller may reset the password: an administrator, or who manages all courses of a student."""
    return person.id in _openable(db, [person.id])


def _openable(db: Session, person_ids: Sequence[int]) -> set[int]:
    caller: Person | None = g.get("person") if g.get("token") is None else None
    if caller is not None and caller.administrator:
        return set(person_ids)
    return password_links.may_give(db, person_ids, managed_courses())
