"""What a platform is told of a grade, and when."""

from datetime import datetime, timedelta

import pytest

from grader.assignments import public
from grader.lti.scores import CANVAS_SUBMISSION
from grader.model import Verdict
from grader.store import (
    accounts,
    assignment_settings,
    courses,
    extensions,
    lateness,
    lti_links,
    overrides,
    privacy,
    runs,
)
from grader.store.comments import Author
from grader.store.extensions import NewExtension
from grader.store.models import LtiScore, LtiUser, ScoreState, Submission
from grader.store.schedules import course_schedules
from tests.store.regrading import ready

RIGHT, WRONG = Verdict.ACCEPTED, Verdict.WRONG_ANSWER


def rows(lms):
    with lms.database.read() as session:
        return session.query(LtiScore).order_by(LtiScore.id).all()


def marks(lms, user="u-ada"):
    return [body.get("scoreGiven", body["gradingProgress"]) for body in lms.services.history(user)]


def given(session, lms):
    return courses.course_assignment(session, lms.course_id, "relu_der")


def test_a_graded_submission_is_sent_to_a_new_line_item(lms, world):
    world.graded(RIGHT, WRONG)
    lms.run()
    (item,) = lms.services.items.values()
    assert (item["label"], item["resourceId"], item["resourceLinkId"]) == (
        "Backward through ReLU",
        "relu_der",
        "link-1",
    )
    score = lms.services.last()
    assert (score["scoreGiven"], score["scoreMaximum"], score["comment"]) == (1.0, 2.0, "Attempt 1.")
    assert (score["activityProgress"], score["gradingProgress"]) == ("Completed", "FullyGraded")
    assert (rows(lms)[0].state, rows(lms)[0].due_at) == (ScoreState.SENT, None)


def test_the_timestamp_has_fractions_and_the_submission_its_own_time(lms, world):
    submission = world.graded(RIGHT)
    lms.clock.forward(seconds=0.123456)
    lms.run()
    score = lms.services.last()
    at = datetime.fromisoformat(score["timestamp"])
    assert len(score["timestamp"]) == len("2026-01-01T00:00:00.000000Z")
    assert at <= lms.clock.now()
    assert datetime.fromisoformat(score["submission"]["submittedAt"]) == submission.created_at
    assert score[CANVAS_SUBMISSION] == {"new_submission": True, "submitted_at": score["submission"]["submittedAt"]}


def test_only_changes_are_sent(lms, world):
    world.graded(RIGHT, WRONG)
    lms.run(minutes=5)
    world.graded(WRONG, WRONG)
    lms.run(minutes=5)
    assert marks(lms) == [1.0]
    world.graded(RIGHT, RIGHT)
    lms.run(minutes=5)
    assert marks(lms) == [1.0, 2.0]
    assert lms.services.count("/token") == 2  # line items, scores


def test_a_running_attempt_is_pending_only_if_nothing_is_graded(lms, world):
    waiting = world.hand_in()
    lms.run()
    assert marks(lms) == []
    lms.run(minutes=1)
    assert marks(lms) == ["Pending"]
    assert lms.services.last()["activityProgress"] == "Submitted"
    world.finish(world.claim(waiting), RIGHT)
    world.hand_in()
    lms.run(minutes=1)
    assert marks(lms) == ["Pending", 1.0]


def test_an_attempt_that_the_grader_failed_is_failed(lms, world):
    submission = world.hand_in()
    with lms.database.write() as session:
        runs.cancel(session, submission.id, by="ada@example.org")
    lms.run()
    assert marks(lms) == ["Failed"]


def test_points_that_are_set_are_sent_and_taken_back(lms, world):
    submission = world.graded(RIGHT, WRONG)
    lms.run()
    author = Author(person_id=None, name="token x")
    with lms.database.write() as session:
        overrides.set_points(session, submission.id, row=None, score=2.0, reason="fine", author=author)
    lms.run(minutes=1)
    assert lms.services.last()["comment"] == "Attempt 1, points set by an instructor."
    # It is the same work as before.
    assert lms.services.last()[CANVAS_SUBMISSION]["new_submission"] is False
    with lms.database.write() as session:
        overrides.take_back(session, submission.id, row=None)
    lms.run(minutes=1)
    assert marks(lms) == [1.0, 2.0, 1.0]


