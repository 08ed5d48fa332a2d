"""What the grades and statistics of a course are made of."""

import pytest
from sqlalchemy import update

from grader.model import Counts, Verdict
from grader.store import known_outcomes, outcomes, overrides, results, runs
from grader.store.comments import Author
from grader.store.models import Submission, SubmissionOutcome

ADA, BOB = "ada@example.org", "bob@example.org"
RIGHT, WRONG = Verdict.ACCEPTED, Verdict.WRONG_ANSWER


@pytest.fixture
def read(world):
    def read(rule=Counts.BEST, **options):
        with world.database.read() as session:
            return results.attempts(session, world.course_id, {"relu_der": rule}, **options)

    return read


def counting(attempts):
    return [(attempt.student, attempt.attempt) for attempt in attempts if attempt.counts]


def test_the_best_attempt_counts_and_the_earliest_of_equal_ones(world, read):
    for verdicts in ((WRONG, RIGHT), (RIGHT, RIGHT), (RIGHT, RIGHT), (WRONG, WRONG)):
        world.graded(*verdicts, student=ADA)
    assert counting(read()) == [(ADA, 2)]
    assert counting(read(Counts.LAST)) == [(ADA, 4)]


def test_points_are_compared_as_shares(world, read):
    """The assignment was worth twice as much at the first attempt."""
    first = world.graded(RIGHT, WRONG, student=ADA)
    world.graded(RIGHT, RIGHT, student=ADA)
    with world.database.write() as session:
        session.execute(update(Submission).where(Submission.id == first.id).values(score=3.0, max_score=6.0))
    assert counting(read()) == [(ADA, 2)]


def test_practice_runs_are_left_out_and_running_attempts_are_not(world, read):
    world.graded(RIGHT, student=ADA, practice=True)
    world.hand_in(ADA)
    assert [(attempt.attempt, attempt.is_running, attempt.counts) for attempt in read()] == [(1, True, False)]


def test_points_that_people_set_count(world, read):
    submission = world.graded(WRONG, student=ADA)
    with world.database.write() as session:
        overrides.set_points(
            session, submission.id, row=None, score=1.0, reason="right", author=Author(person_id=None, name="Ina")
        )
    (attempt,) = read()
    assert (attempt.points, attempt.score, attempt.is_overridden, attempt.fraction) == (1.0, 0.0, True, 1.0)


def test_some_students_only(world, read):
    for student in (ADA, BOB):
        world.graded(RIGHT, student=student)
    assert [attempt.student for attempt in read(students=[BOB])] == [BOB]


def outcome(world, submission):
    with world.database.read() as session:
        return session.get(SubmissionOutcome, submission.id)


def test_the_outcome_holds_the_verdicts_and_names_of_the_graded_run(world):
    submission = world.graded(RIGHT, WRONG, student=ADA, diagnosis="sign")
    kept = outcome(world, submission)
    assert (kept.run, kept.suite) == (1, "1")
    assert kept.content == {
        "cases": [["case0", "accepted", None], ["case1", "wrong_answer", "sign"]],
        "mistakes": {"sign": "Sign"},
        "rows": {"row": [1.0, 2.0]},
    }


def test_a_regrade_replaces_the_outcome(world):
    submission = world.graded(WRONG, student=ADA)
    with world.database.write() as session:
        runs.regrade(session, submission.id)
    world.finish(world.claim(submission), RIGHT)
    kept = outcome(world, submission)
    assert (kept.run, kept.content["cases"]) == (2, [["case0", "accepted", None]])


def test_outcomes_of_a_course_are_by_submission(world):
    first, second = world.graded(WRONG, student=ADA, diagnosis="sign"), world.graded(RIGHT, student=BOB)
    world.graded(RIGHT, student=BOB, practice=True)
    with world.database.read() as session:
        found = known_outcomes.outcomes(session, results.attempts(session, world.course_id, {"relu_der": Counts.BEST}))
    assert set(found) == {first.id, second.id}
    assert found[first.id].mistakes == {"sign": "Sign"}
    assert [case.mistake for case in found[first.id].cases] == ["sign"]


def test_attempts_of_other_versions_of_the_tests_are_counted(world):
    world.graded(RIGHT, student=ADA)
    with world.database.read() as session:
        assert outcomes.stale_numbers(session, world.course_id, {"relu_der": "1"}) == {}
        assert outcomes.stale_numbers(session, world.course_id, {"relu_der": "2"}) == {"relu_der": 1}
        assert outcomes.stale_numbers(session, world.course_id, {"relu_der": ""}) == {}


def test_students_are_enrolled_or_submitted_for_without_an_account(world):
    world.graded(RIGHT, student="zed 17")
    with world.database.read() as session:
        found = results.students(session, world.course_id)
    assert [student.student for student in found][-1] == "zed 17"
    assert found[-1].person_id is None
    assert ADA in {student.student for student in found}
