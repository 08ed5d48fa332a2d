"""Regrades of an assignment by real workers: equal to full regrades, behind interactive work, and resumed."""

import pytest
from sqlalchemy import func, select

from grader.model import Lane
from grader.store import Database, courses, migrate, outlines, regrades, runs
from grader.store.comments import Author
from grader.store.models import RegradeResult, RegradeState, ResultState, Submission
from grader.store.regrade_runs import dispatch
from grader.store.regrades import Which
from grader.store.transitions import queue_entry
from grader.worker.queue import Queue
from grader.worker.sweeper import Sweeper
from tests.sampling import every
from tests.worker.parts import RIGHT, WRONG, get, grader_with, hand_in, wait_until
from tests.worker.service_process import Service, graded

TEACHER = Author(person_id=None, name="Ingrid")
#: Code that doubles small numbers only, that does not load, that raises for large ones, and that depends on the time.
ODD = b"def double(x):\n    return 2 * x if x < 3 else 0\n"
BROKEN = b"def double(x)\n"
RAISING = b"def double(x):\n    if x > 4:\n        raise ValueError(x)\n    return 2 * x\n"
RANDOM = b"import time\ndef double(x):\n    return 2 * x if time.time_ns() // 1000 % 2 else 0\n"


def start(database, course_id):
    with database.write() as session:
        return regrades.start(session, course_id, "doubling", author=TEACHER)


def apply(database, regrade, which=Which.ALL):
    with database.write() as session:
        regrades.apply(session, regrade.id, which, explanation="", author=TEACHER)


def state(database, regrade):
    with database.read() as session:
        return regrades.get(session, regrade.id).state


def counts(database, regrade):
    with database.read() as session:
        return regrades.counts(session, regrades.get(session, regrade.id))


def work(database, grader):
    """What queue and sweeper do, without them."""
    while True:
        with database.write() as session:
            entries = dispatch(session, resend_seconds=30, lost=True, at_once=True)
        if not entries:
            return
        for entry in entries:
            grader.regrade(entry.result_id)


def correct_the_tests(root):
    """The fourth test asks for a smaller number."""
    cases = root / "testcases/doubling/cases.py"
    text = cases.read_text().replace("same(student, reference, 4.5)", "same(student, reference, 2.0)")
    cases.write_text(text)


def outcome(row):
    cases = [{**case, "duration_ms": 0} for case in row.report["cases"]]
    return row.verdict, row.score, row.max_score, row.override_score, row.not_loaded, cases


def test_a_shadow_regrade_equals_a_full_regrade(grader, settings, database, course_id):
    files = [RIGHT, WRONG, ODD, BROKEN, RAISING] * 2
    pairs = []
    for number, content in enumerate(files):
        pair = [hand_in(database, course_id, content, student=f"{kind}{number}") for kind in ("shadow", "full")]
        for submission in pair:
            grader.grade(submission.id)
        pairs.append(pair)
    correct_the_tests(settings.root)
    regrade = start(database, course_id)
    work(database, grader)
    before = [get(database, shadow) for shadow, _ in pairs]
    assert {row.run for row in before} == {1}
    assert state(database, regrade) is RegradeState.READY
    assert (counts(database, regrade).gains, counts(database, regrade).same) == (8, 12)
    apply(database, regrade, [shadow.id for shadow, _ in pairs])
    work(database, grader)
    assert state(database, regrade) is RegradeState.APPLIED
    for shadow, full in pairs:
        with database.write() as session:
            runs.regrade(session, full.id)
        grader.grade(full.id)
        assert outcome(get(database, shadow)) == outcome(get(database, full))
        assert get(database, shadow).receipt["suite"] == get(database, full).receipt["suite"]


def test_code_that_depends_on_the_time_is_reported(grader, database, course_id):
    rows = [hand_in(database, course_id, RANDOM, student=f"s{number}") for number in range(4)]
    for submission in [*rows, hand_in(database, course_id, RIGHT)]:
        grader.grade(submission.id)
    regrade = start(database, course_id)
    work(database, grader)
    found = counts(database, regrade)
    assert 1 <= found.nondeterministic <= 4
    assert found.gains + found.losses + found.other_tests == found.nondeterministic


