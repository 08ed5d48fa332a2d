"""Keeps the members of a course in step with those of a platform's course.

Members are added and dropped as by the upload of a roster; their work is kept. Roles are raised and never lowered. Who
was removed here by hand stays removed, and who was never in the platform's list is left alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from grader.store import accounts, courses, lti_scores, lti_users, roster
from grader.store.digest import digest
from grader.store.lti_roles import role_of
from grader.store.models import (
    Course,
    Enrolment,
    LtiContext,
    LtiMember,
    LtiPlatform,
    LtiRoster,
    LtiUser,
    Person,
    Role,
    now,
)
from grader.store.roster_file import RosterFile, RosterRow

#: How often the members are fetched, and how long a launch leaves them alone, in seconds.
PERIOD, FRESH = 24 * 3600.0, 600.0
#: Pauses after failures, in seconds; the last one repeats.
BACKOFF = (600, 3600, 6 * 3600, 24 * 3600)
#: Domain of the addresses of accounts whose platform tells no email; it never exists (RFC 2606).
NO_MAIL = "lti.invalid"
_RANK = {Role.STUDENT: 0, Role.ASSISTANT: 1, Role.INSTRUCTOR: 2}


@dataclass(frozen=True, kw_only=True)
class ListedMember:
    """A member in a platform's list; the fields are those of `grader.lti.memberships.Member`."""

    subject: str
    is_active: bool
    roles: tuple[str, ...]
    name: str
    email: str
    sis_id: str


def request(session: Session, context: LtiContext, *, fresh_seconds: float = 0.0) -> bool:
    """Have the members of a platform's course fetched soon, all of them. False if the platform does not tell them.

    One that was fetched in the last `fresh_seconds` is left alone.
    """
    if context.nrps is None:
        return False
    row = session.get(LtiRoster, context.id)
    if row is None:
        row = LtiRoster(context_pk=context.id, platform_id=context.platform_id)
        session.add(row)
    elif fresh_seconds and row.synced_at is not None and row.synced_at > now() - timedelta(seconds=fresh_seconds):
        return True
    row.due_at, row.differences = now(), None
    session.flush()
    return True


def request_all(session: Session, course_id: int) -> int:
    """Have the members of all platforms of a course fetched soon. Returns the number of lists."""
    these = select(LtiContext).join(LtiPlatform, LtiPlatform.id == LtiContext.platform_id)
    rows = session.scalars(these.where(LtiPlatform.course_id == course_id)).all()
    return sum(request(session, context) for context in rows)


def due(session: Session, platform_id: int, at: datetime) -> tuple[LtiRoster, LtiContext] | None:
    """A list of a platform that is to be fetched now."""
    these = select(LtiRoster, LtiContext).join(LtiContext, LtiContext.id == LtiRoster.context_pk)
    row = session.execute(
        these.where(LtiRoster.platform_id == platform_id, LtiRoster.due_at <= at).order_by(LtiRoster.due_at)
    ).first()
    return (row[0], row[1]) if row is not None else None


def of_course(session: Session, course_id: int) -> dict[int, list[tuple[LtiContext, LtiRoster | None]]]:
    """By platform: its courses, each with the synchronisation of its members."""
    these = select(LtiContext, LtiRoster).outerjoin(LtiRoster, LtiRoster.context_pk == LtiContext.id)
    these = these.join(LtiPlatform, LtiPlatform.id == LtiContext.platform_id)
    found: dict[int, list[tuple[LtiContext, LtiRoster | None]]] = {}
    for context, row in session.execute(these.where(LtiPlatform.course_id == course_id).order_by(LtiContext.id)):
        found.setdefault(context.platform_id, []).append((context, row))
    return found


def failed(session: Session, context_pk: int, words: str, at: datetime) -> None:
    """Record that the list could not be fetched; it is tried again later, and then as a whole."""
    row = session.get_one(LtiRoster, context_pk)
    row.due_at = at + timedelta(seconds=BACKOFF[min(row.tries, len(BACKOFF) - 1)])
    row.tries, row.last_error, row.differences = row.tries + 1, words[:1000], None


def apply(
    session: Session,
    context_pk: int,
    listed: Sequence[ListedMember],
    at: datetime,
    *,
    is_difference: bool,
    differences: str | None,
) -> dict[str, int]:
    """Bring the course in step with a list; returns how many were added, changed, removed and left out.

    `is_difference`: it holds only what has changed. An empty list is no reason to remove everybody.
    """
    row, context = session.get_one(LtiRoster, context_pk), session.get_one(LtiContext, context_pk)
    platform = session.get_one(LtiPlatform, context.platform_id)
    row.due_at, row.tries, row.last_error, row.synced_at = at + timedelta(seconds=PERIOD), 0, None, at
    row.differences = differences
    result = {"added": 0, "changed": 0, "removed": 0, "left_out": 0}
    archived = session.get_one(Course, platform.course_id).archived_at is not None
    active = {each.subject: each for each in listed if each.is_active and role_of(each.roles) is not None}
    if not archived and (active or is_difference):
        result = _Synchronisation(session, platform, context).run(active, listed, is_difference=is_difference)
    row.result = dict(result)
    session.flush()
    return result


