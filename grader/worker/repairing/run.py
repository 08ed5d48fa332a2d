"""Searches for the repair of one submission, and stores it."""

from __future__ import annotations

import hashlib
import logging

from sqlalchemy.exc import SQLAlchemyError

from grader.errors import GraderError
from grader.evaluator.pool import Pool
from grader.evaluator.repairs import RepairSupervisor, RepairTask
from grader.model import Repairs
from grader.settings import Settings
from grader.store import repairs
from grader.store.database import Database
from grader.worker.grading.worker_jail import WorkerJail

log = logging.getLogger(__name__)


class Repairing:
    """What a repair worker keeps between submissions."""

    def __init__(self, settings: Settings, jail: WorkerJail, pool: Pool) -> None:
        """To be made in the process that searches, in its main thread. Nothing starts before it is needed."""
        self._settings = settings
        self._jail = jail
        self._pool = pool
        self._supervisor = RepairSupervisor(pool, jail)
        self._database = Database(settings.database_url)

    def repair(self, submission_id: str) -> None:
        """Search, unless the result is known or nobody wants it. Raises nothing: a repair that fails is not there."""
        try:
            self._repair(submission_id)
        except (GraderError, SQLAlchemyError) as error:
            log.warning("Submission %s was not repaired: %s", submission_id, error)
            self._jail.drop()
        except Exception:
            log.exception("Submission %s was not repaired", submission_id)
            self._jail.drop()

    def about(self) -> tuple[str, int]:
        """The sandbox's mode and the number of loaded assignments, for the operations page."""
        return self._jail.state, self._pool.loaded

    def close(self) -> None:
        """Close jail and connections."""
        self._pool.close()
        self._jail.drop()
        self._database.close()

    def _repair(self, submission_id: str) -> None:
        with self._database.read() as session:
            job = repairs.job(session, submission_id)
            if job is None:
                return
            sources = repairs.accepted_sources(session, job.course_id, job.assignment)
        version = self._pool.of(job.assignment).version

        def key(digest: str) -> str:
            return hashlib.sha256(f"{version} {job.practice} {digest}".encode()).hexdigest()

        def earlier(digest: str) -> Repairs | None:
            with self._database.read() as session:
                return repairs.by_code(session, key(digest))

        found = self._supervisor.repair(
            RepairTask(
                slug=job.assignment,
                source=job.source,
                visible_only=job.practice,
                failed=job.failed,
                seconds=self._settings.repair_seconds,
                solutions=tuple("\n\n".join(source.cells) for source in sources),
                earlier=earlier,
                is_cancelled=lambda: self._is_superseded(submission_id),
            )
        )
        if found is None:
            return
        with self._database.write() as session:
            if not repairs.is_superseded(session, submission_id):
                repairs.save(session, job, key(found.digest), found.repairs)

    def _is_superseded(self, submission_id: str) -> bool:
        with self._database.read() as session:
            return repairs.is_superseded(session, submission_id)
