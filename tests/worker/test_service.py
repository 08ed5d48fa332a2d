"""The service as it is started: processes are killed, Redis is restarted, and all is graded in the end."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from grader.model import Lifecycle, Verdict
from grader.store import Database
from grader.store.models import Submission
from grader.store.transitions import queue_entry
from grader.worker.processes.heartbeat import INTERVAL
from grader.worker.queue import Queue
from tests.worker.parts import RIGHT, SLOW, get, hand_in, wait_until
from tests.worker.service_process import ALL_CASES, Service, case_names, free_port, graded, running

pytestmark = pytest.mark.service


@pytest.fixture
def worker(environ, database):
    service = Service(environ, "worker", "--lane", "interactive", "--workers", "1")
    yield service
    service.kill()
    wait_until(lambda: not service.processes())


def test_a_killed_worker_process_costs_nothing(worker, database, course_id, settings):
    submission = hand_in(database, course_id, SLOW)
    Queue(settings).enqueue(queue_entry(submission))
    running(database, submission)
    os.kill(worker.celery_worker_processes()[-1], signal.SIGKILL)
    row = graded(database, submission)
    assert (row.verdict, row.claims) == (Verdict.ACCEPTED, 2)
    assert case_names(database, submission) == ALL_CASES


def test_a_killed_lane_costs_nothing(worker, database, course_id, settings):
    submission = hand_in(database, course_id, SLOW)
    Queue(settings).enqueue(queue_entry(submission))
    running(database, submission)
    os.kill(worker.celery_worker_processes()[0], signal.SIGKILL)
    row = graded(database, submission)
    assert (row.verdict, row.claims) == (Verdict.ACCEPTED, 2)
    assert case_names(database, submission) == ALL_CASES


def test_a_stop_in_the_middle_of_a_run_costs_no_claim(worker, database, course_id, settings):
    submission = hand_in(database, course_id, SLOW)
    Queue(settings).enqueue(queue_entry(submission))
    running(database, submission)
    assert worker.stop() == 0
    row = get(database, submission)
    # It is graded if it could finish in the time that a stop leaves it.
    assert (row.status, row.claims) in {(Lifecycle.QUEUED, 0), (Lifecycle.GRADED, 1)}


def test_the_heartbeat_stops_while_redis_is_away(environ, database, redis_server, tmp_path):
    heartbeat = tmp_path / "interactive.heartbeat"
    heartbeat.touch()
    os.utime(heartbeat, (0, 0))
    service = Service({**environ, "GRADER_HEARTBEAT_DIR": str(tmp_path)}, "worker", "--lane", "interactive")
    try:
        first = wait_until(lambda: heartbeat.exists() and heartbeat.stat().st_mtime)
        wait_until(lambda: heartbeat.stat().st_mtime > first)
        redis_server.stop()
        time.sleep(1)
        last = heartbeat.stat().st_mtime
        time.sleep(INTERVAL + 2)
        assert heartbeat.stat().st_mtime == last
        redis_server.start()
        wait_until(lambda: heartbeat.stat().st_mtime > last)
    finally:
        service.stop()


def test_redis_restarts_empty_while_work_runs_and_waits(worker, database, course_id, settings, redis_server):
    queue = Queue(settings)
    at_work, waits = hand_in(database, course_id, SLOW), hand_in(database, course_id, RIGHT, student="ben")
    queue.enqueue(queue_entry(at_work))
    running(database, at_work)
    queue.enqueue(queue_entry(waits))
    redis_server.stop()
    lost = hand_in(database, course_id, RIGHT, student="eve")
    assert not queue.enqueue(queue_entry(lost))
    redis_server.start()
    rows = [graded(database, submission) for submission in (at_work, waits, lost)]
    assert [row.verdict for row in rows] == [Verdict.ACCEPTED] * 3
    assert rows[0].run == 1
    later = hand_in(database, course_id, RIGHT, student="zoe")
    queue.enqueue(queue_entry(later))
    assert graded(database, later).verdict is Verdict.ACCEPTED


def test_the_same_message_five_times_is_graded_once(worker, database, course_id, settings):
    queue = Queue(settings)
    submission, after = hand_in(database, course_id, RIGHT), hand_in(database, course_id, RIGHT, student="ben")
    for _ in range(5):
        queue.enqueue(queue_entry(submission))
    queue.enqueue(queue_entry(after))
    graded(database, after)
    assert graded(database, submission).run == 1
    assert case_names(database, submission) == ALL_CASES


@pytest.fixture
def serve(environ):
    """Starts `grader serve`, with its own Redis, on the same data folder each time."""
    started = []
    environ = {name: value for name, value in environ.items() if name != "GRADER_REDIS_URL"}
    port = free_port()

    def start():
        started.append(Service(environ, "serve", "--port", str(port), "--workers", "1"))
        return started[-1]

    yield start
    for service in started:
        service.kill()
    wait_until(lambda: not any(service.processes() for service in started))


def demo_of(environ):
    path = Path(environ["GRADER_DATA_DIR"]) / "demo.json"
    wait_until(path.exists, seconds=120)
    return path, json.loads(path.read_text())


def post(demo, content):
    body = json.dumps({"assignment": "doubling", "source": content.decode(), "student": "ada", "enrol": True}).encode()
    request = urllib.request.Request(f"{demo['url']}/api/v1/submissions", data=body, method="POST")
    request.add_header("Authorization", f"Bearer {demo['api_token']}")
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert answer.status == 202
        return json.load(answer)["id"]


def row_of(database, submission_id):
    with database.read() as session:
        return session.get_one(Submission, submission_id)


def test_everything_is_stopped_and_the_next_start_finishes_the_work(serve, environ, settings):
    service = serve()
    path, demo = demo_of(environ)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert set(demo) == {"url", "api_token", "instructor", "students"}
    assert len(demo["students"]) == 20
    submission_id = post(demo, SLOW)
    database = Database(settings.database_url)
    wait_until(lambda: row_of(database, submission_id).status is Lifecycle.RUNNING)
    assert len(service.processes()) >= 6
    # So slow that it cannot finish in the time that a stop leaves it.
    assert service.stop() == 0
    wait_until(lambda: not service.processes())
    assert not path.exists()
    row = row_of(database, submission_id)
    assert row.status in {Lifecycle.QUEUED, Lifecycle.GRADED}
    serve()
    wait_until(lambda: row_of(database, submission_id).status is Lifecycle.GRADED, seconds=120)
    assert row_of(database, submission_id).verdict is Verdict.ACCEPTED
    _, again = demo_of(environ)
    assert again["api_token"] == demo["api_token"]


def test_a_killed_service_leaves_nothing_behind_and_loses_nothing(serve, environ, settings):
    service = serve()
    _, demo = demo_of(environ)
    submission_id = post(demo, SLOW)
    database = Database(settings.database_url)
    wait_until(lambda: row_of(database, submission_id).status is Lifecycle.RUNNING)
    service.kill()
    wait_until(lambda: not service.processes())
    serve()
    wait_until(lambda: row_of(database, submission_id).status is Lifecycle.GRADED, seconds=120)
    assert row_of(database, submission_id).verdict is Verdict.ACCEPTED


def test_a_busy_port_is_told(environ):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = str(busy.getsockname()[1])
        command = [sys.executable, "-m", "grader.cli", "serve", "--port", port]
        ended = subprocess.run(command, env={**os.environ, **environ}, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 2
    assert f"port {port}" in ended.stderr
    assert "--port" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
