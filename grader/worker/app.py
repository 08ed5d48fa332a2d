"""The Celery application. It carries submission ids from the web to the workers: no results, no events, no pickles.

docs/operations.md gives the reason for each setting.
"""

from __future__ import annotations

import socket

from celery import Celery  # type: ignore[import-untyped]

from grader.model import Lane
from grader.settings import Settings
from grader.store.submissions import Priority
from grader.worker.broker import Transport

#: TCP options of connections to Redis: seconds before and between keep-alive probes, their number, and milliseconds in
#: which sent data is acknowledged.
KEEPALIVE = {
    socket.TCP_KEEPIDLE: 10,
    socket.TCP_KEEPINTVL: 3,
    socket.TCP_KEEPCNT: 3,
    socket.TCP_USER_TIMEOUT: 15_000,
}
#: Time limits of the broker's connections, in seconds. A worker waits for messages; others may lower the timeout.
SOCKET_OPTIONS = {
    "socket_timeout": 30,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
    "socket_keepalive_options": KEEPALIVE,
    "health_check_interval": 20,
}
#: The tasks.
GRADE = "grader.grade"
REPAIR = "grader.repair"
REGRADE = "grader.regrade"
#: The queue of REPAIR. It has workers of its own, so that nobody's grading waits for a repair.
REPAIR_QUEUE = "repair"
#: The lowest priority of a lane: that of regrades of whole assignments, behind everything that somebody waits for.
REGRADE_PRIORITY = 9


def make_app(settings: Settings) -> Celery:
    """A Celery application for `settings.redis_url`. It connects on first use."""
    app = Celery("grader", broker=settings.redis_url, set_as_current=False, fixups=[])
    longest = max(settings.interactive_seconds, settings.training_seconds)
    visibility = int(2 * longest + 600)
    app.conf.update(
        # For rediss://, kombu chooses the transport by the address and so knows that it is encrypted.
        broker_transport=Transport if settings.redis_url.startswith("redis://") else None,
        task_serializer="json",
        accept_content=["json"],
        # A worker reserves only what it runs. What it loses is delivered again, which claims make harmless.
        task_acks_late=True,
        worker_prefetch_multiplier=1,
        task_reject_on_worker_lost=False,
        # The database is the system of record.
        task_ignore_result=True,
        task_store_errors_even_if_ignored=False,
        # There is no result backend, so threads may share it. Otherwise each thread looks for one on first use (10 ms).
        result_backend_thread_safe=True,
        worker_send_task_events=False,
        task_send_sent_event=False,
        worker_enable_remote_control=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        worker_proc_alive_timeout=60,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_pool_limit=10,
        visibility_timeout=visibility,
        broker_transport_options={
            "visibility_timeout": visibility,
            "global_keyprefix": settings.redis_prefix,
            "queue_order_strategy": "priority",
            "priority_steps": [*(int(priority) for priority in Priority), REGRADE_PRIORITY],
            **SOCKET_OPTIONS,
        },
        task_create_missing_queues=True,
        task_default_queue=Lane.INTERACTIVE.value,
    )
    return app
