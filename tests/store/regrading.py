"""A regrade of an assignment and its work, without a worker."""

from sqlalchemy import select

from grader.model import Verdict
from grader.store import regrade_application, regrade_results, regrade_runs, regrades
from grader.store.comments import Author
from grader.store.models import RegradeResult, Submission
from grader.store.regrades import Which
from tests.store.conftest import report, result

TEACHER = Author(person_id=None, name="Ingrid")
RIGHT, WRONG, ERROR = Verdict.ACCEPTED, Verdict.WRONG_ANSWER, Verdict.RUNTIME_ERROR
#: The versions of a run; `World.finish` leaves most of them out.
VERSIONS = {"suite": "2", "file": "f", "grader": "1", "numpy": "2", "python": "3"}
#: Ada gains a point and Ben loses one.
SWAPPED = {"ada@example.org": (RIGHT, RIGHT), "ben@example.org": (WRONG, RIGHT)}


class Regrading:
    """A regrade and its work, without a worker."""

    def __init__(self, world):
        self.world = world
        self.database = world.database

    def start(self, **values):
        with self.database.write() as session:
            return regrades.start(session, self.world.course_id, "relu_der", author=TEACHER, **values)

    def entries(self, **values):
        with self.database.write() as session:
            return regrade_runs.dispatch(session, resend_seconds=30, **values)

    def claim(self, result_id, holder="test", lease_seconds=30.0):
        with self.database.write() as session:
            return regrade_runs.claim(session, result_id, holder=holder, lease_seconds=lease_seconds)

    def finish(self, claim, *verdicts, receipt=VERSIONS):
        cases = [result(f"case{n}", verdict) for n, verdict in enumerate(verdicts)]
        with self.database.write() as session:
            regrade_runs.finish(session, claim, report(cases), receipt=receipt)

    def grade_all(self, verdicts, receipt=VERSIONS):
        """Grade what is queued; `verdicts` are by student."""
        while entries := self.entries():
            for entry in entries:
                claim = self.claim(entry.result_id)
                submission = self._get(claim.work.submission_id)
                self.finish(claim, *verdicts[submission.student], receipt=receipt)
        self.settle()

    def _get(self, submission_id):
        with self.database.read() as session:
            return session.get(Submission, submission_id)

    def settle(self):
        with self.database.write() as session:
            regrade_runs.settle(session)

    def apply(self, regrade, which=Which.ALL, explanation=""):
        with self.database.write() as session:
            regrades.apply(session, regrade.id, which, explanation=explanation, author=TEACHER)

    def write_chosen(self):
        for entry in self.entries():
            with self.database.write() as session:
                regrade_application.apply_result(session, entry.result_id)
        self.settle()

    def get(self, regrade):
        with self.database.read() as session:
            return regrades.get(session, regrade.id)

    def counts(self, regrade):
        with self.database.read() as session:
            return regrades.counts(session, regrades.get(session, regrade.id))

    def page(self, regrade, **values):
        with self.database.read() as session:
            return regrade_results.page(session, regrade.id, **values)

    def states(self, regrade):
        with self.database.read() as session:
            rows = session.scalars(select(RegradeResult).where(RegradeResult.regrade_id == regrade.id))
            return sorted(row.state.value for row in rows)


def ready(regrading, verdicts=SWAPPED, **values):
    regrade = regrading.start()
    regrading.grade_all(verdicts, **values)
    return regrade
