"""Assignments whose points change after a submission was graded."""

from __future__ import annotations

import csv
import io

import pytest

from grader.store import outlines
from tests.web.grading import SUITE, visible_case
from web.grading import rescaled


@pytest.mark.parametrize(
    ("score", "points", "now", "shown"),
    [(20, 20, 15, 15), (10, 20, 15, 7.5), (0, 20, 15, 0), (5, 10, 15, 7.5), (7, 15, 15, 7), (None, None, 15, None)],
)
def test_scores_are_converted_to_the_points_now(score, points, now, shown):
    assert rescaled(score, points, now) == shown


@pytest.fixture
def graded(hand_in, worker) -> str:
    """Alice's submission with 20 of 20 points, graded by an earlier suite; the assignment has 15 now."""
    submission: str = hand_in("alice")
    worker.grade(submission, visible_case(score=20.0, max_score=20.0))
    return submission


def test_no_score_is_above_its_maximum(graded, lms, browse, world):
    grades = lms.get("/assignments/relu_der/grades").json["grades"]
    alice = next(grade for grade in grades if grade["student"] == "alice@example.edu")
    assert (alice["score"], alice["max_score"]) == (15.0, 15.0)
    table = list(csv.DictReader(io.StringIO(lms.get("/assignments/relu_der/grades?format=csv").text)))
    assert next(row for row in table if row["email"] == "alice@example.edu")["score"] == "15"
    submission = lms.get(f"/submissions/{graded}").json
    assert (submission["score"], submission["max_score"]) == (20.0, 20.0)
    for name, path in (("alice", "/"), ("ina", f"/teach/{world.networks}")):
        assert "20 of 15" not in browse(name).get(path).text


def test_the_instructor_is_told_which_submissions_are_stale(graded, browse, database, world):
    page = f"/teach/{world.networks}/relu_der"
    assert "stale" not in browse("ina").get(page).text
    with database.write() as db:
        outlines.publish(db, "relu_der", "now", [])
    stale = browse("ina").get(page).text
    assert "1 graded submission is stale" in stale
    assert f"/submissions/{graded}" in stale
    with database.write() as db:
        outlines.publish(db, "relu_der", SUITE, [])
    assert "stale" not in browse("ina").get(page).text
