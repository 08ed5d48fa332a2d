"""Home tells what people did for the student; archived courses are folded."""

from __future__ import annotations

from datetime import timedelta

import pytest

from grader.model import Verdict
from grader.store import comments, courses, extensions, notices, overrides, regrade_requests
from grader.store.comments import Author
from grader.store.models import Notice, now
from tests.web.grading import hidden_case, visible_case

INA = Author(person_id=None, name="Ina Example")


@pytest.fixture
def attempt(hand_in, worker):
    sent = hand_in("alice")
    worker.grade(sent, visible_case(Verdict.WRONG_ANSWER), hidden_case())
    return sent


def news(page: str) -> str:
    return page.partition('id="news"')[2].partition("</aside>")[0]


def test_without_news_there_is_no_place_for_them(browse, attempt):
    assert "For you" not in browse("alice").get("/").text


def test_an_unseen_comment_is_told_until_it_is_read(browse, attempt, database):
    with database.write() as db:
        comments.add(db, attempt, text="What is ReLU at <0>?", line=3, author=INA)
    alice = browse("alice")
    told = news(alice.get("/").text)
    assert "Ina Example commented on line 3" in told
    assert f'href="/submissions/{attempt}#L3"' in told
    assert "What is ReLU at &lt;0&gt;?" in told
    assert "For you" not in browse("bob").get("/").text
    alice.get(f"/submissions/{attempt}")
    assert "For you" not in alice.get("/").text


def test_points_and_answers_are_told_for_two_weeks(browse, attempt, database):
    with database.write() as db:
        overrides.set_points(db, attempt, row="gradient", score=7.0, reason="A slip of the test.", author=INA)
        request = regrade_requests.open_request(db, attempt, row="gradient", reason="Why?")
        regrade_requests.answer(db, request.id, text="You are right.", by=INA)
    told = news(browse("alice").get("/").text)
    assert "Ina Example changed your points" in told
    assert "A slip of the test." in told
    assert "Ina Example answered your request for a regrade" in told
    with database.write() as db:
        for row in db.query(Notice):
            row.created_at = now() - notices.RECENT - timedelta(hours=1)
    assert "changed your points" not in news(browse("alice").get("/").text)


def test_an_extension_is_told_to_its_student_alone(browse, database, world):
    with database.write() as db:
        row = courses.course_assignment(db, world.networks, "relu_der")
        due_at = now() + timedelta(days=3)
        new = extensions.NewExtension(due_at=due_at, attempts=2, reason="Illness")
        extensions.create(db, row, ["alice@example.edu"], new, actor="ina@example.edu")
    told = news(browse("alice").get("/").text)
    assert "Deadline extended to" in told
    assert "2 more attempts" in told
    assert "Illness" in told
    assert "For you" not in browse("bob").get("/").text


def test_an_archived_course_is_folded_and_nothing_in_it_is_next(browse, database, world):
    before = browse("alice").get("/").text
    assert 'aria-label="Next"' in before
    with database.write() as db:
        courses.get_course(db, world.networks).archived_at = now()
    page = browse("alice").get("/").text
    assert "Archived ·" in page
    assert 'aria-label="Next"' not in page
