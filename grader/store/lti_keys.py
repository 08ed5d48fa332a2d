"""The key pairs with which this service signs for LTI platforms. Replaced ones stay published for a while."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from joserfc.jwk import RSAKey
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from grader.store.models import LtiKey, now

#: RS256 with 2048 bits is what the LTI security framework asks for.
ALGORITHM = "RS256"
BITS = 2048
#: How long a replaced key stays published: platforms keep our key set in a cache.
PUBLISHED_DAYS = 30


def signing_key(session: Session) -> LtiKey:
    """The key that signs now; made at its first use, in a transaction that writes."""
    found = session.scalar(select(LtiKey).where(LtiKey.replaced_at.is_(None)).order_by(LtiKey.id.desc()).limit(1))
    return found or _create(session)


def rotate(session: Session) -> LtiKey:
    """Sign with a new key from now on, and delete the keys that were replaced long ago."""
    session.execute(update(LtiKey).where(LtiKey.replaced_at.is_(None)).values(replaced_at=now()))
    session.execute(delete(LtiKey).where(LtiKey.replaced_at < now() - timedelta(days=PUBLISHED_DAYS)))
    return _create(session)


def published(session: Session) -> list[LtiKey]:
    """The keys of the key set, newest first."""
    recent = LtiKey.replaced_at > now() - timedelta(days=PUBLISHED_DAYS)
    return list(session.scalars(select(LtiKey).where(LtiKey.replaced_at.is_(None) | recent).order_by(LtiKey.id.desc())))


def private_key(key: LtiKey) -> RSAKey:
    """The key for signing; its `kid` goes into the header of what it signs."""
    return RSAKey.import_key(key.private_pem, {"kid": key.kid, "alg": ALGORITHM, "use": "sig"})


def public_jwk(key: LtiKey) -> dict[str, Any]:
    """The public half as a JSON Web Key (RFC 7517)."""
    return dict(private_key(key).as_dict(private=False))


def _create(session: Session) -> LtiKey:
    made = RSAKey.generate_key(BITS)
    key = LtiKey(kid=secrets.token_urlsafe(16), private_pem=made.as_pem(private=True).decode("ascii"))
    session.add(key)
    session.flush()
    return key
