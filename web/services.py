"""What the routes work with, made once per application."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

from flask import current_app
from sqlalchemy.orm import Session

from grader.settings import Settings
from grader.store.database import Database
from web.limits import RateLimits


@dataclass(frozen=True, kw_only=True)
class Services:
    """The parts of one application."""

    settings: Settings
    database: Database
    rate_limits: RateLimits


def services() -> Services:
    """The parts of the application at work."""
    return cast(Services, current_app.extensions["services"])


@contextmanager
def reading() -> Iterator[Session]:
    """A transaction that only reads."""
    with services().database.read() as session:
        yield session


@contextmanager
def writing() -> Iterator[Session]:
    """A transaction that commits at the end of the block."""
    with services().database.write() as session:
        yield session
