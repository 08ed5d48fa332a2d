"""What costs an attempt, and which attempt counts."""

import pytest

from grader.model import Counts, Verdict
from grader.store import attempts, courses, grades
from grader.store.submissions import AttemptsUsedUp

ADA = "ada@example.org"


def used(world):
    with world.database.read() as session:
        return attempts.attempts_used(session, world.course_id, ADA, "relu_der")


def is_free(world, submission):
    with world.database.read() as session:
        return attempts.was_free(session, submission)


def let_them_count(world):
    with world.database.write() as session:
        courses.set_assignment(session, world.course_id, "relu_der", load_errors_count=True)


def test_a_file_that_does_not_load_costs_no_attempt(world):
    broken = world.graded(Verdict.LOAD_ERROR, Verdict.LOAD_ERROR, Verdict.SKIPPED)
    assert (used(world), broken.not_loaded, is_free(world, broken)) == (0, True, True)
    world.hand_in(attempts_allowed=1)
    assert used(world) == 1
    with pytest.raises(AttemptsUsedUp):
        world.hand_in(attempts_allowed=1)


def test_a_course_may_let_it_cost_one(world):
    broken = world.graded(Verdict.LOAD_ERROR, Verdict.LOAD_ERROR)
    let_them_count(world)
    assert (used(world), is_free(world, broken)) == (1, False)
    with pytest.raises(AttemptsUsedUp):
        world.hand_in(attempts_allowed=1)


def test_an_answer_that_was_judged_costs_an_attempt_even_beside_code_that_does_not_load(world):
    """Its verdict is that of the code, since nothing earned points."""
    half = world.graded(Verdict.LOAD_ERROR, Verdict.WRONG_ANSWER)
    assert (half.verdict, half.not_loaded, used(world)) == (Verdict.LOAD_ERROR, False, 1)


def test_an_attempt_without_any_answer_costs_one(world):
    world.graded(Verdict.SKIPPED, Verdict.SKIPPED)
    assert used(world) == 1


def test_a_waiting_attempt_costs_one_until_it_is_known_not_to_load(world):
    waiting = world.hand_in()
    assert used(world) == 1
    world.finish(world.claim(waiting), Verdict.LOAD_ERROR)
    assert used(world) == 0


def counting(world):
    with world.database.read() as session:
        return grades.counting_submission(session, world.course_id, ADA, "relu_der", Counts.LAST).attempt


def test_where_the_last_attempt_counts_a_free_one_does_not(world):
    world.graded(Verdict.LOAD_ERROR)
    assert counting(world) == 1
    world.graded(Verdict.ACCEPTED)
    world.graded(Verdict.LOAD_ERROR)
    assert counting(world) == 2
    let_them_count(world)
    assert counting(world) == 3


def numbers(world, *submissions):
    with world.database.read() as session:
        found = attempts.numbers(session, [row.id for row in submissions])
    return [(found[row.id].number, found[row.id].counts) for row in submissions]


def test_numbers_count_what_counts(world):
    broken, right, broken_again = (
        world.graded(verdict) for verdict in (Verdict.LOAD_ERROR, Verdict.ACCEPTED, Verdict.LOAD_ERROR)
    )
    waiting = world.hand_in()
    assert numbers(world, broken, right, broken_again, waiting) == [(1, False), (1, True), (2, False), (2, True)]
    assert used(world) == 2
    let_them_count(world)
    assert numbers(world, broken, right, broken_again, waiting) == [(1, True), (2, True), (3, True), (4, True)]


def test_practice_runs_have_no_number(world):
    practice = world.hand_in(practice=True)
    with world.database.read() as session:
        assert attempts.numbers(session, [practice.id]) == {}
