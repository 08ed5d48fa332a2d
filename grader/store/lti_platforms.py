"""Registrations of this service in learning management systems, and their deployments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from grader.errors import GraderError
from grader.store import audit
from grader.store.models import LtiDeployment, LtiFrame, LtiPlatform, WebSession, now

_HOST = re.compile(r"[a-z0-9_.-]+|[0-9a-f:.]+")


class PlatformTaken(GraderError):
    """This issuer, client ID and deployment ID are connected already. Remove that connection first."""


@dataclass(frozen=True, kw_only=True)
class NewPlatform:
    """A registration to be stored; the fields are those of `LtiPlatform`."""

    course_id: int
    name: str
    issuer: str
    client_id: str
    login_url: str
    token_url: str
    jwks_url: str
    #: None: the first launch by an instructor says it.
    deployment_id: str | None = None
    token_audience: str | None = None
    frame_origins: str = ""
    emails_trusted: bool = False


def add(session: Session, new: NewPlatform, *, actor: str) -> LtiPlatform:
    """Store a registration, or add a deployment to the one that the course has for this issuer and client.

    Raises `PlatformTaken`.
    """
    known = registered(session, new.issuer, new.client_id)
    if any(each.deployment_id == new.deployment_id for row in known for each in row.deployments):
        raise PlatformTaken
    row = next((row for row in known if row.course_id == new.course_id), None)
    if row is not None and new.deployment_id is None:
        raise PlatformTaken
    values = {name: value for name, value in vars(new).items() if name != "deployment_id"}
    if row is None:
        row = LtiPlatform(**values, created_by=actor)
        session.add(row)
    else:
        for name, value in values.items():
            setattr(row, name, value)
    session.flush()
    if new.deployment_id is not None:
        add_deployment(session, row, new.deployment_id)
    _record(session, row, "lti.added", actor)
    return row


def add_deployment(session: Session, platform: LtiPlatform, deployment_id: str) -> None:
    """Accept launches of this deployment from now on."""
    session.add(LtiDeployment(platform_id=platform.id, deployment_id=deployment_id))
    session.flush()
    session.refresh(platform, ["deployments"])


def of_course(session: Session, course_id: int) -> list[LtiPlatform]:
    """The registrations of a course, oldest first."""
    return list(session.scalars(select(LtiPlatform).where(LtiPlatform.course_id == course_id).order_by(LtiPlatform.id)))


def all_platforms(session: Session) -> list[LtiPlatform]:
    """Every registration, by course."""
    return list(session.scalars(select(LtiPlatform).order_by(LtiPlatform.course_id, LtiPlatform.id)))


def get(session: Session, platform_id: int) -> LtiPlatform | None:
    """The registration with this id."""
    return session.get(LtiPlatform, platform_id)


def in_course(session: Session, course_id: int, platform_id: int) -> LtiPlatform | None:
    """The registration with this id, if it is of this course."""
    found = session.get(LtiPlatform, platform_id)
    return found if found is not None and found.course_id == course_id else None


def registered(session: Session, issuer: str, client_id: str | None) -> list[LtiPlatform]:
    """The registrations of an issuer, oldest first; all of them without `client_id`."""
    these = select(LtiPlatform).where(LtiPlatform.issuer == issuer)
    if client_id is not None:
        these = these.where(LtiPlatform.client_id == client_id)
    return list(session.scalars(these.order_by(LtiPlatform.id)))


def deployed(platforms: Sequence[LtiPlatform], deployment_id: str) -> LtiPlatform | None:
    """The registration whose deployment this is, or the only one that knows none yet; None: it is unknown."""
    for platform in platforms:
        if any(each.deployment_id == deployment_id for each in platform.deployments):
            return platform
    undecided = [platform for platform in platforms if not platform.deployments]
    return undecided[0] if len(undecided) == 1 else None


def remove(session: Session, platform: LtiPlatform, *, actor: str) -> None:
    """Delete a registration with its links, and end the sessions that its launches have opened. Accounts stay."""
    opened = select(LtiFrame.web_session_id).where(LtiFrame.platform_id == platform.id)
    session.execute(delete(WebSession).where(WebSession.id.in_(opened)))
    _record(session, platform, "lti.removed", actor)
    session.execute(delete(LtiPlatform).where(LtiPlatform.id == platform.id))


def launched(session: Session, platform_id: int) -> None:
    """Record that a launch came."""
    session.execute(update(LtiPlatform).where(LtiPlatform.id == platform_id).values(last_launch_at=now()))


def origin(url: str) -> str:
    """Scheme, host and port of a URL: "https://lms.example.edu"; "" if it is none of http or https.

    The host has only characters that may stand in a content policy.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("https", "http") or not _HOST.fullmatch(parts.hostname or ""):
        return ""
    host = f"[{parts.hostname}]" if ":" in str(parts.hostname) else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{port}" if port is not None else "")


def frame_origins(platform: LtiPlatform) -> list[str]:
    """The origins whose pages may show this service in a frame."""
    found = [origin(platform.issuer), origin(platform.login_url), *platform.frame_origins.split()]
    return sorted({each for each in found if each})


def _record(session: Session, platform: LtiPlatform, action: str, actor: str) -> None:
    details = {"issuer": platform.issuer, "client_id": platform.client_id}
    subject = platform.name[:254]
    audit.record(session, actor=actor, action=action, subject=subject, course_id=platform.course_id, details=details)
