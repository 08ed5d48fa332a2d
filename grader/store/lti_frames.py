"""Web sessions that began with a launch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from grader.store import accounts
from grader.store.models import LtiFrame


def mark(session: Session, key: str, platform_id: int, ancestors: str, *, in_address: bool) -> None:
    """Record that the session with this key began with a launch, and which pages may show it in a frame."""
    session.flush()
    opened = accounts.find_session(session, key)
    assert opened is not None
    frame = LtiFrame(web_session_id=opened.id, platform_id=platform_id, ancestors=ancestors, key_in_address=in_address)
    session.add(frame)
    session.flush()


def find(session: Session, key: str, *, in_address: bool) -> LtiFrame | None:
    """The record of the session with this key. A cookie's key does not work in addresses, nor the other way round."""
    opened = accounts.find_session(session, key)
    if opened is None:
        return None
    these = select(LtiFrame).where(LtiFrame.web_session_id == opened.id, LtiFrame.key_in_address == in_address)
    return session.scalar(these)


def keep_data(session: Session, web_session_id: int, data: Mapping[str, Any]) -> None:
    """Keep what a cookie would hold, such as messages for the next page."""
    session.execute(update(LtiFrame).where(LtiFrame.web_session_id == web_session_id).values(data=dict(data) or None))
