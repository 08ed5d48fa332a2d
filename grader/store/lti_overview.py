"""The scores of a course at its platforms, for instructors: which are sent, which wait, which were refused."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grader.store.models import (
    LtiContext,
    LtiPlatform,
    LtiResourceLink,
    LtiScore,
    Person,
    ScoreState,
)

#: The states, the most urgent last.
_URGENCY = (ScoreState.SENT, ScoreState.WAITING, ScoreState.REFUSED)


@dataclass(frozen=True, kw_only=True)
class ScoreLine:
    """The score of a student at a platform."""

    id: int
    #: Email and name; None: the account was deleted, and the score is withdrawn.
    student: str | None
    name: str | None
    #: Slug; None: the link leads to no assignment.
    assignment: str | None
    platform_id: int
    #: What instructors call it.
    platform: str
    state: ScoreState
    #: Points and points possible that the platform has; None: none.
    given: float | None
    maximum: float | None
    #: When it took them.
    sent_at: datetime | None
    #: When it is sent next; None: it is not.
    due_at: datetime | None
    #: In the platform's words.
    error: str | None


@dataclass(frozen=True, kw_only=True)
class Links:
    """What launches have told of a platform's services."""

    context: LtiContext | None
    link: LtiResourceLink | None


def counts(session: Session, course_id: int) -> dict[ScoreState, int]:
    """The number of scores in each state."""
    rows = select(LtiScore.state, func.count()).join(LtiPlatform, LtiPlatform.id == LtiScore.platform_id)
    found = session.execute(rows.where(LtiPlatform.course_id == course_id).group_by(LtiScore.state))
    numbers = {state: int(number) for state, number in found}
    return {state: numbers.get(state, 0) for state in ScoreState}


def states(session: Session, course_id: int, people: Collection[int]) -> dict[tuple[int, str], ScoreState]:
    """The state of the scores of these people by person and assignment, in one statement.

    Of several platforms the one counts that needs somebody most: refused, waiting, sent.
    """
    rows = (
        select(LtiScore.person_id, LtiResourceLink.slug, LtiScore.state)
        .join(LtiPlatform, LtiPlatform.id == LtiScore.platform_id)
        .join(LtiResourceLink, LtiResourceLink.id == LtiScore.link_id)
        .where(LtiPlatform.course_id == course_id, LtiScore.person_id.in_(people))
        .distinct()
    )
    found: dict[tuple[int, str], ScoreState] = {}
    for person_id, slug, state in session.execute(rows):
        if person_id is not None and slug is not None:
            found[person_id, slug] = max(found.get((person_id, slug), state), state, key=_URGENCY.index)
    return found


def lines(
    session: Session,
    course_id: int,
    *,
    state: ScoreState | None = None,
    slug: str | None = None,
    after: int = 0,
    size: int = 50,
) -> Sequence[ScoreLine]:
    """Scores in the order of their ids, those after the id `after`; at most one more than `size`."""
    rows = (
        select(LtiScore, Person.email, Person.name, LtiResourceLink.slug, LtiPlatform.name)
        .join(LtiPlatform, LtiPlatform.id == LtiScore.platform_id)
        .join(LtiResourceLink, LtiResourceLink.id == LtiScore.link_id)
        .outerjoin(Person, Person.id == LtiScore.person_id)
        .where(LtiPlatform.course_id == course_id, LtiScore.id > after)
    )
    if state is not None:
        rows = rows.where(LtiScore.state == state)
    if slug is not None:
        rows = rows.where(LtiResourceLink.slug == slug)
    found = session.execute(rows.order_by(LtiScore.id).limit(size + 1))
    return [_line(*row) for row in found]


def _line(score: LtiScore, email: str | None, name: str | None, slug: str | None, platform: str) -> ScoreLine:
    sent: dict[str, Any] = score.sent or {}
    return ScoreLine(
        id=score.id,
        student=email,
        name=name,
        assignment=slug,
        platform_id=score.platform_id,
        platform=platform,
        state=score.state,
        given=sent.get("given"),
        maximum=sent.get("maximum"),
        sent_at=score.sent_at,
        due_at=score.due_at,
        error=score.last_error if score.state is not ScoreState.SENT else None,
    )


def newest_link(session: Session, platform_id: int) -> Links:
    """The course and the link of the last launches that told of services."""
    contexts = select(LtiContext).where(LtiContext.platform_id == platform_id, LtiContext.nrps.is_not(None))
    links = select(LtiResourceLink).join(LtiContext, LtiContext.id == LtiResourceLink.context_pk)
    links = links.where(LtiContext.platform_id == platform_id, LtiResourceLink.ags.is_not(None))
    return Links(
        context=session.scalar(contexts.order_by(LtiContext.seen_at.desc()).limit(1)),
        link=session.scalar(links.order_by(LtiResourceLink.seen_at.desc()).limit(1)),
    )
