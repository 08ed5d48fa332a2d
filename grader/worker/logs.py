"""How the programs log: one line each, on standard error."""

from __future__ import annotations

import logging

from grader.settings import Settings


def configure(settings: Settings) -> None:
    """Set up logging for this process."""
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s", force=True)
    for chatty in ("celery", "kombu", "alembic", "amqp"):
        logging.getLogger(chatty).setLevel("DEBUG" if settings.log_level == "DEBUG" else "WARNING")
