"""The platforms' courses and the links in them, with the services that they offer there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from grader.store import lti_scores
from grader.store.models import LtiContext, LtiPlatform, LtiResourceLink, now


def see_context(
    session: Session,
    platform: LtiPlatform,
    deployment_id: str,
    context_id: str,
    *,
    title: str,
    nrps: Mapping[str, Any] | None,
    ags: Mapping[str, Any] | None,
) -> LtiContext:
    """Record a platform's course as a launch describes it. The claims of the last launch hold.

    A launch without a service keeps what an earlier one said: deep links carry no line items, for example.
    """
    row = session.scalar(
        select(LtiContext).where(
            LtiContext.platform_id == platform.id,
            LtiContext.deployment_id == deployment_id,
            LtiContext.context_id == context_id,
        )
    )
    if row is None:
        row = LtiContext(platform_id=platform.id, deployment_id=deployment_id, context_id=context_id)
        session.add(row)
    row.title, row.seen_at = title[:500], now()
    row.nrps = dict(nrps) if nrps is not None else row.nrps
    row.ags = {name: value for name, value in ags.items() if name != "lineitem"} if ags is not None else row.ags
    session.flush()
    return row


def see_link(
    session: Session, context: LtiContext, resource_link_id: str, *, title: str, ags: Mapping[str, Any] | None
) -> LtiResourceLink:
    """Record a link of a platform's course as a launch describes it."""
    row = session.scalar(
        select(LtiResourceLink).where(
            LtiResourceLink.context_pk == context.id, LtiResourceLink.resource_link_id == resource_link_id
        )
    )
    if row is None:
        row = LtiResourceLink(context_pk=context.id, resource_link_id=resource_link_id)
        session.add(row)
    is_new_service = row.ags is None and ags is not None and row.slug is not None
    row.title, row.seen_at = title[:500], now()
    row.ags = dict(ags) if ags is not None else row.ags
    session.flush()
    if is_new_service:
        _send_scores(session, row.id)
    return row


def choose(session: Session, link_id: int, slug: str) -> None:
    """Let a link lead to this assignment. The scores that its students have are sent."""
    session.execute(update(LtiResourceLink).where(LtiResourceLink.id == link_id).values(slug=slug))
    _send_scores(session, link_id)


def _send_scores(session: Session, link_id: int) -> None:
    course = select(LtiPlatform.course_id).join(LtiContext, LtiContext.platform_id == LtiPlatform.id)
    course = course.join(LtiResourceLink, LtiResourceLink.context_pk == LtiContext.id)
    course_id = session.scalars(course.where(LtiResourceLink.id == link_id)).one()
    lti_scores.changed(session, course_id, link_id=link_id)


def get(session: Session, link_id: int) -> LtiResourceLink | None:
    """The link with this id."""
    return session.get(LtiResourceLink, link_id)


def contexts_of(session: Session, platform_id: int) -> list[LtiContext]:
    """The courses that launches of a registration came from, oldest first."""
    these = select(LtiContext).where(LtiContext.platform_id == platform_id)
    return list(session.scalars(these.order_by(LtiContext.id)))


def links_of(session: Session, course_id: int, slug: str | None = None) -> list[LtiResourceLink]:
    """The links that lead into one of our courses, or to one assignment of it, oldest first."""
    these = select(LtiResourceLink).join(LtiContext, LtiResourceLink.context_pk == LtiContext.id)
    these = these.join(LtiPlatform, LtiContext.platform_id == LtiPlatform.id).where(LtiPlatform.course_id == course_id)
    if slug is not None:
        these = these.where(LtiResourceLink.slug == slug)
    return list(session.scalars(these.order_by(LtiResourceLink.id)))
