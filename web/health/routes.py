"""GET /healthz, /readyz, /metrics."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from sqlalchemy import text

from grader.store.database import Database
from web.health.metrics import ServiceMetrics
from web.health.probe import run_checks
from web.health.reader import require_reader
from web.services import services

#: Seconds that the checks of /readyz may take.
READY_SECONDS = 1.5

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def readyz() -> ResponseReturnValue:
    """The process can do its work: the database and the queue answer. A 503 names the one that does not.

    The response comes within 2 s, whatever state the connections are in.
    """
    database, queue = services().database, services().queue
    checks = {"database": lambda: _answers(database), "queue": lambda: queue.health().reachable}
    parts = run_checks(checks, seconds=READY_SECONDS)
    ready = all(parts.values())
    return jsonify(status="ok" if ready else "unavailable", **parts), 200 if ready else 503


@blueprint.get("/metrics")
def metrics() -> Response:
    """Metrics for Prometheus, read from the database and the queue, so that every web process serves the same.

    Raises Problem 401 without the token, if one is set; else Forbidden for public addresses.
    """
    require_reader(services().settings.metrics_token)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(ServiceMetrics(services()))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _answers(database: Database) -> bool:
    """Raises SQLAlchemyError if it does not."""
    with database.read() as session:
        session.execute(text("SELECT 1"))
    return True
