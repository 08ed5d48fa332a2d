"""The process that starts Python programs: what it forks runs as `python -m` would run it, and never outlives it."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from grader.worker.processes.launcher import Launcher
from tests.worker.parts import alive, wait_until

PROGRAM = """
    import decimal, os, sys, time
    def value(name):
        return os.environ.get(name, "")
    out = sys.argv[1]
    is_leader, descriptors = os.getsid(0) == os.getpid(), len(os.listdir("/proc/self/fd"))
    facts = [__name__, os.path.basename(sys.argv[0]), value("GIVEN"), str(is_leader), str(descriptors)]
    with open(out + ".draft", "w") as file: file.write(" ".join(facts))
    os.rename(out + ".draft", out)
    if sys.argv[2] == "exit": sys.exit(7)
    if sys.argv[2] == "raise": raise ValueError("as it should")
    if sys.argv[2] == "wait": time.sleep(60)
    """


@pytest.fixture
def module(tmp_path, monkeypatch):
    """The name of a module that the launcher can import."""
    (tmp_path / "launched_program.py").write_text(textwrap.dedent(PROGRAM))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return "launched_program"


@pytest.fixture
def launcher():
    opened = Launcher(["json"])
    yield opened
    opened.close()


def started(launcher, module, out, how):
    """A program that has begun, and what it says of itself."""
    program = launcher.start(module, [str(out), how], {"GIVEN": "value"})
    wait_until(out.exists)
    return program, out.read_text().split()


def test_it_runs_as_a_main_program_in_a_session_of_its_own(launcher, module, tmp_path):
    program, facts = started(launcher, module, tmp_path / "out", "end")
    assert facts[:4] == ["__main__", f"{module}.py", "value", "True"]
    assert int(facts[4]) <= 4  # input, output, errors, and the folder that is listed
    assert program.wait(10) == 0


@pytest.mark.parametrize(("how", "status"), [("exit", 7), ("raise", 1)])
def test_its_exit_status_is_known(launcher, module, tmp_path, how, status):
    program, _ = started(launcher, module, tmp_path / "out", how)
    assert program.wait(10) == status
    assert program.poll() == status


def test_several_at_a_time_and_signals(launcher, module, tmp_path):
    first, _ = started(launcher, module, tmp_path / "first", "wait")
    second, facts = started(launcher, module, tmp_path / "second", "wait")
    assert int(facts[4]) <= 4
    first.terminate()
    assert first.wait(10) == -signal.SIGTERM
    assert second.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        second.wait(0.01)


def test_programs_end_with_the_launcher_and_the_next_start_opens_it_again(launcher, module, tmp_path):
    program, _ = started(launcher, module, tmp_path / "out", "wait")
    os.kill(int(Path(f"/proc/{program.pid}/stat").read_text().rpartition(")")[2].split()[1]), signal.SIGKILL)
    assert program.wait(10) == -signal.SIGKILL
    wait_until(lambda: not alive(program.pid))
    again, _ = started(launcher, module, tmp_path / "again", "end")
    assert again.wait(10) == 0


def test_a_module_that_is_missing_is_an_exit_not_an_error_of_the_launcher(launcher, module, tmp_path):
    assert launcher.start("missing_module", [], {}).wait(10) == 1
    program, _ = started(launcher, module, tmp_path / "out", "end")
    assert program.wait(10) == 0


def test_nothing_outlives_a_killed_supervisor(module, tmp_path):
    out = tmp_path / "out"
    code = f"""
        import time
        from grader.worker.processes.launcher import Launcher
        print(Launcher(["json"]).start({module!r}, [{str(out)!r}, "wait"], {{}}).pid, flush=True)
        time.sleep(60)
        """
    supervisor = subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True)
    pid = int(supervisor.stdout.readline())
    wait_until(out.exists)
    supervisor.kill()
    supervisor.communicate()
    wait_until(lambda: not alive(pid))
