"""GET /healthz, /readyz, /metrics."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from web.health.metrics import ServiceMetrics
from web.health.reader import require_reader
from web.services import reading, services

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def readyz() -> ResponseReturnValue:
    """The process can do its work: the database and the queue answer. A 503 names the one that does not."""
    parts = {"database": _database_answers(), "queue": services().queue.health().reachable}
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


def _database_answers() -> bool:
    try:
        with reading() as db:
            db.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True
