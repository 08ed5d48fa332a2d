"""Which account a launch opens, and the membership in the course that it brings.

Any instructor can register a platform, and a platform can send any email. So an email alone opens no account that
somebody else may have used: the person confirms it once with the account's password. Without asking, a launch links
only accounts that the course's instructors could open anyway, and, where the operator has said that a platform's emails
can be trusted, any account but an administrator's.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from grader.store import accounts, courses, lti_users, members, password_links
from grader.store.digest import digest
from grader.store.lti_roles import role_of
from grader.store.models import Course, Enrolment, LtiPlatform, LtiUser, Person, Role
from web.lti.claims import Launch

#: Domain of the addresses of accounts whose platform sends no email; it never exists (RFC 2606).
NO_MAIL = "lti.invalid"
_RANK = {Role.STUDENT: 0, Role.ASSISTANT: 1, Role.INSTRUCTOR: 2}


def find_or_create(db: Session, platform: LtiPlatform, launch: Launch) -> LtiUser | None:
    """The user with the account, made at the first launch; None if the account's owner must confirm it first."""
    user = lti_users.find(db, platform, launch.subject)
    if user is not None:
        return user
    email = claimed_email(launch)
    existing = accounts.by_email(db, email) if email else lti_users.namesake(db, platform, launch.subject)
    if existing is None:
        person = accounts.create_person(
            db, email=email or _address(platform, launch), name=launch.name or _name(launch), password_hash=""
        )
        return lti_users.link(db, platform, launch.subject, person.id)
    if not _may_link(db, platform, existing):
        return None
    return lti_users.link(db, platform, launch.subject, existing.id)


def claimed_email(launch: Launch) -> str:
    """The email in the launch; "" if there is none that could be one."""
    return accounts.normal_email(launch.email) if accounts.is_email(launch.email) else ""


def _may_link(db: Session, platform: LtiPlatform, person: Person) -> bool:
    """Whether the email alone is enough."""
    if platform.emails_trusted:
        return not person.administrator
    others = select(LtiUser.id).join(LtiPlatform, LtiUser.platform_id == LtiPlatform.id)
    others = others.where(LtiUser.person_id == person.id, LtiPlatform.course_id != platform.course_id)
    if person.password_hash or db.scalar(others.limit(1)) is not None:
        return False
    return person.id in password_links.may_give(db, [person.id], [platform.course_id])


def _address(platform: LtiPlatform, launch: Launch) -> str:
    """An address for an account whose platform sends no email: the same for the same user."""
    return f"{digest(f'{platform.issuer} {platform.jwks_url} {launch.subject}')[:20]}@{NO_MAIL}"


def _name(launch: Launch) -> str:
    return claimed_email(launch).partition("@")[0] or f"Student {digest(launch.subject)[:6]}"


def enrol(db: Session, platform: LtiPlatform, course: Course, person: Person, launch: Launch) -> Enrolment | None:
    """The membership in the course, made or raised to the role in the platform; None if the launch gives none.

    A role is never lowered by a launch: an instructor may look at the platform's course as a student. Who was removed
    here waits for an instructor, as after joining with the code.
    """
    role, found = role_of(launch.roles), courses.enrolment(db, course.id, person.id)
    actor = f"lti {platform.name}"[:254]
    if found is None:
        if role is None or course.archived_at is not None:
            return None
        return members.add(db, course.id, email=person.email, name=person.name, actor=actor, role=role)
    if found.removed_at is not None:
        found.removed_at, found.approved = None, False
    elif role is not None and _RANK[role] > _RANK[found.role]:
        members.change(db, found, actor=actor, role=role)
    db.flush()
    return found
