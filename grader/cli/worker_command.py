"""`grader worker`: grades submissions from the queue."""

from __future__ import annotations

import click

from grader.errors import SettingsError
from grader.evaluator.pool import try_evaluator
from grader.model import Lane
from grader.sandbox import open_jail
from grader.settings import Settings
from grader.store import Database, migrate
from grader.worker.processes.host import MODULE, WorkerHost
from grader.worker.processes.logs import configure
from grader.worker.processes.startup import wait_for_database, wait_for_redis
from grader.worker.processes.supervisor import Supervisor


@click.command()
@click.option("--lane", type=click.Choice(["both", *(lane.value for lane in Lane)]), default="both", show_default=True)
@click.option("--workers", type=click.IntRange(1), help="Processes of the lane, or of the interactive lane.")
def command(lane: str, workers: int | None) -> None:
    """Grade submissions from the queue until a signal stops it.

    Needs GRADER_REDIS_URL, the database of the web, and a machine that can build the sandbox (see `grader doctor`).
    """
    settings = Settings.from_env()
    if workers:
        field = "training_workers" if lane == Lane.TRAINING.value else "workers"
        settings = settings.model_copy(update={field: workers})
    configure(settings)
    if not settings.redis_url:
        raise SettingsError("GRADER_REDIS_URL is not set. Set it, or use `grader serve`, which starts a private Redis.")
    require_sandbox(settings)
    wait_for_redis(settings)
    database = Database(settings.database_url)
    wait_for_database(database)
    migrate(database)
    database.close()
    supervisor = Supervisor(modules=[MODULE])
    supervisor.listen()
    host = WorkerHost(settings, supervisor, tuple(Lane) if lane == "both" else (Lane(lane),))
    try:
        host.start()
        supervisor.run(each_round=host.obey)
    finally:
        host.close()
        supervisor.stop()
        host.release()


def require_sandbox(settings: Settings) -> None:
    """Open a jail and an evaluator, and close them. Raises `SandboxUnavailable` if that fails."""
    with open_jail(settings.jail_mode, tuning=settings.memory_tuning):
        pass
    try_evaluator(settings.root)
