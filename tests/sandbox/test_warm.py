"""The warm jail recovers from the death of its zygote, keeps no state, and leaks no resources."""

from __future__ import annotations

import gc
import os
import resource
import select
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from grader.errors import JudgeFault, SubmissionFault
from grader.model import Limits, Verdict
from grader.sandbox import WarmJail, open_jail, zygote_client
from grader.sandbox.warm import RecyclePolicy
from tests.processes import children, own_children
from tests.sandbox.conftest import bundle

GOOD = bundle("def f(x): return x + 1")
#: Seconds after which what does not happen counts as failed.
HUNG = 30.0


def works(jail):
    with jail.admit(GOOD) as admitted, admitted.case(Limits()) as session:
        return session.call("f", (1,), {}) == 2


def wait_until(condition):
    deadline = time.monotonic() + HUNG
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@contextmanager
def ending(pids):
    """Waits on leaving until all of these processes have ended, whoever ends them."""
    with ExitStack() as stack:
        descriptors = []
        for pid in pids:
            with suppress(ProcessLookupError):
                descriptors.append(os.pidfd_open(pid))
                stack.callback(os.close, descriptors[-1])
        yield
        for descriptor in descriptors:
            assert select.select([descriptor], [], [], HUNG)[0], "a process goes on"


def kill(jail):
    """End the jail's processes from outside, and wait until the last of them is gone."""
    with ending([jail.pid, *children(jail.pid)]):
        os.kill(jail.pid, signal.SIGKILL)


def test_a_dead_zygote_is_replaced_by_the_next_submission():
    with open_jail("warm") as jail:
        assert works(jail)
        kill(jail)
        assert works(jail)


def test_a_zygote_that_dies_between_two_cases_costs_no_case():
    with open_jail("warm") as jail, jail.admit(GOOD) as admitted:
        for _ in range(2):
            with admitted.case(Limits()) as session:
                assert session.call("f", (1,), {}) == 2
            kill(jail)
        with admitted.case(Limits()) as session:
            assert session.call("f", (1,), {}) == 2


def test_a_zygote_that_dies_during_a_case_is_the_graders_fault_and_costs_that_case_alone():
    with open_jail("warm") as jail, jail.admit(GOOD) as admitted:
        with admitted.case(Limits()) as session:
            kill(jail)
            with pytest.raises(JudgeFault):
                session.call("f", (1,), {})
        with admitted.case(Limits()) as session:
            assert session.call("f", (1,), {}) == 2


def test_a_zygote_that_hangs_is_replaced(monkeypatch):
    monkeypatch.setattr(zygote_client, "FORK_SECONDS", 0.5)
    with open_jail("warm") as jail:
        assert works(jail)
        for pid in children(jail.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSTOP)
        assert works(jail)
        assert works(jail)


def test_zygotes_are_replaced_when_they_are_old():
    with WarmJail(recycle=RecyclePolicy(submissions=3)) as jail:
        first = jail.pid
        for _ in range(4):
            assert works(jail)
        assert jail.pid != first


def test_zygotes_are_replaced_when_they_have_grown():
    with WarmJail(recycle=RecyclePolicy(resident_kib=1, check_every=1)) as jail:
        first = jail.pid
        assert works(jail)
        assert jail.pid != first


def test_zygotes_are_not_replaced_without_need():
    with WarmJail(recycle=RecyclePolicy(check_every=1)) as jail:
        first = jail.pid
        for _ in range(4):
            assert works(jail)
        assert jail.pid == first


def test_closing_ends_every_process():
    before = own_children()
    with ExitStack() as stack:
        with open_jail("warm") as jail:
            assert works(jail)
            assert own_children() == before | {jail.pid}
            below = children(jail.pid)
            assert below
            stack.enter_context(ending(below))
        assert own_children() == before


WORKER = """
import sys
from grader.model import Limits, Verdict
from grader.sandbox import open_jail
from tests.sandbox.conftest import bundle
jail = open_jail("warm")
endless = bundle("def f():\\n    while True: pass")
with jail.admit(endless) as admitted, admitted.case(Limits(wall_seconds=600)) as session:
    print("ready", flush=True)
    session.call("f", (), {})
"""


def test_a_worker_that_is_killed_takes_its_jail_along():
    root = Path(__file__).parents[2]
    worker = subprocess.Popen([sys.executable, "-c", WORKER], stdout=subprocess.PIPE, text=True, cwd=root)
    assert worker.stdout.readline() == "ready\n"
    below = children(worker.pid)
    assert len(below) >= 5
    with ending(below):
        worker.kill()
        worker.wait()
        worker.stdout.close()


