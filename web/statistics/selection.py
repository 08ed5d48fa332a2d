"""Which lines of a course's table are wanted: search, filter, order and page."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from grader.store.results import Student
from web.statistics.course_table import LineSummary

#: Lines of a page.
PER_PAGE = 50


class Filter(StrEnum):
    """Which students are shown."""

    ALL = "all"
    #: A counting attempt is late.
    LATE = "late"
    #: A counting attempt has points that a person has set.
    OVERRIDDEN = "overridden"
    #: An attempt waits or is being graded.
    RUNNING = "running"
    #: Some assignment has no result.
    MISSING = "missing"
    #: The total is below half of what could be earned.
    BELOW = "below"


_TESTS: Mapping[Filter, Callable[[LineSummary], bool]] = {
    Filter.ALL: lambda line: True,
    Filter.LATE: lambda line: line.is_late,
    Filter.OVERRIDDEN: lambda line: line.is_overridden,
    Filter.RUNNING: lambda line: line.is_running,
    Filter.MISSING: lambda line: None in line.points,
    Filter.BELOW: lambda line: line.share < 0.5,
}


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What a request asks for."""

    #: Part of a name or email, in any case.
    search: str = ""
    filter: Filter = Filter.ALL
    #: "name", "total", or the slug of an assignment.
    sort: str = "name"
    descending: bool = False
    #: From 1.
    page: int = 1
    size: int = PER_PAGE
    #: Instead of a page: behind this student, who had this index (for when the student is not there any more).
    after: tuple[str, int] | None = None

    def start(self, students: Sequence[str]) -> int:
        """Index of the first line among these students, in their order."""
        if self.after is None:
            return (self.page - 1) * self.size
        student, index = self.after
        return students.index(student) + 1 if student in students else index

    @property
    def is_by_name(self) -> bool:
        """Whether the names alone tell which students are on the page."""
        return self.filter is Filter.ALL and self.sort == "name"


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """The lines of a page."""

    lines: list[LineSummary]
    #: Number of lines on all pages.
    total: int
    #: Number of the page, from 1; the last one if the request asks for a later one.
    page: int
    pages: int
    #: Number of students that each filter shows, within the search.
    numbers: Mapping[Filter, int]
    #: Index of the first line on all pages.
    start: int


def matches(student: Student, search: str) -> bool:
    """Whether a part of the student's name or email is what is searched for."""
    wanted = search.strip().casefold()
    return wanted in student.name.casefold() or wanted in student.student.casefold()


def choose(table: Sequence[LineSummary], wanted: Selection, slugs: Sequence[str]) -> Chosen:
    """The page of the table that is asked for. A sort by an unknown column is by name."""
    found = [line for line in table if matches(line.student, wanted.search)]
    numbers = {each: sum(map(test, found)) for each, test in _TESTS.items()}
    shown = _sorted([line for line in found if _TESTS[wanted.filter](line)], wanted, slugs)
    pages = max(1, math.ceil(len(shown) / wanted.size))
    page = min(max(wanted.page, 1), pages)
    start = wanted.start([line.student.student for line in shown]) if wanted.after else (page - 1) * wanted.size
    return Chosen(
        lines=shown[start : start + wanted.size],
        total=len(shown),
        page=page,
        pages=pages,
        numbers=numbers,
        start=start,
    )


def _sorted(found: list[LineSummary], wanted: Selection, slugs: Sequence[str]) -> list[LineSummary]:
    """Equal lines keep the order of their names. Without a result comes last, in both directions."""
    if wanted.sort == "total":
        return sorted(found, key=lambda line: -line.total if wanted.descending else line.total)
    if wanted.sort in slugs:
        column = slugs.index(wanted.sort)
        sign = -1 if wanted.descending else 1

        def place(line: LineSummary) -> tuple[bool, float]:
            points = line.points[column]
            return points is None, sign * (points or 0.0)

        return sorted(found, key=place)
    return found[::-1] if wanted.descending else found
