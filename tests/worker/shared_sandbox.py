"""A jail and evaluators that many tests use in turn, because their start takes a second of processor time."""

from contextlib import contextmanager
from unittest.mock import Mock

from grader.model import Lane
from grader.sandbox import open_jail
from grader.worker.evaluators import evaluators
from grader.worker.grading.run import Grader
from grader.worker.grading.worker_jail import WorkerJail
from grader.worker.repairing.run import Repairing


class SharedSandbox:
    """The jail and the evaluators of one worker process. They start when they are first used."""

    def __init__(self, settings):
        self.jail = WorkerJail(open_jail, settings.jail_mode, settings.isolation)
        self.pool = evaluators(settings)

    @contextmanager
    def graders(self):
        """`make(settings)` makes a grader; with `open_jail`, of a jail of its own."""
        made = []

        def make(settings, open_jail=None):
            own = open_jail and WorkerJail(open_jail, settings.jail_mode, settings.isolation)
            made.append((Grader(settings, Lane.INTERACTIVE, own or self.jail, self.pool), own))
            return made[-1][0]

        yield make
        for grader, own in made:
            grader._idle_warmup.close()
            grader._pool, grader._jail = Mock(), own or Mock()
            grader.close()

    @contextmanager
    def repairing(self, settings):
        made = Repairing(settings, self.jail, self.pool)
        yield made
        made._pool, made._jail = Mock(), Mock()
        made.close()

    def close(self):
        self.pool.close()
        self.jail.drop()


def contents(folder):
    """{path: bytes} of all files below it."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def restore(folder, before):
    """Undo what has changed since `contents(folder)` gave `before`. Folders stay: evaluators have them mounted."""
    now = contents(folder)
    for path in now.keys() - before.keys():
        path.unlink()
    for path, content in before.items():
        if now.get(path) != content:
            path.write_bytes(content)
    kept = {parent for path in before for parent in path.parents}
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and path not in kept:
            path.rmdir()
