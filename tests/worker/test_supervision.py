"""Processes: who died, who is started again, and that nothing stays behind."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

from grader.worker.processes import process_identity as process_identity_module
from grader.worker.processes.process_identity import (
    has_ended,
    own_identity,
    process_group_has_ended,
    process_identity,
)
from grader.worker.processes.supervisor import Program, Supervisor
from tests.worker.parts import alive, wait_until


def test_a_living_holder_is_known():
    assert own_identity() == process_identity(os.getpid())
    assert not has_ended(own_identity())


def test_a_holder_that_ended_has_ended():
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    name = process_identity(process.pid)
    assert not has_ended(name)
    process.kill()
    wait_until(lambda: has_ended(name))
    process.wait()
    assert has_ended(name)


def test_a_process_number_that_is_used_again_is_another_process():
    here, pid, start = own_identity().rsplit(" ", 2)
    assert has_ended(f"{here} {pid} {int(start) - 1}")


def test_of_other_hosts_nothing_is_known():
    assert not has_ended("elsewhere/4026531836 1 1")
    assert not has_ended("")


def test_of_a_cloned_machine_nothing_is_known(tmp_path, monkeypatch):
    """The clone has the same host name, namespace number and machine id, but another boot id."""
    ended = own_identity().rsplit(" ", 2)[0] + " 999999999 1"
    assert has_ended(ended)
    boot_id = tmp_path / "boot_id"
    boot_id.write_text("11111111-2222-3333-4444-555555555555\n")
    monkeypatch.setattr(process_identity_module, "_BOOT_ID", boot_id)
    assert not has_ended(ended)


def test_of_identities_without_a_boot_nothing_is_known():
    host, _boot, namespace = own_identity().split(" ")[0].rsplit("/", 2)
    assert not has_ended(f"{host}/{namespace} 999999999 1")


def test_a_killed_program_leaves_no_process_of_its_group(tmp_path):
    started = tmp_path / "started"
    code = f"""
        import subprocess, sys, time
        child = "import time; time.sleep(60)"
        children = [subprocess.Popen([sys.executable, "-c", child]) for _ in range(5)]
        open({str(started)!r}, "w").close()
        time.sleep(60)
        """
    supervisor = Supervisor()
    supervisor.start(Program(name="Test", argv=python(code), env={}, grace=0.0))
    (running,) = supervisor._programs
    wait_until(started.exists)
    assert not process_group_has_ended(running.process.pid)
    supervisor.stop()
    assert process_group_has_ended(running.process.pid)


def python(code):
    return (sys.executable, "-c", textwrap.dedent(code))


def test_what_dies_is_started_again(tmp_path):
    starts = tmp_path / "starts"
    supervisor = Supervisor()
    code = f"""
        import os, time
        with open({str(starts)!r}, "a") as file: print(os.getpid(), file=file)
        time.sleep(60)
        """
    supervisor.start(Program(name="Test", argv=python(code), env={}))
    try:
        (first,) = wait_until(lambda: starts.exists() and starts.read_text().split())
        os.kill(int(first), signal.SIGKILL)

        def started_again():
            supervisor.restart_exited()
            return len(starts.read_text().split()) == 2

        wait_until(started_again)
    finally:
        supervisor.stop()
    assert not any(alive(int(pid)) for pid in starts.read_text().split())


def test_what_does_not_stop_is_killed_with_its_children(tmp_path):
    pids = tmp_path / "pids"
    code = f"""
        import os, signal, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        child = os.fork()
        if child:
            with open({str(pids)!r}, "w") as file: print(os.getpid(), child, file=file)
        time.sleep(60)
        """
    supervisor = Supervisor()
    supervisor.start(Program(name="Test", argv=python(code), env={}, grace=0.2))
    wait_until(lambda: pids.exists() and len(pids.read_text().split()) == 2)
    supervisor.stop()
    assert not any(alive(int(pid)) for pid in pids.read_text().split())


def test_programs_stop_in_their_order(tmp_path):
    order = tmp_path / "order"
    code = """
        import signal, sys, time
        def stop(*_):
            with open(sys.argv[1], "a") as file: print(sys.argv[2], file=file)
            sys.exit()
        signal.signal(signal.SIGTERM, stop)
        open(sys.argv[1] + sys.argv[2], "w").close()
        time.sleep(60)
        """
    supervisor = Supervisor()
    for name, number in (("last", 1), ("first", 0)):
        argv = (*python(code), str(order), name)
        supervisor.start(Program(name=name, argv=argv, env={}, stop_order=number))
    wait_until(lambda: Path(f"{order}first").exists() and Path(f"{order}last").exists())
    supervisor.stop()
    assert order.read_text().split() == ["first", "last"]


def test_a_killed_supervisor_leaves_nothing_behind(tmp_path):
    pids = tmp_path / "pids"
    child = f"""
        import os, time
        with open({str(pids)!r}, "w") as file: print(os.getpid(), file=file)
        time.sleep(60)
        """
    code = f"""
        import sys, time
        from grader.worker.processes.supervisor import Program, Supervisor
        Supervisor().start(Program(name="Test", argv=(sys.executable, "-c", {textwrap.dedent(child)!r}), env={{}}))
        time.sleep(60)
        """
    supervisor = subprocess.Popen(python(code))
    (pid,) = wait_until(lambda: pids.exists() and pids.read_text().split())
    supervisor.kill()
    supervisor.wait()
    wait_until(lambda: not alive(int(pid)))
