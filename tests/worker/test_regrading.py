"""Regrades of an assignment by real workers: equal to full regrades, behind interactive work, and resumed.

GRADER_TEST_STUDENTS=1000 compares 1,000 regraded submissions with 1,000 that are graded in full.
"""

import json
import os
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest
from sqlalchemy import func, select

from grader.model import Lane
from grader.model.points import rescaled
from grader.store import Database, courses, migrate, outlines, overrides, regrades, runs, tokens
from grader.store.comments import Author
from grader.store.grades import grades
from grader.store.models import RegradeResult, RegradeState, ResultState, Role, Submission
from grader.store.regrade_comparison import VERSIONS
from grader.store.regrade_runs import dispatch
from grader.store.regrades import Which
from grader.store.transitions import queue_entry
from grader.worker.queue import Queue
from grader.worker.sweeper import Sweeper
from tests.sampling import every
from tests.worker.parts import RIGHT, get, hand_in, wait_until
from tests.worker.service_process import Service, free_port, graded

TEACHER = Author(person_id=None, name="Ingrid")
STUDENTS = int(os.environ.get("GRADER_TEST_STUDENTS", "14"))
#: Code that does not load, and code that depends on the time.
BROKEN = b"def double(x)\n"
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
    """The fourth test asks for a smaller number, the second for a larger one."""
    cases = root / "testcases/doubling/cases.py"
    text = cases.read_text().replace("same(student, reference, 4.5)", "same(student, reference, 2.0)")
    cases.write_text(text.replace("same(student, reference, 2.5)", "same(student, reference, 7.5)"))
    toml = root / "testcases/doubling/assignment.toml"
    toml.write_text(toml.read_text().replace("points = 6", "points = 9"))


