"""Brings the instructors' pages together: importing a module registers its routes."""

from __future__ import annotations

from web.instructor import (
    assignment,
    assignment_list,
    course_list,
    keys,
    members,
    merging,
    overview,
    regrades,
    remarks,
    roster,
    sections,
    student_view,
)
from web.instructor.base import blueprint

__all__ = [
    "assignment",
    "assignment_list",
    "blueprint",
    "course_list",
    "keys",
    "members",
    "merging",
    "overview",
    "regrades",
    "remarks",
    "roster",
    "sections",
    "student_view",
]
