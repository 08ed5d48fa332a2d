"""A thousand submissions through edx-submissions, with a restart of each side in the middle."""

import json
import os
import time
from collections import Counter

import pytest

from grader.store import Database, migrate
from grader.store.models import XQueueItem, XQueueState
from tests.lms.xqueue_server import XQueueServer, submission
from tests.worker.parts import RedisServer, make_course_folder, wait_until
from tests.worker.service_process import Service
from tests.worker.xqueue.test_hostile import HOSTILE
from tests.worker.xqueue.test_message import require_harmless

NUMBER = int(os.environ.get("GRADER_TEST_XQUEUE_SUBMISSIONS", "1000"))
STUDENTS = 100
#: What is submitted -> the points that it gets, of 6.
CODE = {
    "def double(x):\n    return 2 * x\n": 6,
    "def double(x):\n    return 3 * x\n": 0,
    "def double(x):\n    return 2 * x if x < 3 else 0\n": 2,
    "def double(x):\n    return 2 * x if x < 6 else 0\n": 5,
    "def double(x:\n": 0,
    "": 0,
}
#: Seconds after which edx-submissions delivers again what is not answered, and a little more.
OVERDUE = "301"


@pytest.fixture
def server(lms, tmp_path):
    made = XQueueServer(lms, tmp_path / "state")
    made.start()
    yield made
    made.close()


@pytest.fixture
def environ(tmp_path):
    redis = RedisServer()
    redis.start()
    data = tmp_path / "data"
    data.mkdir()
    yield {
        "GRADER_ROOT": str(make_course_folder(tmp_path / "root")),
        "GRADER_DATA_DIR": str(data),
        "GRADER_REDIS_URL": redis.url,
        "GRADER_SWEEP_SECONDS": "1",
        "GRADER_LEASE_SECONDS": "6",
        "GRADER_REQUEUE_SECONDS": "5",
        "GRADER_XQUEUE_POLL_SECONDS": "0.5",
    }
    redis.close()


@pytest.fixture
def database(environ):
    made = Database(f"sqlite:///{environ['GRADER_DATA_DIR']}/grader.sqlite3")
    migrate(made)
    yield made
    made.close()


@pytest.fixture
def start(environ, server, tmp_path):
    """Starts a process of the grader; all of them end with the test."""
    password = tmp_path / "password"
    password.write_text(server.PASSWORD)
    started = []

    def begin(name):
        arguments = {
            "worker": ("worker", "--lane", "interactive", "--workers", "2"),
            "xqueue": (
                "xqueue",
                "--url",
                server.url,
                "--queue",
                "q",
                "--user",
                server.USER,
                "--password-file",
                str(password),
            ),
        }[name]
        started.append(Service(environ, *arguments))
        return started[-1]

    yield begin
    for service in started:
        service.kill()


def answered(database):
    with database.read() as session:
        return session.query(XQueueItem).filter_by(state=XQueueState.ANSWERED).count()


def age_what_was_lost(server, database):
    """Let five minutes pass for what a killed process had pulled and not stored, or a killed server had not kept."""
    lost = [row for row in server.state() if row["state"] != "retired"]
    for row in lost:
        server.state("--age", str(row["submission_id"]), OVERDUE)
    return len(lost)


def test_each_submission_is_retired_once_with_the_right_score(server, database, start, capsys):
    texts = [*list(CODE) * (NUMBER // len(CODE)), *HOSTILE.values()]
    expected = {**dict.fromkeys(HOSTILE.values(), 0), **CODE, HOSTILE["right"]: 6}
    put = [
        submission(f"{text}{'#' * n}" if text else "", student=f"anon-{n % STUDENTS}") for n, text in enumerate(texts)
    ]
    points = dict(zip(server.put(put), (expected[text] for text in texts), strict=True))
    began = time.monotonic()
    worker, puller = start("worker"), start("xqueue")

    def reached(share):
        wait_until(lambda: answered(database) >= share * len(points), seconds=1200)

    reached(0.25)
    puller.kill()
    puller = start("xqueue")
    reached(0.45)
    server.kill()
    time.sleep(2)
    server.start()
    reached(0.65)
    worker.kill()
    worker = start("worker")
    reached(0.75)
    assert puller.stop() == 0
    puller = start("xqueue")
    reached(0.99)
    lost = 0
    while answered(database) < len(points) and time.monotonic() < began + 1500:
        time.sleep(3)
        if answered(database) < len(points):
            lost += age_what_was_lost(server, database)
            if all(row["state"] == "retired" for row in server.state()):
                break
    seconds = time.monotonic() - began
    rows, heard = server.state(), server.state("--events")
    assert Counter(row["state"] for row in rows) == {"retired": len(points)}
    assert {row["submission_id"]: row["score"] for row in rows} == points
    assert Counter(event["submission_id"] for event in heard) == dict.fromkeys(points, 1)
    for row in rows:
        require_harmless(json.loads(row["message"])["msg"])
    with database.read() as session:
        items = session.query(XQueueItem).all()
        assert sorted(int(item.number) for item in items) == sorted(points)
        again = sum(item.posts > 1 for item in items)
    with capsys.disabled():
        print(
            f"\n{len(points)} submissions in {seconds:.0f} s; {again} answers posted more than once, {lost} redelivered"
        )
