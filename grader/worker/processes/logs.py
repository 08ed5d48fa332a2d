"""Logging set-up: one line per record, on standard error."""

from __future__ import annotations

import logging

from grader.model.text import reveal
from grader.settings import Settings


class OneLine(logging.Formatter):
    """Replaces line ends and other control characters by their code points, so that no text can forge a log line."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        return reveal(super().formatMessage(record), "<U+{:04X}>").replace("\n", "<U+000A>")


def configure(settings: Settings) -> None:
    """Set up logging for this process."""
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=settings.log_level, handlers=[handler], force=True)
    for name in ("celery", "kombu", "alembic", "amqp"):
        logging.getLogger(name).setLevel("DEBUG" if settings.log_level == "DEBUG" else "WARNING")
