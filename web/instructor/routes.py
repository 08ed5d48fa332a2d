"""Brings the instructors' pages together: importing a module registers its routes."""

from __future__ import annotations

from web.instructor import (
    analytics,
    assignment,
    assignment_list,
    course_list,
    exports,
    gradebook,
    keys,
    members,
    merging,
    overview,
    regrades,
    remarks,
    roster,
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
    "blueprint",
    "course_list",
    "exports",
    "gradebook",
    "keys",
    "members",
    "merging",
    "overview",
    "regrades",
    "remarks",
    "roster",
    "sections",
    "student",
    "student_view",
    "submission_list",
]
