"""A simulated server, and the service against it without workers: results are written by the tests."""

from contextlib import ExitStack, contextmanager

import pytest

from grader.model import CaseResult, Diagnosis, Report, Verdict
from grader.settings import Settings
from grader.store import Database, runs, submissions
from grader.store.models import XQueueItem
from grader.worker.xqueue import intake
from grader.worker.xqueue.answers import Scoring
from grader.worker.xqueue.client import XQueueClient
from grader.worker.xqueue.service import QueueOption, XQueueService
from tests.databases import copy_into
from tests.worker.parts import make_course_folder
from tests.worker.xqueue.simulator import PASSWORD, USER, XQueueSimulator


@pytest.fixture
def simulator():
    made = XQueueSimulator()
    yield made
    made.close()


@pytest.fixture(scope="session")
def root(tmp_path_factory):
    return make_course_folder(tmp_path_factory.mktemp("xqueue"))


@pytest.fixture
def settings(root, tmp_path):
    return Settings.from_env(
        {
            "GRADER_ROOT": str(root),
            "GRADER_DATA_DIR": str(tmp_path / "data"),
            "GRADER_REDIS_URL": "redis://127.0.0.1:1/0",
            "GRADER_XQUEUE_POLL_SECONDS": "0.001",
        }
    )


@pytest.fixture
def database(settings, database_template):
    made = Database(settings.database_url)
    copy_into(made, database_template)
    yield made
    made.close()


@pytest.fixture
def enqueued(monkeypatch):
    """The entries that were handed to the workers' queue."""
    entries = []

    class Recorder:
        def __init__(self, settings):
            pass

        def enqueue(self, entry):
            entries.append(entry)

        def close(self):
            pass

    monkeypatch.setattr(intake, "Queue", Recorder)
    return entries


@pytest.fixture
def world(settings, database, simulator, enqueued):
    with ExitStack() as stack:
        yield World(settings, database, simulator, enqueued, stack)


class World:
    def __init__(self, settings, database, simulator, enqueued, stack):
        self.settings, self.database, self.simulator, self.enqueued = settings, database, simulator, enqueued
        self._stack = stack

    def service(self, *, scoring=Scoring.FRACTION, slug=None, queues=("q",), settings=None):
        """The service as after a start."""
        client = XQueueClient(self.simulator.url, USER, PASSWORD)
        made = XQueueService(settings or self.settings, client, scoring=scoring)
        self._stack.callback(made.close)
        made.open([QueueOption(name=name, slug=slug) for name in queues])
        made.sign_in()
        return made

    def settle(self, service):
        """Rounds until there is nothing to do."""
        service._pull_at = 0.0
        while service.step():
            service._pull_at = 0.0

    def grade_all(self, *verdicts, **values):
        """What workers do, without them: a case for each verdict, of one point."""
        for entry in self.enqueued:
            with self.database.write() as session:
                claim = runs.claim(session, entry.submission_id, holder="test", lease_seconds=60)
                report = make_report(*(verdicts or [Verdict.ACCEPTED]), **values)
                runs.finish(session, claim, report, receipt={"suite": "1"}, events=[], seq=claim.run * 100_000 + 1)
        self.enqueued.clear()

    @contextmanager
    def changed(self, model, **where):
        with self.database.write() as session:
            yield session.query(model).filter_by(**where).one()

    @property
    def rows(self):
        with self.database.read() as session:
            return session.query(XQueueItem).order_by(XQueueItem.id).all()

    @property
    def row(self):
        (only,) = self.rows
        return only

    def submission(self):
        with self.database.read() as session:
            return submissions.get(session, self.row.submission_id, with_report=True)


def make_report(*verdicts, **values):
    cases = [make_case(number, verdict, **values) for number, verdict in enumerate(verdicts, start=1)]
    score = float(sum(case.score for case in cases))
    verdict = Verdict.ACCEPTED if score == len(cases) else Verdict.PARTIALLY_ACCEPTED if score else verdicts[0]
    return Report(
        assignment="doubling", verdict=verdict, score=score, max_score=len(cases), duration_ms=1.0, cases=tuple(cases)
    )


def make_case(number, verdict, **values):
    right = verdict is Verdict.ACCEPTED
    found = None if right else Diagnosis(name="tripled", title="Three times", explanation="You multiply by 3.")
    values = {"message": "" if right else "expected 3, got 4", "visible": True, "diagnosis": found} | values
    return CaseResult(
        name=f"case{number}",
        title=f"Case {number}",
        row="value",
        verdict=verdict,
        score=1.0 if right else 0.0,
        max_score=1.0,
        **values,
    )
