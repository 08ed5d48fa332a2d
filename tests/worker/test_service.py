"""The service as it is started: processes are killed, Redis is restarted, and all is graded in the end."""

import json
import os
import signal
import socket
import stat
import time
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.cli import main
from grader.model import Lifecycle, Verdict
from grader.store import Database
from grader.store.models import Submission
from grader.store.transitions import queue_entry
from grader.worker.grading.tasks import NICENESS
from grader.worker.processes.heartbeat import INTERVAL
from tests.worker.conftest import host_environ
from tests.worker.parts import RIGHT, SLOW, get, hand_in, wait_until
from tests.worker.service_process import ALL_CASES, Service, case_names, free_port, graded, running
from tests.worker.site import Site

pytestmark = pytest.mark.service
in_one_process = pytest.mark.xdist_group("worker host")


@pytest.fixture(scope="module")
def site(tmp_path_factory, course_folder, module_redis):
    """One for all tests of a worker host: its start costs more than what they do with it."""
    folder = tmp_path_factory.mktemp("site")
    environ = host_environ(course_folder, folder, module_redis.url) | {"GRADER_HEARTBEAT_DIR": str(folder)}
    made = Site("sqlite", environ, folder, None)
    made.redis = module_redis
    yield made
    made.close()


@pytest.fixture
def worker(site):
    return site.host()


@in_one_process
def test_a_killed_worker_process_costs_nothing(site, worker):
    submission = site.hand_in(SLOW, "of the process")
    running(site.database, submission)
    os.kill(worker.celery_worker_processes()[-1], signal.SIGKILL)
    row = graded(site.database, submission)
    assert (row.verdict, row.claims) == (Verdict.ACCEPTED, 2)
    assert case_names(site.database, submission) == ALL_CASES


@in_one_process
def test_a_killed_lane_costs_nothing(site, worker):
    submission = site.hand_in(SLOW, "of the lane")
    running(site.database, submission)
    os.kill(worker.celery_worker_processes()[0], signal.SIGKILL)
    row = graded(site.database, submission)
    assert (row.verdict, row.claims) == (Verdict.ACCEPTED, 2)
    assert case_names(site.database, submission) == ALL_CASES


@in_one_process
def test_a_stop_in_the_middle_of_a_run_costs_no_claim(site, worker):
    submission = site.hand_in(SLOW, "of the stop")
    running(site.database, submission)
    assert worker.stop() == 0
    row = get(site.database, submission)
    # It is graded if it could finish in the time that a stop leaves it.
    assert (row.status, row.claims) in {(Lifecycle.QUEUED, 0), (Lifecycle.GRADED, 1)}


@in_one_process
def test_grading_gets_less_processor_time_than_the_queue(worker):
    def differences():
        main, *graders = (os.getpriority(os.PRIO_PROCESS, pid) for pid in worker.celery_worker_processes() or [0])
        return {niceness - main for niceness in graders}

    wait_until(lambda: differences() == {NICENESS})


@in_one_process
@pytest.mark.usefixtures("worker")
def test_the_heartbeat_stops_while_redis_is_away(site):
    heartbeat = site.folder.parent / "interactive.heartbeat"
    heartbeat.touch()
    os.utime(heartbeat, (0, 0))
    first = wait_until(lambda: heartbeat.exists() and heartbeat.stat().st_mtime)
    wait_until(lambda: heartbeat.stat().st_mtime > first)
    site.redis.stop()
    time.sleep(1)
    last = heartbeat.stat().st_mtime
    time.sleep(INTERVAL + 2)
    assert heartbeat.stat().st_mtime == last
    site.redis.start()
    wait_until(lambda: heartbeat.stat().st_mtime > last)


@in_one_process
@pytest.mark.usefixtures("worker")
def test_redis_restarts_empty_while_work_runs_and_waits(site):
    database = site.database
    at_work = site.hand_in(SLOW, "ada")
    running(database, at_work)
    waits = site.hand_in(RIGHT, "ben")
    site.redis.stop()
    lost = hand_in(database, site.course_id, RIGHT, student="eve")
    assert not site.queue.enqueue(queue_entry(lost))
    site.redis.start()
    rows = [graded(database, submission) for submission in (at_work, waits, lost)]
    assert [row.verdict for row in rows] == [Verdict.ACCEPTED] * 3
    assert rows[0].run == 1
    assert graded(database, site.hand_in(RIGHT, "zoe")).verdict is Verdict.ACCEPTED


@in_one_process
@pytest.mark.usefixtures("worker")
def test_the_same_message_five_times_is_graded_once(site):
    submission = hand_in(site.database, site.course_id, RIGHT, student="five times")
    for _ in range(5):
        site.queue.enqueue(queue_entry(submission))
    graded(site.database, site.hand_in(RIGHT, "after five"))
    assert graded(site.database, submission).run == 1
    assert case_names(site.database, submission) == ALL_CASES


@pytest.fixture
def serve(environ):
    """Starts `grader serve`, with its own Redis, on the same data folder each time."""
    started = []
    environ = {name: value for name, value in environ.items() if name != "GRADER_REDIS_URL"}
    environ["GRADER_WEB_WORKERS"] = "1"
    port = free_port()

    def start():
        started.append(Service(environ, "serve", "--port", str(port), "--workers", "1", forked=bool(started)))
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


def test_what_a_stop_and_a_kill_leave_is_finished_by_the_next_start(serve, environ, settings):
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

    service = serve()
    require_accepted(database, submission_id)
    _, again = demo_of(environ)
    assert again["api_token"] == demo["api_token"]
    submission_id = post(again, SLOW)
    wait_until(lambda: row_of(database, submission_id).status is Lifecycle.RUNNING)
    service.kill()
    wait_until(lambda: not service.processes())

    serve()
    require_accepted(database, submission_id)
    database.close()


def require_accepted(database, submission_id):
    wait_until(lambda: row_of(database, submission_id).status is Lifecycle.GRADED, seconds=120)
    assert row_of(database, submission_id).verdict is Verdict.ACCEPTED


def test_a_busy_port_is_told(environ):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = str(busy.getsockname()[1])
        ended = CliRunner().invoke(main, ["serve", "--port", port], env=environ)
    assert ended.exit_code == 2
    assert f"port {port}" in ended.stderr
    assert "--port" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
