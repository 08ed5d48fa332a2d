"""What the overview of a course tells, and the act beside it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from grader.model import Verdict
from grader.store import courses, outlines, regrade_requests
from grader.store.models import Submission
from grader.store.outlines import CaseOutline
from tests.web.grading import hidden_case, visible_case


@pytest.fixture
def overview(browse, world):
    """The page, and its text without tags."""

    def read():
        page = browse("ina").get(f"/teach/{world.networks}").text
        return page, " ".join(re.sub(r"<[^>]*>", " ", page).split())

    return read


def test_nothing_needs_anybody(overview):
    assert "Nothing needs you now." in overview()[1]


def test_stuck_students_are_counted_and_listed(overview, browse, world, worker, hand_in):
    for _ in range(5):
        worker.grade(hand_in("alice"), visible_case(), hidden_case())
    assert "stuck" not in overview()[1].partition("Grading queue")[0]
    worker.grade(hand_in("alice"), visible_case(), hidden_case())
    page, text = overview()
    assert "1 student is stuck in Backward through ReLU 5 or more attempts without a better score, median 5." in text
    assert f'href="/teach/{world.networks}/relu_der/submissions?stuck=yes"' in page
    listed = browse("ina").get(f"/teach/{world.networks}/relu_der/submissions?stuck=yes").text
    assert "Alice Example" in listed
    assert "Bob Example" not in listed


def test_a_request_is_answered_in_the_queue(overview, world, worker, hand_in, database):
    submission_id = hand_in("alice")
    worker.grade(submission_id, visible_case())
    with database.write() as db:
        regrade_requests.open_request(db, submission_id, row="gradient", reason="Please look.")
    page, text = overview()
    assert "1 regrade request waits" in text
    assert f'href="/teach/{world.networks}/regrade-requests"' in page


def test_attempts_of_earlier_tests_lead_to_the_regrades(overview, world, worker, hand_in, database):
    worker.grade(hand_in("alice"), visible_case())
    with database.write() as db:
        case = CaseOutline(name="handout_example", title="A", row="gradient", visible=True, max_score=5.0)
        outlines.publish(db, "relu_der", "newer", [case])
    page, text = overview()
    assert "1 attempt was graded by earlier tests" in text
    assert f'href="/teach/{world.networks}/regrades"' in page


def test_who_has_not_submitted_before_a_deadline(overview, world, hand_in, database, app):
    now = app.extensions["services"].clock.now()
    with database.write() as db:
        courses.set_assignment(db, world.networks, "relu_der", due_at=now + timedelta(days=1))
    hand_in("alice", practice=True)
    page, text = overview()
    assert "2 students have not submitted Backward through ReLU" in text
    assert "1 of them has made practice runs." in text
    assert "show=missing" in page


def test_a_test_that_suddenly_fails_raises_an_alarm(overview, world, worker, hand_in, database):
    for number in range(20):
        submission_id = hand_in("alice" if number % 2 else "bob")
        worker.grade(submission_id, visible_case(Verdict.ACCEPTED if number < 10 else Verdict.WRONG_ANSWER))
        if number < 10:
            with database.write() as db:
                row = db.get(Submission, submission_id)
                row.created_at -= timedelta(days=2)
    text = overview()[1]
    assert "“A 2 by 2 batch from the handout” passes for 0 %, down from 100 %" in text
