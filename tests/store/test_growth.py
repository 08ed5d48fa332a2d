"""What every submission costs the database does not grow with the submissions of others.

Rows are counted instead of time: steps of SQLite's virtual machine, and the rows that PostgreSQL reads.
"""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, insert, text

from grader.model import Counts, Lane, Lifecycle, Verdict
from grader.store import (
    attempts,
    grades,
    question_attempts,
    queue_positions,
    recovery,
    results,
    runs,
    submissions,
    tokens,
)
from grader.store.events import first_seq
from grader.store.models import Role, Submission, table_of
from tests.store.conftest import case_event, report, result

ADA = "ada@example.org"
SLUG = "relu_der"
FEW, MANY = 200, 2000
#: Rows that one operation may read on PostgreSQL, which reads a small table from its beginning to its end.
MOST_ROWS = 200


def others(course_id, token_id, number):
    """Finished submissions of twenty times fewer students to two assignments, sent with one token."""
    start = datetime.now(UTC)
    for index in range(number):
        moment, practice, failed = start - timedelta(minutes=index), index % 3 == 0, index % 50 == 0
        yield {
            "id": str(uuid.uuid4()),
            "course_id": course_id,
            "student": f"student{index % (number // 20)}@example.org",
            "api_token_id": token_id,
            "idempotency_key": str(number + index),
            "assignment": SLUG if index % 2 else "mlp",
            "attempt": 0 if practice else number + index,
            "practice": practice,
            "filename": "a.py",
            "content": b"x = 1\n",
            "sha256": "0" * 64,
            "status": Lifecycle.FAILED if failed else Lifecycle.GRADED,
            "lane": Lane.INTERACTIVE,
            "priority": 0,
            **dict.fromkeys(("created_at", "queued_at", "enqueue_at", "started_at", "finished_at"), moment),
            "run": 1,
            "claims": 1,
            "cancelled": False,
            "graded_run": 1,
            "score": 1.0,
            "max_score": 1.0,
            "verdict": Verdict.ACCEPTED,
            "failure": "The grader failed." if failed else None,
        }


@pytest.fixture
def token_id(world):
    with world.database.write() as session:
        return tokens.create_token(session, course_id=world.course_id, role=Role.STUDENT, name="LMS")[0].id


@pytest.fixture
def fill(world, token_id):
    """Adds submissions of others to the course, and lets the planner know of them."""

    def add(number):
        with world.database.write() as session:
            session.execute(insert(table_of(Submission)), list(others(world.course_id, token_id, number)))
        with world.database.without_limits() as connection:
            connection.execute(text("ANALYZE"))
            connection.commit()

    return add


class Counter:
    """Counts what the statements of a transaction read."""

    def __init__(self, database):
        self._database = database
        self._steps = 0
        if database.is_sqlite:
            event.listen(
                database.engine, "checkout", lambda connection, *_: connection.set_progress_handler(self._step, 1)
            )

    def _step(self):
        self._steps += 1
        return 0

    def measure(self, operation):
        """The number of steps or rows, and what `operation(session)` returns."""
        self._steps = 0
        with self._database.write() as session:
            before = 0 if self._database.is_sqlite else session.scalar(_ROWS)
            result = operation(session)
            session.flush()
            return self._steps if self._database.is_sqlite else session.scalar(_ROWS) - before, result


#: Of this connection, since its counters were last sent to the server; they are sent at the earliest after a commit.
_ROWS = text("SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables")


def costs(world, token_id):
    """What each operation on one more submission costs."""
    counter, course_id, found = Counter(world.database), world.course_id, {}

    def measure(name, operation):
        found[name], result = counter.measure(operation)
        return result

    mine = (course_id, ADA, SLUG)
    new = world.new(api_token_id=token_id, idempotency_key="one")
    submission = measure("create", lambda session: submissions.create(session, new))
    measure("position in the queue", lambda session: queue_positions.queue_position(session, submission.id))
    measure("overdue", lambda session: recovery.overdue(session, lanes=list(Lane), resend_seconds=30))
    claim = measure("claim", lambda session: runs.claim(session, submission.id, holder="test", lease_seconds=30))
    measure("earlier answers", lambda session: question_attempts.earlier_attempts(session, submission.id, ["one"]))
    measure("renew", lambda session: runs.renew(session, submission.id, claim.run, lease_seconds=30))
    measure("any running", recovery.any_running)
    measure("recover", lambda session: recover(session, lambda holder: False))
    measure("give back", lambda session: give_back(session, claim))
    measure("queued", recovery.queued_by_lane)
    claim = world.claim(submission)
    measure("finish", lambda session: finish(session, claim))
    measure("latest", lambda session: submissions.latest(session, *mine))
    measure("history", lambda session: submissions.history(session, *mine))
    measure("attempts used", lambda session: attempts.attempts_used(session, *mine))
    measure("counting", lambda session: grades.counting_submission(session, *mine, Counts.BEST))
    measure("is student", lambda session: submissions.is_student(session, course_id, ADA))
    return found


def recover(session, has_ended):
    return recovery.recover(session, max_claims=3, has_ended=has_ended, enqueue_in=1)


def finish(session, claim):
    cases = [result("case1")]
    events, seq = [case_event(claim, 1, cases[0])], first_seq(claim.run) + 2
    return runs.finish(session, claim, report(cases), receipt={"suite": "1"}, events=events, seq=seq)


def give_back(session, claim):
    return runs.give_back(session, claim.submission_id, claim.run, cause="Test.", max_claims=3, enqueue_in=1)


def test_a_submission_costs_the_same_in_a_large_course(world, token_id, fill):
    fill(FEW)
    if world.database.is_sqlite:
        few = costs(world, token_id)
        fill(MANY)
        with world.database.write() as session:
            session.execute(table_of(Submission).delete().where(Submission.student == ADA))
        many = costs(world, token_id)
        grown = {name: (few[name], many[name]) for name in few if many[name] > 1.1 * few[name]}
    else:
        fill(MANY)
        grown = {name: rows for name, rows in costs(world, token_id).items() if rows > MOST_ROWS}
    assert not grown


def test_the_counter_sees_a_scan(world, fill):
    fill(MANY)
    rows, _ = Counter(world.database).measure(lambda session: session.scalar(text("SELECT max(score) FROM submission")))
    assert rows >= MANY


def test_a_page_of_the_gradebook_reads_only_its_students(world, fill):
    """The attempts of the same few students cost the same beside those of many others."""
    counter, few = Counter(world.database), [f"student{index}@example.org" for index in range(5)]

    def page(session):
        counts = {SLUG: Counts.BEST, "mlp": Counts.BEST}
        return {attempt.student for attempt in results.attempts(session, world.course_id, counts, students=few)}

    fill(FEW)
    first, read = counter.measure(page)
    assert read == set(few)
    fill(MANY)
    # Each of them has as many attempts again.
    later, _ = counter.measure(page)
    assert later <= max(5 * first // 2, MOST_ROWS)
