"""Metrics of the service, collected when they are requested."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grader.store import failures
from grader.store.clock import clock_skew
from grader.store.models import Delivery, Submission
from web.services import Services


class ServiceMetrics(Collector):
    """Submissions by state and verdict, waiting messages by lane, the outbox, clock skew, watchers."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The current metric families."""
        with self._services.database.read() as db:
            yield _by_assignment(db)
            yield _by_state(db)
            yield _outbox(db)
            failed = select(func.count()).select_from(Submission).where(failures.recent())
            text = "Submissions that the grader itself failed in the last hour."
            yield _gauge("grader_recent_failures", text, db.scalar(failed) or 0)
            skew = "Seconds that this host's clock is ahead of the database's."
            yield _gauge("grader_clock_skew_seconds", skew, clock_skew(db))
        health = self._services.queue.health()
        yield _gauge("grader_redis_up", "1 when Redis answers.", float(health.reachable))
        waiting = GaugeMetricFamily("grader_queue_depth", "Messages that wait, by lane.", labels=["lane"])
        for lane, number in health.waiting.items():
            waiting.add_metric([lane.value], number)
        yield waiting
        yield _gauge("grader_live_watchers", "Live watchers of this web process.", self._services.broadcaster.watchers)


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, text, value=value)


def _by_assignment(db: Session) -> GaugeMetricFamily:
    family = GaugeMetricFamily(
        "grader_submissions_graded", "Submissions kept with a verdict.", labels=["assignment", "verdict"]
    )
    columns = (Submission.assignment, Submission.verdict)
    for slug, verdict, number in db.execute(
        select(*columns, func.count()).where(Submission.verdict.is_not(None)).group_by(*columns)
    ):
        family.add_metric([slug, str(verdict)], number)
    return family


def _by_state(db: Session) -> GaugeMetricFamily:
    family = GaugeMetricFamily("grader_submissions", "Submissions kept, by state and lane.", labels=["status", "lane"])
    columns = (Submission.status, Submission.lane)
    for status, lane, number in db.execute(select(*columns, func.count()).group_by(*columns)):
        family.add_metric([status.value, lane.value], number)
    return family


def _outbox(db: Session) -> GaugeMetricFamily:
    unsent = select(func.count()).select_from(Delivery).where(Delivery.finished_at.is_(None))
    return _gauge("grader_deliveries_unsent", "Webhook messages that are not delivered yet.", db.scalar(unsent) or 0)