class _Synchronisation:
    def __init__(self, session: Session, platform: LtiPlatform, context: LtiContext) -> None:
        self._session, self._platform, self._context = session, platform, context
        self._course_id = platform.course_id
        mine = select(LtiMember).where(LtiMember.context_pk == context.id)
        #: The last list.
        self._known = {member.subject: member for member in session.scalars(mine)}
        self._enrolments = {each.person_id: each for each in courses.members(session, self._course_id)}
        users = select(LtiUser).where(LtiUser.platform_id == platform.id)
        self._users = {user.subject: user.person for user in session.scalars(users)}

    def run(
        self, active: Mapping[str, ListedMember], listed: Sequence[ListedMember], *, is_difference: bool
    ) -> dict[str, int]:
        rows, subjects = self._rows(active)
        file = RosterFile(header=(), columns=("email", "name", "role", "sis_id"), rows=tuple(rows))
        plan = roster.plan(self._session, self._course_id, file)
        gone = {each.subject for each in listed} if is_difference else set(self._known)
        plan = replace(plan, gone=tuple(self._drop(gone - set(active))))
        created = {each.row.email for each in plan.of(roster.Status.NEW) if each.person is None}
        actor = f"lti {self._platform.name}"[:254]
        result = roster.expected(plan, remove_gone=True)
        if any(result[name] for name in ("added", "changed", "removed")):
            roster.apply(self._session, self._course_id, plan, actor=actor, remove_gone=True)
        left_out = {each.row.email for each in plan.of(roster.Status.PROBLEM)}
        for email, names in subjects.items():
            if email not in left_out:
                self._remember(email, names, is_new=email in created)
        lti_scores.add_missing(self._session, self._course_id)
        return result

    def _rows(self, active: Mapping[str, ListedMember]) -> tuple[list[RosterRow], dict[str, list[str]]]:
        """The rows of a roster, and the ids of each address in it."""
        rows: dict[str, RosterRow] = {}
        subjects: dict[str, list[str]] = {}
        for number, member in enumerate(active.values(), start=1):
            person = self._person(member)
            enrolment = self._enrolments.get(person.id) if person is not None else None
            if enrolment is not None and enrolment.removed_at is not None and member.subject in self._known:
                continue
            email = person.email if person is not None else self._address(member)
            row = RosterRow(line=number, cells=(), email=email, name=member.name or _name(member))
            role, sis_id = self._raised(member, enrolment), member.sis_id or None
            rows.setdefault(email, replace(row, role=role, sis_id=sis_id))
            subjects.setdefault(email, []).append(member.subject)
        return list(rows.values()), subjects

    def _person(self, member: ListedMember) -> Person | None:
        """The account of a member: that of launches, of the last list, else that with the email."""
        if member.subject in self._users:
            return self._users[member.subject]
        linked = lti_users.linked_person(self._session, self._platform, member.subject)
        if linked is not None:
            return linked
        known = self._known.get(member.subject)
        if known is not None:
            return self._session.get(Person, known.person_id)
        return accounts.by_email(self._session, member.email) if accounts.is_email(member.email) else None

    def _address(self, member: ListedMember) -> str:
        if accounts.is_email(member.email):
            return accounts.normal_email(member.email)
        key = f"{self._platform.issuer} {self._platform.jwks_url} {member.subject}"
        return f"{digest(key)[:20]}@{NO_MAIL}"

    def _raised(self, member: ListedMember, enrolment: Enrolment | None) -> Role | None:
        role = role_of(member.roles)
        if enrolment is None or role is None or _RANK[role] > _RANK[enrolment.role]:
            return role
        return None

    def _drop(self, subjects: set[str]) -> list[Enrolment]:
        """Forget these members; the students among them whom no other list of the course has are removed."""
        people: set[int] = set()
        for subject in subjects & set(self._known):
            member = self._known.pop(subject)
            people.add(member.person_id)
            self._session.delete(member)
        self._session.flush()
        others = select(LtiMember.person_id).join(LtiContext, LtiContext.id == LtiMember.context_pk)
        others = others.join(LtiPlatform, LtiPlatform.id == LtiContext.platform_id)
        stay = set(self._session.scalars(others.where(LtiPlatform.course_id == self._course_id)))
        found = (self._enrolments.get(person) for person in sorted(people - stay))
        return [each for each in found if each is not None and each.role is Role.STUDENT and each.active]

    def _remember(self, email: str, subjects: Sequence[str], *, is_new: bool) -> None:
        person = accounts.by_email(self._session, email)
        if person is None:
            return
        for subject in subjects:
            known = self._known.get(subject)
            if known is None:
                self._session.add(LtiMember(context_pk=self._context.id, subject=subject, person_id=person.id))
            elif known.person_id != person.id:
                known.person_id = person.id
            # Nobody else has used an account that this list has made, so launches may open it.
            if is_new and subject not in self._users:
                lti_users.link(self._session, self._platform, subject, person.id)
        self._session.flush()


def _name(member: ListedMember) -> str:
    return member.email.partition("@")[0] or f"Student {digest(member.subject)[:6]}"
