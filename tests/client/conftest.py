"""The fixtures of the web tests: the client talks to the real application in this process."""

import threading
from functools import partial

import pytest
from sqlalchemy import select
from werkzeug.serving import make_server

from grader.model import Lifecycle
from grader.store import accounts, courses
from grader.store.models import Role, Submission
from tests.web.conftest import (
    app,
    applications,
    browse,
    database,
    hand_in,
    redis_url,
    settings,
    usual_settings,
    worker,
    world,
    world_template,
)
from tests.web.grading import hidden_case, visible_case

__all__ = [
    "app",
    "applications",
    "browse",
    "database",
    "hand_in",
    "redis_url",
    "settings",
    "usual_settings",
    "worker",
    "world",
    "world_template",
]


@pytest.fixture
def results():
    """What the worker finds in each submission to `service`."""
    return [visible_case(), hidden_case()]


@pytest.fixture
def service(app, world, database, worker, results, tmp_path):
    """The application on a port, its student, a file to hand in, and somebody who grades what is handed in."""
    with database.write() as db:
        person = accounts.create_person(db, email="student01@demo.example", name="Student", password_hash="")
        courses.enrol(db, world.networks, person.id, Role.STUDENT)
    (tmp_path / "relu_der.py").write_text("def relu_der(dA, cache):\n    return dA\n")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    ended = threading.Event()

    def grade() -> None:
        while not ended.wait(0.05):
            with database.read() as db:
                waiting = db.scalars(select(Submission.id).where(Submission.status == Lifecycle.QUEUED)).all()
            for submission_id in waiting:
                worker.grade(submission_id, *results)

    threads = [threading.Thread(target=target, daemon=True) for target in (partial(server.serve_forever, 0.01), grade)]
    for thread in threads:
        thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    ended.set()
    server.shutdown()
    for thread in threads:
        thread.join(10)
