"""`grader web`: serves the pages and the API."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import click
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from grader.errors import SettingsError
from grader.settings import Settings
from grader.store import Database, migrate
from grader.worker.processes.logs import configure
from grader.worker.processes.startup import wait_for_database


class WebServer(BaseApplication):  # type: ignore[misc]
    """gunicorn with many threads, because each live watcher occupies one."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Called by gunicorn."""
        settings = self._settings
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        for name, value in {
            "bind": f"{host}:{settings.port}",
            "workers": settings.web_workers,
            "worker_class": "gthread",
            "threads": settings.web_threads,
            "worker_connections": 2 * settings.web_threads,
            # Live streams do not end by themselves: they are closed at shutdown, and clients reconnect.
            "graceful_timeout": 2,
            "timeout": 60,
            "keepalive": 5,
            "loglevel": settings.log_level.lower() if settings.log_level != "INFO" else "warning",
            "worker_tmp_dir": "/dev/shm" if Path("/dev/shm").is_dir() else None,
            # The control socket's path would be shared by all services of a user.
            "control_socket_disable": True,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Called by gunicorn in each worker process."""
        from web.app import create_app
        from web.warmup import warm_up

        app = create_app(self._settings)
        warm_up(app)
        return app


@click.command()
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on.")
def command(host: str | None, port: int | None) -> None:
    """Serve the pages and the API. Needs GRADER_REDIS_URL and the workers' database."""
    settings = Settings.from_env()
    settings = settings.model_copy(update={"host": host or settings.host, "port": port or settings.port})
    configure(settings)
    if not settings.redis_url:
        raise SettingsError("GRADER_REDIS_URL is not set. Set it, or use `grader serve`, which starts a private Redis.")
    require_free_port(settings)
    database = Database(settings.database_url)
    wait_for_database(database)
    migrate(database)
    database.close()
    settings.signing_key()
    _load_pages(settings)
    WebServer(settings).run()


def _load_pages(settings: Settings) -> None:
    """Import the pages and compile their templates once, before the worker processes are forked."""
    from web.app import create_app
    from web.warmup import compile_templates

    app = create_app(settings)
    compile_templates(app)
    app.extensions["services"].close()


def require_free_port(settings: Settings) -> None:
    """Raises `SettingsError` when the address cannot be listened on."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            reason = error.strerror or str(error)
            raise SettingsError(
                f"Cannot listen on {settings.host}, port {settings.port}: {reason}. Choose another with --port."
            ) from error
