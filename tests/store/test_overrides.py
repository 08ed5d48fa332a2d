"""Points that people set: on record beside the graded ones, and through regrades."""

import pytest
from sqlalchemy import select

from grader.model import Counts, Verdict
from grader.store import deliveries, grades, overrides, privacy, runs
from grader.store.comments import Author
from grader.store.models import Delivery
from grader.store.overrides import InvalidOverride, NotGraded

TEACHER = Author(person_id=None, name="token LMS")


@pytest.fixture
def half(world):
    """Two of three tests of the only row pass."""
    return world.graded(Verdict.ACCEPTED, Verdict.ACCEPTED, Verdict.WRONG_ANSWER)


def set_points(world, submission, score, row=None):
    with world.database.write() as session:
        return overrides.set_points(session, submission.id, row=row, score=score, reason="as discussed", author=TEACHER)


def take_back(world, submission, row=None):
    with world.database.write() as session:
        return overrides.take_back(session, submission.id, row=row)


def grade(world):
    with world.database.read() as session:
        found = grades.grades(session, world.course_id, "relu_der")
    return next((line.score, line.graded_score) for line in found if line.student == "ada@example.org")


@pytest.mark.parametrize("row", [None, "row"])
def test_the_points_count_and_the_graded_ones_stay(world, half, row):
    set_points(world, half, 2.5, row)
    stored = world.get(half)
    assert (stored.points, stored.score, stored.report["score"]) == (2.5, 2.0, 2.0)
    assert grade(world) == (2.5, 2.0)


def test_taken_back_the_graded_points_count_again(world, half):
    set_points(world, half, 3)
    assert take_back(world, half)
    assert not take_back(world, half)
    assert grade(world) == (2.0, 2.0)
    with world.database.read() as session:
        assert [row.revoked_at is not None for row in overrides.history(session, half.id)] == [True]


def test_a_new_override_of_the_same_row_replaces_the_old_one(world, half):
    set_points(world, half, 1, "row")
    set_points(world, half, 3, "row")
    with world.database.read() as session:
        assert [row.score for row in overrides.of(session, half.id)] == [3]
        assert len(overrides.history(session, half.id)) == 2
    assert world.get(half).points == 3


def test_that_of_the_whole_outweighs_that_of_a_row(world, half):
    set_points(world, half, 0.5)
    set_points(world, half, 3, "row")
    assert world.get(half).points == 0.5
    take_back(world, half)
    assert world.get(half).points == 3


def test_the_best_attempt_is_the_best_with_the_points_of_people(world, half):
    full = world.graded(Verdict.ACCEPTED, Verdict.ACCEPTED, Verdict.ACCEPTED)
    set_points(world, full, 0)
    with world.database.read() as session:
        counting = grades.counting_submission(session, world.course_id, "ada@example.org", "relu_der", Counts.BEST)
    assert counting.id == half.id


@pytest.mark.parametrize("row", [None, "row"])
def test_it_survives_a_regrade_and_a_change_of_the_points(world, half, row):
    """The regraded suite has one test less: the points are rescaled."""
    set_points(world, half, 1.5, row)
    with world.database.write() as session:
        runs.regrade(session, half.id)
    world.finish(world.claim(half), Verdict.WRONG_ANSWER, Verdict.ACCEPTED)
    stored = world.get(half)
    assert (stored.score, stored.max_score, stored.points) == (1.0, 2.0, 1.0)


def test_points_out_of_range_and_unknown_rows_are_refused(world, half):
    for score, row in ((3.5, None), (-1, None), (float("nan"), None), (1, "no such row")):
        with pytest.raises(InvalidOverride):
            set_points(world, half, score, row)
    assert world.get(half).override_score is None


def test_what_is_not_graded_has_no_points(world):
    with pytest.raises(NotGraded):
        set_points(world, world.hand_in(), 1)


def test_webhooks_are_told_of_the_points_that_count(world, half):
    with world.database.write() as session:
        deliveries.create_webhook(session, course_id=world.course_id, url="https://lms.example.edu/")
    set_points(world, half, 2.5)
    with world.database.write() as session:
        runs.regrade(session, half.id)
    world.finish(world.claim(half), Verdict.ACCEPTED, Verdict.ACCEPTED, Verdict.WRONG_ANSWER)
    with world.database.read() as session:
        sent = list(session.scalars(select(Delivery).order_by(Delivery.id)))
    assert [(row.kind, row.payload["score"]) for row in sent] == [("submission.graded", 2.5)] * 2


def test_they_are_exported_and_deleted_with_the_submission(world, half):
    set_points(world, half, 2.5)
    with world.database.write() as session:
        exported = privacy.export_person(session, half.person_id, {})["submissions"][0]
        privacy.delete_person(session, half.person_id)
        assert overrides.history(session, half.id) == []
    assert (exported["score"], exported["graded_score"], exported["overrides"][0]["reason"]) == (2.5, 2, "as discussed")
