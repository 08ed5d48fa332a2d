"""Metrics of the service, collected when they are requested."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from grader.model import Lane
from grader.store import failures, pauses, totals
from grader.store.clock import clock_skew
from grader.store.models import Delivery, Submission
from grader.store.totals import Group
from web.services import Services


class ServiceMetrics(Collector):
    """Submissions by state and verdict, waiting messages by lane, pauses, the outbox, clock skew, watchers."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The current metric families."""
        with self._services.database.read() as db:
            found = totals.totals(db)
            yield _by_assignment(found)
            yield _by_state(found)
            yield _outbox(db)
            text = "Submissions that the grader itself failed in the last hour."
            yield _gauge("grader_recent_failures", text, db.scalar(recent_failures()) or 0)
            yield _gauge("grader_pauses", "Lanes and assignments that are paused.", len(pauses.all_pauses(db)))
            skew = "Seconds that this host's clock is ahead of the database's."
            yield _gauge("grader_clock_skew_seconds", skew, clock_skew(db))
        health = self._services.queue.health()
        yield _gauge("grader_redis_up", "1 when Redis answers.", float(health.reachable))
        waiting = GaugeMetricFamily("grader_queue_depth", "Messages that wait, by lane.", labels=["lane"])
        for lane, number in health.waiting.items():
            waiting.add_metric([lane.value], number)
        yield waiting
        yield _gauge("grader_live_watchers", "Live watchers of this web process.", self._services.broadcaster.watchers)


def recent_failures() -> Select[int]:
    """The statement that counts recent failures; lane and state come first in the index of `finished_at`."""
    return select(func.count()).select_from(Submission).where(Submission.lane.in_(tuple(Lane)), failures.recent())


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, text, value=value)


def _by_assignment(found: Counter[Group]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(
        "grader_submissions_graded", "Runs that ended with a verdict.", labels=["assignment", "verdict"]
    )
    numbers: Counter[tuple[str, str]] = Counter()
    for group, number in found.items():
        if group.verdict:
            numbers[group.assignment, group.verdict] += number
    for labels, number in sorted(numbers.items()):
        family.add_metric(labels, number)
    return family


def _by_state(found: Counter[Group]) -> GaugeMetricFamily:
    text = "Submissions that wait and run, and runs that ended, by state and lane."
    family = GaugeMetricFamily("grader_submissions", text, labels=["status", "lane"])
    numbers: Counter[tuple[str, str]] = Counter()
    for group, number in found.items():
        numbers[group.status.value, group.lane.value] += number
    for labels, number in sorted(numbers.items()):
        family.add_metric(labels, number)
    return family


def _outbox(db: Session) -> GaugeMetricFamily:
    unsent = select(func.count()).select_from(Delivery).where(Delivery.finished_at.is_(None))
    return _gauge("grader_deliveries_unsent", "Webhook messages that are not delivered yet.", db.scalar(unsent) or 0)
