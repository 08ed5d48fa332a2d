"""Public data of the test cases of an assignment."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from grader.store.models.base import Base, now


class Outline(Base):
    """Titles, rows and points of an assignment's test cases, published by the workers for the web."""

    __tablename__ = "outline"

    #: The assignment's folder.
    slug: Mapped[str] = mapped_column(String(100), primary_key=True)
    #: Version of the files that it was read from (`assignments.files.Versions`).
    suite_version: Mapped[str] = mapped_column("suite", String(64))
    #: {"cases": [...]}, see `grader.store.outlines.CaseOutline`; with "problem" when the assignment cannot be loaded.
    content: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime] = mapped_column(default=now)
