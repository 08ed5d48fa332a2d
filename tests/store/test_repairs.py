"""Repairs: which submissions are searched, what is kept, and what a class has in common."""

from grader.model import Verdict
from grader.store import repairs, runs
from grader.store.models import Submission
from tests.repair.results import change
from tests.repair.results import repairs as result

RIGHT, WRONG = Verdict.ACCEPTED, Verdict.WRONG_ANSWER
ADA, BEN = "ada@example.org", "ben@example.org"


def job_of(world, submission):
    with world.database.read() as session:
        return repairs.job(session, submission.id)


def save(world, submission, found, code="code"):
    job = job_of(world, submission)
    with world.database.write() as session:
        repairs.save(session, job, code, found)


def test_what_failed_is_searched_once(world):
    submission = world.graded(WRONG)
    job = job_of(world, submission)
    assert (job.assignment, job.run, job.practice) == ("relu_der", 1, False)
    save(world, submission, result(change()))
    assert job_of(world, submission) is None


def test_what_passed_is_not_searched(world):
    assert job_of(world, world.graded(RIGHT)) is None


def test_an_older_attempt_is_not_searched(world):
    first = world.graded(WRONG)
    second = world.graded(WRONG)
    assert job_of(world, first) is None
    assert job_of(world, second) is not None
    with world.database.read() as session:
        assert repairs.is_superseded(session, first.id)
        assert not repairs.is_superseded(session, second.id)
        assert repairs.is_superseded(session, "no such submission")


def test_the_result_belongs_to_the_graded_run(world):
    submission = world.graded(WRONG)
    save(world, submission, result(change()))
    with world.database.read() as session:
        row = session.get_one(Submission, submission.id)
        assert repairs.of(session, row) == result(change())
        row.graded_run = 2
        assert repairs.of(session, row) is None
        session.rollback()


def test_a_submission_that_is_graded_again_is_not_searched_meanwhile(world):
    submission = world.graded(WRONG)
    with world.database.write() as session:
        runs.regrade(session, submission.id)
    assert job_of(world, submission) is None


def test_an_earlier_result_of_the_same_code_is_found(world):
    save(world, world.graded(WRONG), result())
    save(world, world.graded(WRONG, student=BEN), result(change()))
    with world.database.read() as session:
        assert repairs.by_code(session, "code") == result(change())
        assert repairs.by_code(session, "other") is None


def test_accepted_submissions_lend_their_expressions(world):
    world.graded(WRONG)
    world.graded(RIGHT, student=BEN)
    with world.database.read() as session:
        (source,) = repairs.accepted_sources(session, world.course_id, "relu_der")
    assert source.cells


def test_what_a_class_shares_is_counted_by_student(world):
    save(world, world.graded(WRONG), result(change()))
    save(world, world.graded(WRONG), result(change(line=7)))
    last = world.graded(WRONG, student=BEN)
    save(world, last, result(change(), change(subject="a sign", before="+", after="-")))
    with world.database.read() as session:
        found = repairs.frequent(session, world.course_id, "relu_der")
    assert [(repair.subject, repair.students) for repair in found] == [
        ("the boundary of a comparison", 2),
        ("a sign", 1),
    ]
    assert found[0].edit == "Z >= 0 → Z > 0"
    assert found[1].example_id == last.id
