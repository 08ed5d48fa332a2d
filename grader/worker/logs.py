"""How the programs log: one line each, on standard error."""

from __future__ import annotations

import logging

from grader.settings import Settings


class OneLine(logging.Formatter):
    """Writes what is not printable as an escape, so that no text of a submission can look like a line of the log."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        line = super().formatMessage(record)
        if line.isprintable():
            return line
        return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in line)


def configure(settings: Settings) -> None:
    """Set up logging for this process."""
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=settings.log_level, handlers=[handler], force=True)
    for chatty in ("celery", "kombu", "alembic", "amqp"):
        logging.getLogger(chatty).setLevel("DEBUG" if settings.log_level == "DEBUG" else "WARNING")
