"""Reports of worker processes, and requests to drain them, in a real Redis; no worker is started."""

import os
import sys
import textwrap

import pytest

from grader.settings import Settings
from grader.worker import presence as presence_module
from grader.worker.presence import Presence, Request, WorkerState
from grader.worker.processes.draining import Draining
from grader.worker.processes.process_identity import own_identity
from grader.worker.processes.reporting import Reporter, memory_of
from grader.worker.processes.supervisor import Program, Supervisor
from tests.worker.parts import RedisServer, wait_until

#: Works on until it is told to stop, then finishes its work before it ends.
PROGRAM = """
    import pathlib, signal, sys, time
    folder = pathlib.Path(sys.argv[1])
    told = []
    signal.signal(signal.SIGTERM, lambda *_: told.append(1))
    number = len(list(folder.glob("started*")))
    (folder / f"started{number}").touch()
    while not (told and (folder / "finish").exists()):
        time.sleep(0.01)
    (folder / f"finished{number}").touch()
    """


@pytest.fixture(scope="module")
def settings(redis_program, tmp_path_factory):
    server = RedisServer()
    server.start()
    yield Settings.from_env({"GRADER_DATA_DIR": str(tmp_path_factory.mktemp("data")), "GRADER_REDIS_URL": server.url})
    server.close()


@pytest.fixture
def presence(settings):
    opened = Presence(settings)
    yield opened
    opened.close()


def test_a_process_reports_itself_and_is_forgotten_when_it_ends(settings, presence):
    reporter = Reporter(settings, "interactive", lambda: ("warm", 3))
    reporter.report()
    (report,) = presence.reports()
    assert (report.identity, report.pid, report.queue) == (own_identity(), os.getpid(), "interactive")
    assert (report.sandbox, report.evaluators) == ("warm", 3)
    assert report.memory > 10 * 2**20
    assert set(report.versions) == {"service", "Python", "NumPy"}
    assert not report.silent
    (group,) = presence.groups()
    assert (group.state, len(group.processes)) == (WorkerState.WORKING, 1)
    reporter.close()
    assert presence.reports() == []


def test_a_process_that_does_not_report_is_silent_then_forgotten(settings, presence, monkeypatch):
    reporter = Reporter(settings, "training", lambda: ("cold", 0))
    reporter.report(measure=False)
    monkeypatch.setattr(presence_module, "SILENT", -1.0)
    assert [report.silent for report in presence.reports()] == [True]
    monkeypatch.setattr(presence_module, "FORGOTTEN", 0.001)
    reporter.report(measure=False)
    wait_until(lambda: presence.reports() == [])
    reporter.close()


def test_memory_of_a_process_that_is_gone_is_none():
    assert memory_of(2**22 - 1) == 0


@pytest.fixture
def workers(settings, tmp_path):
    """A supervisor with a program in place of the interactive workers."""
    supervisor = Supervisor()
    argv = (sys.executable, "-c", textwrap.dedent(PROGRAM), str(tmp_path))
    supervisor.start(Program(name="The workers", argv=argv, env={}))
    draining = Draining(settings, supervisor, {"interactive": "The workers"})
    wait_until(lambda: (tmp_path / "started0").exists())
    yield supervisor, draining
    (tmp_path / "finish").touch()
    supervisor.stop()
    draining.close()


def obeyed(draining, supervisor, condition):
    def rounds():
        draining.poll()
        draining.obey()
        supervisor.restart_exited()
        return condition()

    wait_until(rounds)


@pytest.mark.parametrize("request_", [Request.RESTART, Request.END])
def test_drained_workers_finish_and_then_restart_or_end(workers, presence, tmp_path, request_):
    supervisor, draining = workers
    draining.poll()
    (group,) = presence.groups()
    assert (group.queue, group.state) == ("interactive", WorkerState.WORKING)
    presence.ask(group.host, group.queue, request_)
    obeyed(draining, supervisor, lambda: presence.groups()[0].state is WorkerState.DRAINING)
    assert not (tmp_path / "finished0").exists()
    (tmp_path / "finish").touch()
    if request_ is Request.RESTART:
        obeyed(draining, supervisor, lambda: (tmp_path / "started1").exists())
    else:
        obeyed(draining, supervisor, lambda: presence.groups()[0].state is WorkerState.ENDED)
        assert not (tmp_path / "started1").exists()
        presence.ask(group.host, group.queue, Request.START)
        obeyed(draining, supervisor, lambda: (tmp_path / "started1").exists())
    assert (tmp_path / "finished0").exists()
    draining.poll()
    assert presence.groups()[0].state is WorkerState.WORKING


def test_a_request_is_taken_once(presence):
    presence.ask(own_identity(), "interactive", Request.START)
    assert presence.take_request(own_identity(), "interactive") is Request.START
    assert presence.take_request(own_identity(), "interactive") is None
