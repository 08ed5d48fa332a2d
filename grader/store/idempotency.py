"""Idempotency keys: a request that a program repeats is carried out once.

A key is reserved before the request, marked in the transaction of the request's first change, and gets the answer at
the end. Whatever process dies in between, a repetition finds out which of these has happened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grader.errors import GraderError
from grader.store.clock import database_time
from grader.store.models import IdempotentRequest

#: Hours for which a key is known.
KEPT_HOURS = 24
#: Seconds after which a request that was neither answered nor has changed anything is taken for dead.
LOCK_SECONDS = 60


class KeyMismatch(GraderError):
    """This Idempotency-Key was used for another request."""


class KeyInUse(GraderError):
    """The first request with this Idempotency-Key is still being processed."""


class AnswerNotKept(GraderError):
    """The request with this Idempotency-Key was carried out, but its answer is not kept."""


@dataclass(frozen=True, kw_only=True)
class KeptAnswer:
    """The answer to a request."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def reserve(session: Session, token_id: int, key: str, digest: str, *, repeatable: bool = False) -> int | KeptAnswer:
    """Reserve a key; returns the number of the reservation, or the answer that its request has got.

    `repeatable`: carrying the request out again changes nothing, so a request without an answer is repeated. Raises
    `KeyMismatch`; unless `repeatable`, also `KeyInUse` and `AnswerNotKept`.
    """
    session.execute(delete(IdempotentRequest).where(IdempotentRequest.created_at < database_time(-3600.0 * KEPT_HOURS)))
    known = _find(session, token_id, key)
    if known is None:
        moment = session.scalar(select(database_time()))
        made = IdempotentRequest(api_token_id=token_id, key=key, digest=digest, created_at=moment, started_at=moment)
        try:
            with session.begin_nested():
                session.add(made)
                session.flush()
            return made.id
        except IntegrityError:
            known = _find(session, token_id, key)
            if known is None:
                raise
    return _reserve_again(session, known, digest, repeatable)


def _reserve_again(session: Session, known: IdempotentRequest, digest: str, repeatable: bool) -> int | KeptAnswer:
    if known.digest != digest:
        raise KeyMismatch
    if known.status is not None:
        return KeptAnswer(status=known.status, headers=known.headers or {}, body=known.body or b"")
    if repeatable:
        return known.id
    if known.committed:
        raise AnswerNotKept
    moment = session.scalar(select(database_time()))
    if moment is not None and moment - known.started_at < timedelta(seconds=LOCK_SECONDS):
        raise KeyInUse
    known.started_at = moment or known.started_at
    return known.id


def _find(session: Session, token_id: int, key: str) -> IdempotentRequest | None:
    these = (IdempotentRequest.api_token_id == token_id, IdempotentRequest.key == key)
    return session.scalar(select(IdempotentRequest).where(*these).with_for_update())


def mark_committed(session: Session, reservation: int) -> None:
    """Record, in the transaction of a change, that the request has changed something."""
    session.execute(update(IdempotentRequest).where(IdempotentRequest.id == reservation).values(committed=True))


def keep_answer(session: Session, reservation: int, answer: KeptAnswer) -> None:
    """Keep the answer for repetitions of the request."""
    values = {"status": answer.status, "headers": dict(answer.headers), "body": answer.body}
    session.execute(update(IdempotentRequest).where(IdempotentRequest.id == reservation).values(**values))


def release(session: Session, reservation: int, *, even_if_committed: bool) -> None:
    """Forget the key of a request that was refused, so that it may be used again."""
    these = [IdempotentRequest.id == reservation]
    these += [] if even_if_committed else [IdempotentRequest.committed.is_(False)]
    session.execute(delete(IdempotentRequest).where(*these))
