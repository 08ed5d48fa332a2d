"""Programs that ask for a token of a person: device authorization (RFC 8628)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grader.store.models.base import Base, now
from grader.store.models.people import Person


class DeviceSignIn(Base):
    """A sign-in that a program has begun and a person answers in a browser. It is deleted when the token is given."""

    __tablename__ = "device_sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: SHA-256 of the code that the program keeps, hexadecimal.
    device_code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    #: What the person types, without the hyphen.
    user_code: Mapped[str] = mapped_column(String(8), unique=True)
    #: What the program calls itself, and the computer that it runs on.
    program: Mapped[str] = mapped_column(String(100))
    device: Mapped[str] = mapped_column(String(100), default="")
    #: The network address that the request came from.
    address: Mapped[str] = mapped_column(String(64), default="")
    #: Names of `Scope`, separated by spaces.
    scope_names: Mapped[str] = mapped_column("scopes", String(500), key="scope_names")
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    #: Seconds that the program must let pass between two requests for the token, and when it made the last one.
    interval: Mapped[int]
    polled_at: Mapped[datetime | None]
    #: Who has allowed it; None: nobody yet.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    #: Whether somebody has refused it.
    denied: Mapped[bool] = mapped_column(default=False, server_default=false())

    person: Mapped[Person | None] = relationship(lazy="joined")
