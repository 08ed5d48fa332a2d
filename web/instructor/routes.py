"""Brings the instructors' pages together: importing a module registers its routes."""

from __future__ import annotations

from web.instructor import (
    analytics,
    assignment,
    assignment_list,
    assignment_settings,
    audit,
    course_list,
    exports,
    extensions,
    gradebook,
    keys,
    members,
    merging,
    overview,
    regrades,
    remarks,
    roster,
    saved_comments,
    sections,
    student,
    student_view,
    submission_list,
)
from web.instructor.base import blueprint

__all__ = [
    "analytics",
    "assignment",
    "assignment_list",
    "assignment_settings",
    "audit",
    "blueprint",
    "course_list",
    "exports",
    "extensions",
    "gradebook",
    "keys",
    "members",
    "merging",
    "overview",
    "regrades",
    "remarks",
    "roster",
    "saved_comments",
    "sections",
    "student",
    "student_view",
    "submission_list",
]