def test_points_are_sent_when_they_are_released(lms, world):
    with lms.database.write() as session:
        assignment_settings.change(session, given(session, lms), {"manual_release": True}, actor="x")
    world.graded(RIGHT)
    lms.run()
    assert marks(lms) == ["PendingManual"]
    with lms.database.write() as session:
        assignment_settings.release(session, given(session, lms), released=True, actor="x")
    lms.run(minutes=1)
    with lms.database.write() as session:
        assignment_settings.release(session, given(session, lms), released=False, actor="x")
    lms.run(minutes=1)
    assert marks(lms) == ["PendingManual", 1.0, "PendingManual"]


def test_lateness_and_extensions_change_what_is_sent(lms, world):
    submission = world.graded(RIGHT, RIGHT)
    lms.run()
    due = (submission.created_at - timedelta(hours=1)).isoformat()
    late = {"due_at": due, "percent": 50.0, "days_accepted": 2}
    known = {"relu_der": public.load("relu_der")}

    def refresh(session):
        lateness.refresh(session, lms.course_id, course_schedules(session, lms.course_id, known, known.__getitem__))

    with lms.database.write() as session:
        assignment_settings.change(session, given(session, lms), late, actor="x")
        refresh(session)
    lms.run(minutes=1)
    assert lms.services.last()["comment"] == "Attempt 1, 50 % deducted because it was late."
    new = NewExtension(due_at=submission.created_at + timedelta(days=1), attempts=0, reason="ill")
    with lms.database.write() as session:
        extensions.create(session, given(session, lms), ["ada@example.org"], new, actor="x")
        refresh(session)
    lms.run(minutes=1)
    assert marks(lms) == [2.0, 1.0, 2.0]


def test_which_attempt_counts_may_change(lms, world):
    world.graded(RIGHT)
    world.graded(WRONG)
    lms.run()
    with lms.database.write() as session:
        assignment_settings.change(session, given(session, lms), {"counts": "last"}, actor="x")
    lms.run(minutes=1)
    assert marks(lms) == [1.0, 0.0]


def test_the_result_of_a_regrade_is_sent(lms, world, regrading):
    world.graded(RIGHT, WRONG)
    world.graded(RIGHT, RIGHT, student="ben@example.org")
    lms.run()
    made = ready(regrading)
    regrading.apply(made)
    regrading.write_chosen()
    lms.run(minutes=1)
    assert marks(lms) == [1.0, 2.0]
    assert marks(lms, "u-ben") == [2.0, 1.0]


def test_a_deleted_account_has_its_score_withdrawn_and_is_forgotten(lms, world):
    world.graded(RIGHT)
    lms.run()
    with lms.database.write() as session:
        privacy.delete_person(session, world_person(session, "ada@example.org"))
    lms.run(minutes=1)
    assert marks(lms) == [1.0, "NotReady"]
    assert "scoreGiven" not in lms.services.last()
    assert rows(lms) == []


def world_person(session, email):
    return accounts.by_email(session, email).id


def test_nothing_is_sent_of_practice_teachers_and_other_assignments(lms, world):
    world.hand_in(practice=True)
    world.graded(RIGHT, assignment="relu")
    lms.run(minutes=1)
    assert rows(lms) == []


def test_scores_from_before_the_link_are_sent_when_it_is_made(lms, world):
    with lms.database.write() as session:
        lti_links.choose(session, lms.link_id, "relu")
    world.graded(RIGHT)
    lms.run()
    assert marks(lms) == []
    with lms.database.write() as session:
        lti_links.choose(session, lms.link_id, "relu_der")
    lms.run(minutes=1)
    assert marks(lms) == [1.0]


def test_scores_from_before_the_account_was_linked_are_sent_then(lms, world):
    with lms.database.write() as session:
        session.query(LtiUser).filter_by(subject="u-ada").delete()
    world.graded(RIGHT)
    lms.run()
    assert rows(lms) == []
    with lms.database.write() as session:
        lms.link(session, "u-ada", "ada@example.org")
    lms.run(minutes=1)
    assert marks(lms) == [1.0]


@pytest.mark.parametrize("score", [0.1 + 0.2, 1 / 3])
def test_points_are_rounded(lms, world, score):
    submission = world.graded(RIGHT)
    with lms.database.write() as session:
        session.get(Submission, submission.id).override_score = score
    lms.run()
    assert marks(lms) == [round(score, 6)]
