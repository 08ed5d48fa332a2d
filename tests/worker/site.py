"""A database with a course, and worker hosts that use it."""

from pathlib import Path

from sqlalchemy import select

from grader.model import Lifecycle, Verdict
from grader.settings import Settings
from grader.store import Database, attempts, courses, migrate
from grader.store.models import Submission
from grader.store.transitions import queue_entry
from grader.worker.queue import Queue
from tests.worker.parts import hand_in, wait_until
from tests.worker.service_process import ALL_CASES, Service, case_names


class Site:
    """A database with a course, and worker hosts that use it."""

    def __init__(self, kind, environ, tmp_path, cluster):
        self.folder = tmp_path / kind
        url = f"sqlite:///{self.folder / 'grader.sqlite3'}" if kind == "sqlite" else cluster.new_database()
        own = {"GRADER_DATABASE_URL": url, "GRADER_REDIS_PREFIX": f"{kind}:", "GRADER_REPAIR_SECONDS": "0"}
        self.environ = environ | own
        self.queue = Queue(Settings.from_env(self.environ))
        self.database = Database(url)
        migrate(self.database)
        with self.database.write() as session:
            self.course_id = courses.create_course(session, name="Arithmetic").id
        self.hosts = []

    def start(self, prefix=(), **changes):
        """Start a host with one worker process, and none for repairs."""
        environ = self.environ | {"GRADER_DATA_DIR": str(self.folder / f"host{len(self.hosts)}")} | changes
        Path(environ["GRADER_DATA_DIR"]).mkdir(parents=True)
        arguments = ("worker", "--lane", "interactive", "--workers", "1")
        self.hosts.append(Service(environ, *arguments, prefix=prefix, forked=not prefix))
        return self.hosts[-1]

    def host(self):
        """The host that was started last, or a new one if it has ended."""
        if not self.hosts or self.hosts[-1].has_ended():
            self.start()
        return self.hosts[-1]

    def hand_in(self, content, student="ada"):
        submission = hand_in(self.database, self.course_id, content, student=student, attempts_allowed=1)
        self.queue.enqueue(queue_entry(submission))
        return submission

    def require_one_grading_each(self):
        """Nothing is lost, graded twice or charged twice."""
        with self.database.read() as session:
            rows = list(session.scalars(select(Submission)))
            used = [attempts.attempts_used(session, self.course_id, row.student, row.assignment) for row in rows]
        assert {(row.status, row.verdict, row.attempt) for row in rows} == {(Lifecycle.GRADED, Verdict.ACCEPTED, 1)}
        assert set(used) == {1}
        assert all(case_names(self.database, row) == ALL_CASES for row in rows)

    def close(self):
        for host in self.hosts:
            host.kill()
        wait_until(lambda: not any(host.processes() for host in self.hosts))
        self.queue.close()
        self.database.close()