def test_regrades_wait_behind_everything_else(settings, database, course_id):
    """The lists of the broker are tried in order of the priorities, and regrades do not count as lost submissions."""
    queue = Queue(settings)
    for student in ("ada", "ben"):
        submission = hand_in(database, course_id, student=student)
        queue.enqueue(queue_entry(submission))
    with database.write() as session:
        for row in session.scalars(select(Submission)):
            row.status, row.score, row.report, row.graded_run = "graded", 1.0, {"cases": []}, 1
    start(database, course_id)
    with database.write() as session:
        entries = dispatch(session, resend_seconds=30)
    for entry in entries:
        queue.enqueue_regrade(entry)
    assert queue.waiting(Lane.INTERACTIVE) == 2
    assert queue.waiting_regrades() == 2
    with queue._app.connection_for_read() as connection:
        simple = connection.SimpleQueue(queue._app.amqp.queues["interactive"])
        order = []
        for _ in range(4):
            message = simple.get(timeout=5)
            order.append(message.headers["task"])
            message.ack()
    queue.close()
    assert order == ["grader.grade"] * 2 + ["grader.regrade"] * 2


def test_the_sweeper_enqueues_what_redis_has_lost(settings, database, course_id, grader, redis_server):
    for student in ("ada", "ben"):
        grader.grade(hand_in(database, course_id, student=student).id)
    start(database, course_id)
    sweeper, queue = Sweeper(settings), Queue(settings)
    sweeper.sweep()
    assert queue.waiting_regrades() == 2
    sweeper.sweep()
    assert queue.waiting_regrades() == 2
    redis_server.stop()
    redis_server.start()
    wait_until(lambda: sweeper.sweep() or queue.waiting_regrades() == 2)
    sweeper.close()
    queue.close()


@pytest.mark.service
@pytest.mark.parametrize("kind", every(2, ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]))
def test_kills_of_worker_and_redis_in_the_middle_change_nothing(environ, tmp_path, kind, request, redis_server):
    cluster = request.getfixturevalue("cluster") if kind == "postgres" else None
    url = cluster.new_database() if cluster else f"sqlite:///{tmp_path / 'kill.sqlite3'}"
    environ = environ | {"GRADER_DATABASE_URL": url, "GRADER_REPAIR_SECONDS": "0"}
    database = Database(url)
    migrate(database)
    with database.write() as session:
        course_id = courses.create_course(session, name="Arithmetic").id
    slow = b"import time\ndef double(x):\n    time.sleep(0.05)\n    return 2 * x if x < 3 else 0\n"
    rows = [hand_in(database, course_id, slow, student=f"s{number}") for number in range(12)]
    host = Service(environ, "worker", "--lane", "interactive", "--workers", "1")
    try:
        for row in rows:
            graded(database, row)
        correct_the_tests(tmp_path / "root")
        regrade = start(database, course_id)
        for stop in (host.kill, redis_server.stop):
            at_least = counts(database, regrade).done + 2
            wait_until(lambda least=at_least: counts(database, regrade).done >= least)
            stop()
            if stop == redis_server.stop:
                redis_server.start()
            else:
                host = Service(environ, "worker", "--lane", "interactive", "--workers", "1")
        # Each stop leaves results to the sweeper, until their lease has run out.
        wait_until(lambda: state(database, regrade) is RegradeState.READY, seconds=180)
        apply(database, regrade)
        wait_until(lambda: counts(database, regrade).applied >= 3)
        host.kill()
        host = Service(environ, "worker", "--lane", "interactive", "--workers", "1")
        wait_until(lambda: state(database, regrade) is RegradeState.APPLIED, seconds=180)
    finally:
        host.kill()
    found = [get(database, row) for row in rows]
    assert {(row.score, row.run, row.status.value) for row in found} == {(3.0, 2, "graded")}
    with database.read() as session:
        states = session.execute(select(RegradeResult.state, func.count()).group_by(RegradeResult.state)).all()
    assert [tuple(row) for row in states] == [(ResultState.APPLIED, 12)]
    database.close()


def test_a_grader_needs_no_regrade_to_begin(settings, database, course_id):
    """A result that is not there, or belongs to a regrade that is over, is no work."""
    grader = grader_with(settings, None)
    grader.regrade(12345)
    grader.close()


def test_a_broken_assignment_fails_the_results_and_is_reported(grader, settings, database, course_id):
    grader.grade(hand_in(database, course_id).id)
    cases = settings.root / "testcases/doubling/cases.py"
    cases.write_text(cases.read_text() + "\nwrong = (\n")
    regrade = start(database, course_id)
    work(database, grader)
    assert (state(database, regrade), counts(database, regrade).failed) == (RegradeState.READY, 1)
    with database.read() as session:
        failure = session.scalar(select(RegradeResult.failure))
        assert outlines.problem(session, "doubling")
    assert failure.startswith("The assignment's files have a mistake")
