"""Requests of programs that carry an idempotency key."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from grader.store.models.base import Base, now


class IdempotentRequest(Base):
    """A request with an idempotency key: what it was, and how it was answered."""

    __tablename__ = "idempotent_request"
    __table_args__ = (UniqueConstraint("api_token_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    api_token_id: Mapped[int] = mapped_column(ForeignKey("api_token.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(255))
    #: SHA-256 of method, path, query and body, hexadecimal.
    digest: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)
    #: When the request that now holds the key began.
    started_at: Mapped[datetime] = mapped_column(default=now)
    #: Whether it has changed something: set in the transaction of the change.
    committed: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: None: it is not answered, or its answer is not kept.
    status: Mapped[int | None]
    headers: Mapped[dict[str, Any] | None]
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
