"""The members of a course: lists, and the changes that its instructors make. Each change goes into the audit log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from grader.errors import GraderError
from grader.store import accounts, audit, courses
from grader.store.models import Enrolment, Person, Role, Section, now

#: Characters of an SIS id or external id; the database's columns hold no more.
MAX_ID = 100


class LastInstructor(GraderError):
    """A course needs an instructor. Make somebody else an instructor first."""


class IdTaken(GraderError):
    """Another member of the course has this SIS id."""


class State(StrEnum):
    """Whether somebody is in the course."""

    #: In the course.
    ACTIVE = "active"
    #: Has joined with the code and waits for approval, or the address is not confirmed.
    WAITING = "waiting"
    #: Was removed; the work is kept.
    REMOVED = "removed"


def state_of(enrolment: Enrolment) -> State:
    """The state of a member."""
    if enrolment.removed_at is not None:
        return State.REMOVED
    return State.ACTIVE if enrolment.active else State.WAITING


def _in_state(state: State) -> ColumnElement[bool]:
    if state is State.REMOVED:
        return Enrolment.removed_at.is_not(None)
    if state is State.ACTIVE:
        return and_(Enrolment.active)
    return and_(Enrolment.removed_at.is_(None), or_(Enrolment.approved.is_(False), Enrolment.confirmed.is_(False)))


@dataclass(frozen=True, kw_only=True)
class MemberFilter:
    """Which members of a course."""

    #: Part of a name, email, SIS id or external id; case does not count.
    text: str = ""
    role: Role | None = None
    section_id: int | None = None
    state: State = State.ACTIVE


#: How a list can be sorted.
SORTS: Mapping[str, Any] = {
    "name": func.lower(Person.name),
    "email": Person.email,
    "role": Enrolment.role,
    "section": func.coalesce(Section.name, ""),
    "since": Enrolment.created_at,
}


#: The place of a member in a list: what it is sorted by, the name in lower case, and the id of the enrolment.
Place = tuple[Any, str, int]


@dataclass(frozen=True, kw_only=True)
class MemberPage:
    """A page of a list of members."""

    items: Sequence[Enrolment]
    #: Number of the page, from 1.
    number: int
    size: int
    #: Number of members on all pages.
    total: int
    #: The place of the last member, if others follow.
    end: Place | None


def page(
    session: Session,
    course_id: int,
    wanted: MemberFilter,
    *,
    sort: str = "name",
    descending: bool = False,
    number: int = 1,
    size: int = 50,
    after: Place | None = None,
) -> MemberPage:
    """The members that match, on a page or, with `after`, behind a place.

    The number of queries does not depend on how many there are.
    """
    these = [Enrolment.course_id == course_id, _in_state(wanted.state)]
    if wanted.role is not None:
        these.append(Enrolment.role == wanted.role)
    if wanted.section_id is not None:
        these.append(Enrolment.section_id == wanted.section_id)
    if wanted.text:
        columns = (Person.name, Person.email, Enrolment.sis_id, Enrolment.external_id)
        these.append(or_(*(column.icontains(wanted.text, autoescape=True) for column in columns)))
    rows = select(Enrolment).join(Person, Enrolment.person_id == Person.id)
    rows = rows.outerjoin(Section, Enrolment.section_id == Section.id).where(*these)
    total = session.scalar(select(func.count()).select_from(rows.with_only_columns(Enrolment.id).subquery())) or 0
    order, name = SORTS.get(sort, SORTS["name"]), func.lower(Person.name)
    if after is not None:
        rows, number = rows.where(_is_after(after, order, name, descending=descending)), 1
    rows = rows.order_by(order.desc() if descending else order, name, Enrolment.id)
    placed = rows.add_columns(order.label("sorted_by"), name.label("in_lower_case"))
    found = session.execute(placed.limit(size + 1).offset((number - 1) * size)).all()
    last = found[size - 1] if len(found) > size else None
    return MemberPage(
        items=[row[0] for row in found[:size]],
        number=number,
        size=size,
        total=total,
        end=(last[1], last[2], last[0].id) if last is not None else None,
    )


def _is_after(place: Place, order: Any, name: Any, *, descending: bool) -> ColumnElement[bool]:
    """Behind a place in the order of `page`."""
    key, last_name, last_id = place
    beyond = order < key if descending else order > key
    same_key = and_(order == key, or_(name > last_name, and_(name == last_name, Enrolment.id > last_id)))
    return or_(beyond, same_key)


def counts(session: Session, course_id: int) -> dict[State, int]:
    """How many members are in each state."""
    state = case(
        (_in_state(State.REMOVED), State.REMOVED.value),
        (_in_state(State.ACTIVE), State.ACTIVE.value),
        else_=State.WAITING.value,
    )
    rows = select(state, func.count()).where(Enrolment.course_id == course_id).group_by(state)
    found = {State(row[0]): int(row[1]) for row in session.execute(rows)}
    return {each: found.get(each, 0) for each in State}


def change(session: Session, enrolment: Enrolment, *, actor: str, **values: Any) -> dict[str, list[Any]]:
    """Change the role, section_id, sis_id or external_id of a member; returns {field: [old, new]}.

    Raises `LastInstructor` and `IdTaken`.
    """
    changed = {name: [getattr(enrolment, name), new] for name, new in values.items() if getattr(enrolment, name) != new}
    if "role" in changed and enrolment.role is Role.INSTRUCTOR:
        _require_another_instructor(session, enrolment)
    if changed.get("sis_id", [None, None])[1] is not None:
        _require_free_sis_id(session, enrolment, changed["sis_id"][1])
    for name, (_, new) in changed.items():
        setattr(enrolment, name, new)
    if changed:
        _record(session, enrolment, "member.changed", actor, changed)
    return changed


def add(
    session: Session,
    course_id: int,
    *,
    email: str,
    name: str,
    actor: str,
    role: Role = Role.STUDENT,
    **values: Any,
) -> Enrolment:
    """Add a person; one without an account gets an account without a password. A removed or waiting member is let in.

    The password is chosen with a link (`grader.store.password_links`).
    """
    person = accounts.by_email(session, email)
    if person is None:
        person = accounts.create_person(session, email=email, name=name, password_hash="")
    found = courses.enrolment(session, course_id, person.id)
    if found is None:
        found = courses.enrol_from_roster(session, course_id, person, role)
        _record(session, found, "member.added", actor, {"role": [None, role.value]})
    else:
        approve(session, found, actor=actor)
        values["role"] = role
    session.flush()
    change(session, found, actor=actor, **values)
    session.flush()
    session.refresh(found)
    return found


def approve(session: Session, enrolment: Enrolment, *, actor: str) -> None:
    """Let somebody in who waits for approval or was removed. An unconfirmed address stays unconfirmed."""
    before = state_of(enrolment)
    if enrolment.removed_at is None and enrolment.approved:
        return
    enrolment.removed_at, enrolment.approved = None, True
    action = "member.restored" if before is State.REMOVED else "member.approved"
    _record(session, enrolment, action, actor, {"state": [before.value, state_of(enrolment).value]})


def confirm(session: Session, enrolment: Enrolment, *, actor: str) -> None:
    """Confirm that the address belongs to the account; it gets what programs submitted for the address."""
    if enrolment.confirmed:
        return
    courses.confirm(session, enrolment)
    _record(session, enrolment, "address.confirmed", actor, {"confirmed": [False, True]})


def remove(session: Session, enrolment: Enrolment, *, actor: str) -> None:
    """Remove a member. Submissions, drafts and grades stay, and are there again after `approve`.

    Raises `LastInstructor`.
    """
    if enrolment.removed_at is not None:
        return
    if enrolment.role is Role.INSTRUCTOR:
        _require_another_instructor(session, enrolment)
    before = state_of(enrolment)
    enrolment.removed_at = now()
    _record(session, enrolment, "member.removed", actor, {"state": [before.value, State.REMOVED.value]})


def _require_another_instructor(session: Session, enrolment: Enrolment) -> None:
    others = select(Enrolment.id).where(
        Enrolment.course_id == enrolment.course_id,
        Enrolment.role == Role.INSTRUCTOR,
        Enrolment.active,
        Enrolment.id != enrolment.id,
    )
    if session.scalar(others.limit(1)) is None:
        raise LastInstructor


def _require_free_sis_id(session: Session, enrolment: Enrolment, sis_id: str) -> None:
    taken = select(Enrolment.id).where(
        Enrolment.course_id == enrolment.course_id, Enrolment.sis_id == sis_id, Enrolment.id != enrolment.id
    )
    if session.scalar(taken.limit(1)) is not None:
        raise IdTaken


def _record(
    session: Session, enrolment: Enrolment, action: str, actor: str, details: Mapping[str, Sequence[Any]]
) -> None:
    email = session.get_one(Person, enrolment.person_id).email
    audit.record(
        session,
        actor=actor,
        action=action,
        subject=email,
        course_id=enrolment.course_id,
        details={name: list(values) for name, values in details.items()},
    )
