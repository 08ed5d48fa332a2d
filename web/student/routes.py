"""Brings the student's pages together: importing a module registers its routes."""

from __future__ import annotations

from web.student import (
    announcements,
    assignment,
    checks,
    comparison,
    drafts,
    handin,
    history,
    home,
    live,
    question_list,
    questions,
    receipts,
    remarks,
    repairs,
    submission,
)
from web.student.blueprint import blueprint

__all__ = [
    "announcements",
    "assignment",
    "blueprint",
    "checks",
    "comparison",
    "drafts",
    "handin",
    "history",
    "home",
    "live",
    "question_list",
    "questions",
    "receipts",
    "remarks",
    "repairs",
    "submission",
]
