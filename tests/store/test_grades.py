"""What the class earned."""

from sqlalchemy import select, update

from grader.model import Counts, Verdict
from grader.store import courses, deliveries, grades, runs, summaries
from grader.store.models import Delivery, Role, Submission
from grader.store.question_attempts import earlier_attempts

RIGHT, WRONG = Verdict.ACCEPTED, Verdict.WRONG_ANSWER
ADA, BEN = "ada@example.org", "ben@example.org"


def lines(world, counts=Counts.BEST):
    with world.database.read() as session:
        return {line.student: line for line in grades.grades(session, world.course_id, "relu_der", counts)}


def test_the_best_or_the_last_attempt_counts(world):
    world.graded(RIGHT, WRONG)
    best = world.graded(RIGHT, RIGHT)
    last = world.graded(WRONG, WRONG)
    assert lines(world)[ADA].submission_id == best.id
    assert lines(world, Counts.LAST)[ADA].submission_id == last.id
    assert lines(world, Counts.LAST)[ADA].score == 0.0
    with world.database.read() as session:
        assert grades.counting_submission(session, world.course_id, ADA, "relu_der").id == best.id


def test_of_equal_scores_the_first_counts(world):
    first = world.graded(RIGHT)
    world.graded(RIGHT)
    assert lines(world)[ADA].submission_id == first.id
    assert lines(world)[ADA].attempts == 2


def test_shares_of_the_points_are_compared(world):
    """The assignment was worth twice as much at the first attempt."""
    world.graded(RIGHT, WRONG)
    full = world.graded(RIGHT)
    assert (full.score, full.max_score) == (1.0, 1.0)
    assert lines(world)[ADA].submission_id == full.id


def test_everybody_enrolled_has_a_line(world):
    world.graded(RIGHT, student="somebody else")
    found = lines(world)
    assert list(found) == [ADA, BEN, "somebody else"]
    assert (found[ADA].score, found[ADA].attempts, found[ADA].name) == (None, 0, "Ada")
    assert found["somebody else"].score == 1.0


def test_instructors_have_none(world):
    with world.database.write() as session:
        person = lines(world)[BEN].person_id
        courses.enrol(session, world.course_id, person, Role.INSTRUCTOR)
    assert list(lines(world)) == [ADA]


def test_trials_and_unfinished_do_not_count(world):
    world.graded(RIGHT, practice=True)
    world.hand_in()
    assert lines(world)[ADA].score is None


def test_a_result_that_is_being_regraded_counts_until_then(world):
    submission = world.graded(RIGHT)
    with world.database.write() as session:
        runs.regrade(session, submission.id)
    assert lines(world)[ADA].score == 1.0


def test_the_rows_of_a_table_are_what_the_attempts_give(world):
    """For the best attempt, the last one, late work, points that people have set, and other numbers of points."""
    world.graded(WRONG, WRONG)
    world.graded(RIGHT, WRONG)
    world.graded(RIGHT, WRONG, student=BEN)
    late = world.graded(RIGHT, RIGHT, student=BEN)
    world.graded(RIGHT, WRONG, student="eve")
    world.graded(WRONG, WRONG, student="eve", practice=True)
    world.hand_in(student="eve")
    with world.database.write() as session:
        for row, values in ((late, {"late_seconds": 5, "late_percent": 60.0}),):
            session.execute(update(Submission).where(Submission.id == row.id).values(**values))
    for rule in Counts:
        with world.database.read() as session:
            rows = {row.student: row for row in summaries.summaries(session, world.course_id, {"relu_der": rule})}
        expected = lines(world, rule)
        assert {name: (row.points, row.graded) for name, row in rows.items()} == {
            name: (line.score, line.attempts) for name, line in expected.items()
        }
        assert [rows[name].is_running for name in (ADA, BEN, "eve")] == [False, False, True]
        assert rows[BEN].is_late is (rule is Counts.LAST)


def test_courses_do_not_mix(world):
    world.graded(RIGHT)
    with world.database.write() as session:
        other = courses.create_course(session, name="Other")
        assert grades.grades(session, other.id, "relu_der") == []


def attempts(world, submission, *names):
    with world.database.read() as session:
        found = earlier_attempts(session, submission.id, names)
    return {name: (attempts.count, attempts.best) for name, attempts in found.items()}


def test_earlier_answers_are_counted_with_the_best_of_them(world):
    world.graded(RIGHT, Verdict.SKIPPED)
    world.graded(WRONG, WRONG)
    world.graded(WRONG, WRONG, practice=True)
    world.graded(WRONG, WRONG, student=BEN)
    now = world.hand_in()
    assert attempts(world, now, "case0", "case1", "new") == {"case0": (2, 1.0), "case1": (1, 0.0), "new": (0, 0.0)}


def test_the_same_answer_handed_in_again_costs_no_try(world):
    world.graded(WRONG)
    world.graded(WRONG)
    now = world.hand_in()
    assert attempts(world, now, "case0") == {"case0": (1, 0.0)}


def test_an_attempt_under_way_counts_as_a_try(world):
    world.hand_in()
    now = world.hand_in()
    assert attempts(world, now, "case0") == {"case0": (1, 0.0)}


def test_later_attempts_do_not_count_when_one_is_graded_again(world):
    first = world.graded(WRONG)
    world.graded(RIGHT)
    assert attempts(world, first, "case0") == {"case0": (0, 0.0)}


def test_a_practice_run_tells_no_webhook(world):
    with world.database.write() as session:
        deliveries.create_webhook(session, course_id=world.course_id, url="https://lms.example/hook")
    world.graded(Verdict.WRONG_ANSWER, practice=True)
    attempt = world.graded(Verdict.WRONG_ANSWER)
    with world.database.read() as session:
        assert [delivery.submission_id for delivery in session.scalars(select(Delivery))] == [attempt.id]
