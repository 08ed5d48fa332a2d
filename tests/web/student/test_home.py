"""The next assignment, and relative times."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from grader.assignments import public
from grader.store import courses
from grader.store.models import now
from web.relative_time import is_near, relative_time
from web.student.home_items import CourseView, Item, course_strip, next_up, sections

NOW = datetime(2030, 5, 1, 12, tzinfo=UTC)
PLAIN = Item(
    course_id=1,
    assignment=public.load("relu_der"),
    opens_at=None,
    due_at=None,
    is_open=True,
    score=None,
    attempts=0,
    attempts_allowed=0,
    in_flight=False,
)
BEGUN = replace(PLAIN, attempts=1, score=3.0)
DUE = replace(PLAIN, due_at=NOW + timedelta(days=2))
SOONER = replace(PLAIN, due_at=NOW + timedelta(days=1))
DONE = replace(SOONER, attempts=1, score=15.0)
CLOSED = replace(SOONER, is_open=False)
SPENT = replace(SOONER, attempts=2, attempts_allowed=2, score=1.0)


@pytest.mark.parametrize(
    ("items", "first"),
    [
        ([], None),
        ([DONE, CLOSED, SPENT], None),
        ([PLAIN, BEGUN], BEGUN),
        ([PLAIN, replace(PLAIN, course_id=2)], PLAIN),
        ([BEGUN, DUE, SOONER], SOONER),
        ([DONE, CLOSED, SPENT, DUE], DUE),
    ],
)
def test_what_is_next(items: list[Item], first: Item | None) -> None:
    assert next_up(items) is first


@pytest.mark.parametrize(
    ("apart", "words", "near"),
    [
        (timedelta(days=2, hours=23), "in 2 days", False),
        (timedelta(days=1), "in 1 day", True),
        (timedelta(hours=3), "in 3 hours", True),
        (timedelta(minutes=1, seconds=59), "in 1 minute", True),
        (timedelta(seconds=30), "now", True),
        (-timedelta(hours=2), "2 hours ago", False),
    ],
)
def test_how_far_away(apart: timedelta, words: str, near: bool) -> None:
    assert relative_time(NOW + apart, NOW) == words
    assert is_near(NOW + apart, NOW) is near


@pytest.mark.parametrize(
    ("allowed", "used", "text"),
    [(1, 0, "1 attempt left"), (1, 1, "0 attempts left"), (3, 2, "1 of 3 attempts left"), (0, 0, None)],
)
def test_attempts_left_on_the_home_page(browse, database, world, hand_in, allowed, used, text):
    with database.write() as db:
        courses.set_assignment(db, world.networks, "relu_der", attempts=allowed)
    for _ in range(used):
        hand_in("alice")
    page = browse("alice").get("/").text
    assert re.findall(r"\d[\d\sof]* attempts? left", page) == ([text] if text else [])


def test_assignments_stand_by_deadline(app):
    later = replace(PLAIN, course_id=5, due_at=now() + timedelta(days=30))
    week, tomorrow = replace(later, due_at=now() + timedelta(days=6)), replace(later, due_at=now() + timedelta(days=1))
    opens = replace(later, is_open=False, opens_at=now() + timedelta(days=20))
    ended = replace(later, is_open=False, due_at=now() - timedelta(days=1))
    full = replace(ended, score=15.0)
    items = (later, PLAIN, week, tomorrow, ended, opens, full)
    course = CourseView(id=5, name="N", teaches=False, items=items, strip=course_strip(items))
    with app.test_request_context():
        found = {section.name: section.items for section in sections(course)}
        assert not course.is_past
        assert replace(course, items=(ended, full)).is_past
    assert found == {
        "week": (tomorrow, week),
        "later": (opens, later),
        "any": (PLAIN,),
        "done": (full,),
        "closed": (ended,),
    }


def test_a_course_as_a_strip():
    items = [replace(PLAIN, score=15.0), replace(PLAIN, score=5.0, attempts=1), PLAIN]
    strip = course_strip(items)
    assert [bar.kind for bar in strip.bars] == ["p", "h", "w", "w"]
    assert strip.bars[0].width == pytest.approx(3 * strip.bars[1].width, abs=0.02)
    assert strip.label == "1 assignments done, 1 started, 1 to do"


def test_a_course_whose_deadlines_have_passed_is_folded(browse, database, world):
    with database.write() as db:
        for row in courses.course_assignments(db, world.networks):
            row.due_at = now() - timedelta(days=1)
    page = browse("alice").get("/").text
    assert re.search(r"<details[^>]*>\s*<summary[^>]*><h2>Neural networks</h2>", page)
    assert "Archived" in page


def test_every_deadline_names_its_time_zone(browse, database, world):
    with database.write() as db:
        courses.set_assignment(db, world.networks, "relu_der", due_at=now() + timedelta(days=3))
        courses.set_assignment(db, world.networks, "backward", due_at=now() + timedelta(days=30))
        for slug in ("train", "perceptron"):
            courses.set_assignment(db, world.networks, slug)
    page = browse("alice").get("/").text
    times = re.findall(
        r"data-local-time=\"weekday\">[^<]*</time> <span class=\"zone\" data-zone-at=\"[^\"]+\">UTC", page
    )
    assert len(times) == page.count('data-local-time="weekday"') == 2
    assert page.count("No deadline") == 1
