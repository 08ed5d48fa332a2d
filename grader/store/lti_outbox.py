"""The outbox of scores: which are due, what they are, and what became of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, case, delete, select, update
from sqlalchemy.orm import Session, contains_eager

from grader.model import Counts
from grader.store import attempts, courses, results
from grader.store.models import (
    LtiContext,
    LtiLineItem,
    LtiPlatform,
    LtiResourceLink,
    LtiScore,
    Person,
    ScoreState,
    table_of,
)
from grader.store.results import Attempt

#: Pauses after failures of a score, in seconds; the last one repeats.
BACKOFF = (5, 30, 120, 600, 1800, 3600)
#: Pauses after refusals, in seconds; afterwards it is not sent again until it changes or somebody asks for it.
REFUSED_BACKOFF = (60, 600, 3600, 6 * 3600, 24 * 3600, 24 * 3600, 24 * 3600)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What a student has in an assignment."""

    #: The attempt that counts; None: nothing is graded.
    counting: Attempt | None
    #: Its number, as people see it.
    number: int
    #: The newest attempt; None: there is none.
    newest: Attempt | None
    #: Whether students may see points.
    released: bool


@dataclass(frozen=True, kw_only=True)
class DueScore:
    """A score to send."""

    score_id: int
    version: int
    tries: int
    subject: str
    link: LtiResourceLink
    line_item: LtiLineItem | None
    #: None: the account was deleted.
    standing: Standing | None
    #: The last accepted state.
    sent: dict[str, Any] | None
    #: Timestamp of the last message.
    message_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a score that was sent, or tried."""

    score: DueScore
    state: ScoreState
    #: The accepted state; None: not accepted.
    sent: dict[str, Any] | None = None
    #: Timestamp of the message, if one was sent.
    message_at: datetime | None = None
    error: str | None = None
    #: When to send it again; None: not at all.
    due_at: datetime | None = None
    #: Whether this was a try that failed.
    counts: bool = False


#: Which attempt counts, by slug; None for an assignment that is not known.
Rules = Callable[[Session, int, str], Counts | None]


def due(session: Session, platform: LtiPlatform, now: datetime, limit: int, rules: Rules) -> list[DueScore]:
    """The scores of a platform that are due, the longest waiting first, as they are now."""
    rows = session.execute(
        select(LtiScore, LtiResourceLink, LtiLineItem, Person.email)
        .join(LtiResourceLink, LtiResourceLink.id == LtiScore.link_id)
        .join(LtiContext, LtiContext.id == LtiResourceLink.context_pk)
        .outerjoin(LtiLineItem, LtiLineItem.link_id == LtiScore.link_id)
        .outerjoin(Person, Person.id == LtiScore.person_id)
        .options(contains_eager(LtiResourceLink.context))
        .where(LtiScore.platform_id == platform.id, LtiScore.due_at <= now)
        .order_by(LtiScore.due_at, LtiScore.id)
        .limit(limit)
    ).all()
    wanted: dict[str, set[str]] = {}
    for _, link, _, email in rows:
        if link.slug is not None and email is not None:
            wanted.setdefault(link.slug, set()).add(email)
    standings: dict[tuple[str, str], Standing] = {}
    for slug, students in wanted.items():
        found = _standings(session, platform.course_id, slug, sorted(students), rules)
        standings |= {(slug, student): standing for student, standing in found.items()}
    return [
        DueScore(
            score_id=score.id,
            version=score.version,
            tries=score.tries,
            subject=score.subject,
            link=link,
            line_item=item,
            standing=standings.get((link.slug or "", email)),
            sent=score.sent,
            message_at=score.message_at,
        )
        for score, link, item, email in rows
    ]


def _standings(
    session: Session, course_id: int, slug: str, students: Sequence[str], rules: Rules
) -> dict[str, Standing]:
    counts = rules(session, course_id, slug)
    given = courses.course_assignment(session, course_id, slug, removed_too=True)
    released = given is None or given.released
    empty = Standing(counting=None, number=0, newest=None, released=released)
    found = dict.fromkeys(students, empty)
    own: dict[str, list[Attempt]] = {}
    for attempt in results.attempts(session, course_id, {slug: counts or Counts.BEST}, students=students):
        own.setdefault(attempt.student, []).append(attempt)
    counting = {name: next((each for each in rows if each.counts), None) for name, rows in own.items()}
    numbers = attempts.numbers(session, [each.id for each in counting.values() if each is not None])
    for student, rows in own.items():
        chosen = counting[student]
        number = numbers[chosen.id].number if chosen is not None else 0
        found[student] = Standing(counting=chosen, number=number, newest=rows[-1], released=released)
    return found


_SCORE = table_of(LtiScore)
_UNCHANGED = _SCORE.c.version == bindparam("this_version")
#: A score that has changed since keeps its own state and due time; the message was sent all the same.
_SETTLE = (
    update(_SCORE)
    .where(_SCORE.c.id == bindparam("this_id"))
    .values(
        state=case((_UNCHANGED, bindparam("state", type_=_SCORE.c.state.type)), else_=_SCORE.c.state),
        due_at=case((_UNCHANGED, bindparam("due_at", type_=_SCORE.c.due_at.type)), else_=_SCORE.c.due_at),
        tries=case((_UNCHANGED, bindparam("tries")), else_=_SCORE.c.tries),
        last_error=bindparam("last_error"),
    )
)
_MESSAGE = update(_SCORE).where(_SCORE.c.id == bindparam("this_id")).values(message_at=bindparam("message_at"))
_ACCEPTED = (
    update(_SCORE)
    .where(_SCORE.c.id == bindparam("this_id"))
    .values(sent=bindparam("sent", type_=_SCORE.c.sent.type), sent_at=bindparam("sent_at"))
)


def settle(session: Session, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Record what became of scores. Those of deleted accounts are deleted once they are withdrawn."""
    connection = session.connection()
    values = [_values(outcome) for outcome in outcomes]
    if values:
        connection.execute(_SETTLE, values)
    tried = [each for each in outcomes if each.message_at is not None]
    messages = [{"this_id": each.score.score_id, "message_at": each.message_at} for each in tried]
    if messages:
        connection.execute(_MESSAGE, messages)
    # What was sent before and is the same now needs no message.
    taken = [each for each in tried if each.sent is not None]
    accepted = [{"this_id": each.score.score_id, "sent": each.sent, "sent_at": now} for each in taken]
    if accepted:
        connection.execute(_ACCEPTED, accepted)
    withdrawn = [each.score.score_id for each in outcomes if each.score.standing is None and each.due_at is None]
    if withdrawn:
        connection.execute(delete(_SCORE).where(_SCORE.c.id.in_(withdrawn), _SCORE.c.person_id.is_(None)))


def _values(outcome: Outcome) -> dict[str, Any]:
    return {
        "this_id": outcome.score.score_id,
        "this_version": outcome.score.version,
        "state": outcome.state,
        "due_at": outcome.due_at,
        "tries": outcome.score.tries + 1 if outcome.counts else 0 if outcome.due_at is None else outcome.score.tries,
        "last_error": outcome.error[:1000] if outcome.error is not None else None,
    }


def remember_line_item(session: Session, link_id: int, *, url: str | None, gone: str | None) -> None:
    """Remember the line item of a link, and the one that the platform no longer has."""
    row = session.get(LtiLineItem, link_id)
    if row is None:
        row = LtiLineItem(link_id=link_id)
        session.add(row)
    row.url, row.gone = url, gone
    session.flush()


def after(tries: int, pauses: Sequence[int], now: datetime) -> datetime:
    """When a score that has failed `tries` times before is sent again; the last pause repeats."""
    return now + timedelta(seconds=pauses[min(tries, len(pauses) - 1)])
