"""Fetches the members of a platform's course."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from grader.lti.errors import PlatformDown, ServiceError, Throttled, TokenRefused
from grader.lti.memberships import Member, fetch
from grader.lti.service import PlatformService
from grader.store import lti_rosters
from grader.store.database import Database
from grader.store.lti_rosters import ListedMember

log = logging.getLogger(__name__)


def synchronise(
    database: Database, service: PlatformService, platform_id: int, now: Callable[[], datetime]
) -> tuple[bool, ServiceError | None]:
    """Fetch one list that is due. Returns whether it worked, and the error if the whole platform is to rest."""
    with database.read() as session:
        found = lti_rosters.due(session, platform_id, now())
    if found is None:
        return False, None
    row, context = found
    try:
        url = row.differences or (context.nrps or {}).get("context_memberships_url")
        if not isinstance(url, str):
            raise ServiceError("The LMS does not say where its members are.")
        members = fetch(service, url)
    except ServiceError as error:
        log.warning("The members of context %s could not be fetched: %s", context.id, error.words)
        with database.write() as session:
            lti_rosters.failed(session, context.id, error.words, now())
        return False, error if isinstance(error, PlatformDown | Throttled | TokenRefused) else None
    with database.write() as session:
        lti_rosters.apply(
            session,
            context.id,
            [_listed(member) for member in members.members],
            now(),
            is_difference=row.differences is not None,
            differences=members.differences,
        )
    return True, None


def _listed(member: Member) -> ListedMember:
    return ListedMember(
        subject=member.user_id,
        is_active=member.is_active,
        roles=member.roles,
        name=member.name,
        email=member.email,
        sis_id=member.sis_id,
    )