def file_of(number):
    """A right or wrong file, another one for each number."""
    factor, bound = 3 + number % 5, (5, 6, 3, 2, 1, 4)[number // 6 % 6]
    returned = ("None", "x / 0", f"2 * x + {factor}e-9", "[2 * x]", f"str({factor} * x)")[number % 5]
    kinds = (
        RIGHT,
        f"def double(x):\n    return {factor} * x\n".encode(),
        f"def double(x):\n    return 2 * x if x < {bound} else {factor}\n".encode(),
        f"def double(x):\n    if x > {bound}:\n        raise ValueError(x)\n    return 2 * x\n".encode(),
        f"def double(x):\n    return {returned} if x < {bound} else 2 * x\n".encode(),
        BROKEN,
    )
    return kinds[number % len(kinds)] + f"# {number}\n".encode()


def course_of(database, grader, name):
    """The graded submissions of a new course: some points are set, and some are late."""
    with database.write() as session:
        course_id = courses.create_course(session, name=name).id
    rows = [hand_in(database, course_id, file_of(number), student=f"s{number}") for number in range(STUDENTS)]
    for number, row in enumerate(rows):
        grader.grade(row.id)
        with database.write() as session:
            session.get_one(Submission, row.id).late_percent = 20.0 if number % 5 == 3 else 0.0
            if number % 7 == 1:
                which = "value" if number % 2 else None
                overrides.set_points(session, row.id, row=which, score=4.5, reason="By hand.", author=TEACHER)
    return course_id, rows


def outcome(row):
    cases = [{**case, "duration_ms": 0} for case in row.report["cases"]]
    versions = {name: row.receipt[name] for name in VERSIONS}
    return row.verdict, row.score, row.max_score, row.override_score, row.points, row.not_loaded, cases, versions


def gradebook(database, course_id):
    with database.read() as session:
        found = grades(session, course_id, "doubling")
    return {grade.student: (grade.score, grade.full_score, grade.max_score, grade.late_percent) for grade in found}


@pytest.mark.timeout(300 + 10 * STUDENTS)
def test_a_shadow_regrade_equals_a_full_regrade(grader, settings, database):
    course_id, shadows = course_of(database, grader, "Shadow")
    full_course, fulls = course_of(database, grader, "Full")
    first = gradebook(database, course_id)
    assert gradebook(database, full_course) == first
    correct_the_tests(settings.root)
    regrade = start(database, course_id)
    work(database, grader)
    assert {get(database, row).run for row in shadows} == {1}
    assert gradebook(database, course_id) == first
    assert state(database, regrade) is RegradeState.READY
    for row in fulls:
        with database.write() as session:
            runs.regrade(session, row.id)
        grader.grade(row.id)
    expected = gradebook(database, full_course)
    changes = [expected[name][0] - rescaled(*first[name][0::2], expected[name][2]) for name in first]
    found = counts(database, regrade)
    signs = [sum(change > 1e-6 for change in changes), sum(change < -1e-6 for change in changes)]
    assert (found.gains, found.losses, found.same) == (*signs, STUDENTS - sum(signs))
    assert (found.failed, found.nondeterministic) == (0, 0)
    assert found.gains > 0
    assert found.losses > 0
    apply(database, regrade, [shadow.id for shadow in shadows])
    work(database, grader)
    assert state(database, regrade) is RegradeState.APPLIED
    for shadow, full in zip(shadows, fulls, strict=True):
        assert outcome(get(database, shadow)) == outcome(get(database, full))
    assert gradebook(database, course_id) == expected


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


def start_by(port, secret, database, course_id):
    """Start a regrade through the API of a web server that may still be starting."""
    address = f"http://127.0.0.1:{port}/api/v1/courses/{course_id}/regrades"
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    request = Request(address, data=b'{"assignment": "doubling"}', headers=headers)

    def started():
        try:
            with urlopen(request, timeout=60) as response:
                return json.load(response)
        except URLError as error:
            if isinstance(error.reason, ConnectionRefusedError):
                return None
            raise

    regrade_id = wait_until(started)["id"]
    with database.read() as session:
        return regrades.get(session, regrade_id)


@pytest.mark.service
@pytest.mark.parametrize("kind", every(2, ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]))
def test_kills_of_worker_redis_and_web_in_the_middle_change_nothing(
    environ, root, tmp_path, kind, request, redis_server
):
    cluster = request.getfixturevalue("cluster") if kind == "postgres" else None
    url = cluster.new_database() if cluster else f"sqlite:///{tmp_path / 'kill.sqlite3'}"
    environ = environ | {"GRADER_DATABASE_URL": url, "GRADER_REPAIR_SECONDS": "0"}
    database = Database(url)
    migrate(database)
    with database.write() as session:
        course_id = courses.create_course(session, name="Arithmetic").id
        courses.set_assignment(session, course_id, "doubling")
        secret = tokens.create_token(session, course_id=course_id, role=Role.INSTRUCTOR, name="script")[1]
    slow = b"import time\ndef double(x):\n    time.sleep(0.05)\n    return 2 * x if x < 3 else 0\n"
    rows = [hand_in(database, course_id, slow, student=f"s{number}") for number in range(12)]

    def start_host():
        return Service(environ, "worker", "--lane", "interactive", "--workers", "1", forked=True)

    host = start_host()
    port = free_port()
    web = Service(environ | {"GRADER_WEB_WORKERS": "1"}, "web", "--port", str(port), forked=True)
    try:
        for row in rows:
            graded(database, row)
        correct_the_tests(Path(environ["GRADER_ROOT"]))
        regrade = start_by(port, secret, database, course_id)
        for stop in (host.kill, redis_server.stop, web.kill_all):
            at_least = counts(database, regrade).done + 2
            wait_until(lambda least=at_least: counts(database, regrade).done >= least)
            stop()
            if stop == redis_server.stop:
                redis_server.start()
            elif stop == host.kill:
                host = start_host()
        # Each stop leaves results to the sweeper, until their lease has run out.
        wait_until(lambda: state(database, regrade) is RegradeState.READY, seconds=180)
        apply(database, regrade)
        wait_until(lambda: counts(database, regrade).applied >= 3)
        host.kill()
        host = start_host()
        wait_until(lambda: state(database, regrade) is RegradeState.APPLIED, seconds=180)
    finally:
        host.kill()
        web.kill_all()
    found = [get(database, row) for row in rows]
    assert {(row.score, row.run, row.status.value) for row in found} == {(3.0, 2, "graded")}
    with database.read() as session:
        states = session.execute(select(RegradeResult.state, func.count()).group_by(RegradeResult.state)).all()
    assert [tuple(row) for row in states] == [(ResultState.APPLIED, 12)]
    database.close()


def test_a_grader_needs_no_regrade_to_begin(graders, settings, database, course_id):
    """A result that is not there, or belongs to a regrade that is over, is no work."""
    graders(settings).regrade(12345)


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
