"""Handing in, and reading what was handed in."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest

from grader.model import Lane, Lifecycle, Verdict
from grader.store import attempts, queue_positions, runs, submission_list, submissions
from grader.store.submissions import AttemptsUsedUp, IdempotencyConflict, Priority


def test_the_file_is_kept_byte_for_byte(world):
    content = b"\xef\xbb\xbfx = 1\r\n\tprint('\xc3\xa9')\r\n"
    submission = world.hand_in(content=content)
    with world.database.read() as session:
        assert submissions.content_of(session, submission.id) == content
    assert world.get(submission).sha256 == hashlib.sha256(content).hexdigest()


def test_identifiers_cannot_be_guessed(world):
    first, second = world.hand_in(), world.hand_in()
    assert len(first.id) == 36
    assert first.id[:8] != second.id[:8]


def test_attempts_count_for_each_student_and_assignment(world):
    numbers = [world.hand_in().attempt, world.hand_in().attempt]
    other_assignment = world.hand_in(assignment="train").attempt
    other_student = world.hand_in("ben@example.org").attempt
    assert (numbers, other_assignment, other_student) == ([1, 2], 1, 1)


def test_attempts_end(world):
    world.hand_in(attempts_allowed=2)
    world.hand_in(attempts_allowed=2)
    with pytest.raises(AttemptsUsedUp):
        world.hand_in(attempts_allowed=2)
    with world.database.read() as session:
        assert attempts.attempts_used(session, world.course_id, "ada@example.org", "relu_der") == 2


def test_trials_cost_nothing(world):
    runs_made = [world.hand_in(practice=True, attempts_allowed=1) for _ in range(3)]
    assert [run.attempt for run in runs_made] == [0, 0, 0]
    assert world.hand_in(attempts_allowed=1).attempt == 1


def test_what_failed_by_our_fault_costs_nothing(world):
    submission = world.hand_in(attempts_allowed=1)
    claim = world.claim(submission)
    with world.database.write() as session:
        runs.give_back(session, submission.id, claim.run, cause="The jail broke.", max_claims=1, enqueue_in=0)
    failed = world.get(submission)
    assert failed.status is Lifecycle.FAILED
    assert failed.score is None
    assert failed.failure.startswith("The jail broke.")
    assert world.hand_in(attempts_allowed=1).attempt == 2


def test_many_at_once_get_different_numbers(world):
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: world.hand_in(), range(16)))
    assert sorted(row.attempt for row in made) == list(range(1, 17))


def test_the_limit_holds_for_many_at_once(world):
    def attempt(_):
        try:
            return world.hand_in(attempts_allowed=3).attempt
        except AttemptsUsedUp:
            return None

    with ThreadPoolExecutor(8) as pool:
        made = [number for number in pool.map(attempt, range(12)) if number]
    assert sorted(made) == [1, 2, 3]


def test_the_same_key_is_the_same_submission(world):
    first = world.hand_in(idempotency_key="k1")
    again = world.hand_in(idempotency_key="k1")
    other = world.hand_in(idempotency_key="k2")
    assert again.id == first.id
    assert other.id != first.id


def test_the_same_key_for_something_else_is_refused(world):
    world.hand_in(idempotency_key="k1")
    with pytest.raises(IdempotencyConflict):
        world.hand_in(idempotency_key="k1", content=b"y = 2\n")


def test_who_has_work_in_flight_queues_behind(world):
    first, second = world.hand_in(), world.hand_in()
    other = world.hand_in("ben@example.org")
    assert [first.priority, second.priority, other.priority] == [Priority.FIRST, Priority.BEHIND, Priority.FIRST]
    with world.database.read() as session:
        ahead = [queue_positions.queue_position(session, row.id).ahead for row in (first, other, second)]
    assert ahead == [0, 1, 2]


def test_queue_position_knows_its_lane(world):
    world.graded(Verdict.ACCEPTED)
    running = world.hand_in()
    world.claim(running)
    world.hand_in("ben@example.org", lane=Lane.TRAINING)
    waits = world.hand_in("eve")
    with world.database.read() as session:
        position = queue_positions.queue_position(session, waits.id)
        assert queue_positions.queue_position(session, running.id) is None
    assert (position.ahead, position.running) == (0, 1)
    assert position.seconds_each >= 0


def test_history_and_pages(world):
    made = [world.hand_in(), world.hand_in(practice=True), world.hand_in(assignment="train"), world.hand_in("eve")]
    with world.database.read() as session:
        mine = submissions.history(session, world.course_id, "ada@example.org", "relu_der")
        newest = submissions.latest(session, world.course_id, "ada@example.org", "relu_der")
        first_page = submission_list.page(session, [world.course_id], size=3)
        second_page = submission_list.page(session, [world.course_id], size=3, number=2)
        counted = submission_list.page(session, [world.course_id], practice_runs=False)
        of_eve = submission_list.page(session, [world.course_id], student="eve", assignment="relu_der")
    assert [row.id for row in mine] == [made[1].id, made[0].id]
    assert newest.id == made[1].id
    assert [row.id for row in first_page.items + second_page.items] == [row.id for row in reversed(made)]
    assert first_page.total == 4
    assert counted.total == 3
    assert [row.id for row in of_eve.items] == [made[3].id]