def test_cases_with_other_limits_get_them():
    with open_jail("warm") as jail:
        for _ in range(2):
            with jail.admit(bundle("def f(n): return bytes(n)")) as admitted:
                for limits in (Limits(), Limits(open_files=32), Limits(wall_seconds=40.0), Limits(frame_bytes=10_000)):
                    with admitted.case(limits) as session:
                        assert len(session.call("f", (1000,), {})) == 1000
                with admitted.case(Limits(frame_bytes=10_000)) as session, pytest.raises(SubmissionFault):
                    session.call("f", (20_000,), {})


def test_children_made_under_the_last_submissions_limits_are_not_used_under_others():
    asks = bundle("import resource\ndef f(which): return resource.getrlimit(which)[0]")

    def limits_inside(jail, limits):
        with jail.admit(asks) as admitted, admitted.case(limits) as session:
            return session.call("f", (resource.RLIMIT_AS,), {}), session.call("f", (resource.RLIMIT_NOFILE,), {})

    with open_jail("warm") as jail:
        for memory, files in ((1 << 30, 64), (1 << 30, 64), (1 << 29, 32), (1 << 30, 64)):
            assert limits_inside(jail, Limits(memory_bytes=memory, open_files=files)) == (memory, files)


HOSTILE = [
    "import os\ndef f(): os._exit(1)",
    "def f(): raise SystemExit",
    "import ctypes\ndef f(): ctypes.string_at(0)",
    "import os\ndef f(): os.fork()",
    "def f(): print('x' * 3_000_000)",
    "import os\ndef f(): os.write(3, b'x' * 100_000)",
    "def f():\n    for i in range(100): open(f'/tmp/{i}', 'wb').write(bytes(1_000_000))",
    "import threading\ndef f(): threading.Thread(target=f).start()",
    "def f(): return bytearray(2 ** 40)",
    "import os\ndef f(): os.closerange(0, 100)",
]


def resources(jail):
    """What a leak would add to: descriptors, processes, mounts."""
    gc.collect()
    zygote = children(jail.pid)[1]
    return {
        "own descriptors": len(os.listdir("/proc/self/fd")),
        "processes": len(children(jail.pid)),
        "the zygote's descriptors": len(os.listdir(f"/proc/{zygote}/fd")),
        "the zygote's mounts": len(Path(f"/proc/{zygote}/mounts").read_text().splitlines()),
    }


#: Below bubblewrap, between two submissions of one case: its inner process, zygote, init process, one child.
IDLE_PROCESSES = 4


def settled(jail):
    """What is held once ended init processes are reaped, which the zygote does when it gets an order."""
    deadline = time.monotonic() + HUNG
    while True:
        jail.health()
        found = resources(jail)
        if found["processes"] == IDLE_PROCESSES or time.monotonic() > deadline:
            return found
        time.sleep(0.02)


def test_hostile_submissions_leave_nothing_behind():
    with open_jail("warm") as jail:

        def rounds(count):
            for index in range(count):
                code = HOSTILE[index % len(HOSTILE)]
                with (
                    jail.admit(bundle(code)) as admitted,
                    admitted.case(Limits()) as session,
                    pytest.raises(SubmissionFault),
                ):
                    session.call("f", (), {})

        rounds(len(HOSTILE))
        before, memory = settled(jail), jail.health().peak_kib
        rounds(5 * len(HOSTILE))
        assert settled(jail) == before
        assert before["processes"] == IDLE_PROCESSES
        assert jail.health().peak_kib < memory + 2048
        assert works(jail)


def all_sleep(jail):
    """Whether every process of the jail waits for something, a full pipe for example."""
    with suppress(FileNotFoundError, ProcessLookupError):
        states = {Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] for pid in children(jail.pid)}
        return states <= {"S", "Z"}
    return False


def test_a_submission_that_floods_while_it_loads_costs_no_zygote():
    # The next case's child loads while a case runs, so that all of its flood is there when it is opened.
    flooding = bundle("""
        import os

        def flood():
            for _ in range(1000):
                os.write(1, bytes(1 << 16))

        FLOODED = flood()

        def f(x, flooded=FLOODED):
            return x
    """)
    limits = Limits(output_bytes=1000)
    with open_jail("warm") as jail:
        for _ in range(2):
            with jail.admit(GOOD) as admitted:
                for _ in range(3):
                    with admitted.case(limits) as session:
                        session.call("f", (1,), {})
        before, verdicts = jail.pid, []
        with jail.admit(flooding) as admitted:
            for _ in range(3):
                wait_until(lambda: all_sleep(jail))
                with pytest.raises(SubmissionFault) as caught, admitted.case(limits):
                    pass
                verdicts.append(caught.value.verdict)
        assert verdicts == [Verdict.OUTPUT_LIMIT_EXCEEDED] * 3
        assert jail.pid == before
        assert works(jail)
