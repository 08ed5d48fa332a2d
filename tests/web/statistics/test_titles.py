"""Titles of tests, as instructors read them."""

from __future__ import annotations

from grader.store import outlines
from grader.store.outlines import CaseOutline
from web.services import Services
from web.statistics.titles import outline


def case(name: str, title: str, row: str) -> CaseOutline:
    return CaseOutline(name=name, title=title, row=row, visible=True, max_score=1.0)


def test_equal_titles_of_different_rows_have_the_row_before_them(app, database):
    services: Services = app.extensions["services"]
    assignment = services.catalogue.get("train")
    assert assignment is not None
    first, second = assignment.rows[:2]
    cases = [case("a", "One sample", first.name), case("b", "One sample", second.name), case("c", "Two", first.name)]
    with database.write() as db:
        outlines.publish(db, "train", "version", cases)
        titles = [each.title for each in outline(db, assignment, [])]
    assert titles == [f"{first.title}: One sample", f"{second.title}: One sample", "Two"]
