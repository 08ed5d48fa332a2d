"""Every limit has its own verdict and message, and affects no other test case."""

from __future__ import annotations

import pytest

from grader.errors import SubmissionFault
from grader.model import MIB, Limits, Verdict


def fault_of(case, code, limits=None, *args):
    """The fault of calling f."""
    with case(code, limits) as session, pytest.raises(SubmissionFault) as caught:
        session.call("f", args, {})
    return caught.value


SHORT = Limits(wall_seconds=0.6)


def test_an_endless_loop_is_stopped_and_its_line_is_named(case):
    fault = fault_of(case, "def f():\n    i = 0\n    while True:\n        i += 1\n", SHORT)
    assert fault.verdict is Verdict.TIME_LIMIT_EXCEEDED
    assert "Your f() ran longer than the limit of 0.6 s" in fault.message
    assert "of f: `" in fault.message


def test_catching_everything_does_not_help_against_the_clock(case):
    code = """
    import signal
    def f():
        signal.setitimer(signal.ITIMER_REAL, 0)
        while True:
            try:
                while True: pass
            except BaseException:
                pass
    """
    assert fault_of(case, code, SHORT).verdict is Verdict.TIME_LIMIT_EXCEEDED


def test_sleeping_counts(case):
    assert fault_of(case, "import time\ndef f(): time.sleep(60)", SHORT).verdict is Verdict.TIME_LIMIT_EXCEEDED


def test_the_clock_runs_over_all_calls_of_a_case(case):
    # Two calls leave a third of the time for delays of the machine; the third call exceeds the limit by itself.
    with case("import time\ndef f(): time.sleep(0.81)", Limits(wall_seconds=2.4)) as session:
        session.call("f", (), {})
        session.call("f", (), {})
        with pytest.raises(SubmissionFault) as caught:
            session.call("f", (), {})
        assert caught.value.verdict is Verdict.TIME_LIMIT_EXCEEDED


def test_endless_calls_of_a_substitute_are_stopped(case):
    with case("def f():\n    while True: g()\ndef g(): pass", SHORT, entry_points=("f", "g")) as session:
        session.substitute({"g": lambda: None})
        with pytest.raises(SubmissionFault) as caught:
            session.call("f", (), {})
        assert caught.value.verdict is Verdict.TIME_LIMIT_EXCEEDED


@pytest.mark.parametrize(
    "code",
    [
        "import numpy as np\ndef f(): return np.ones(10 ** 10)",
        "def f(): return bytearray(2 ** 32)",
        "def f():\n    kept = []\n    while True: kept.append('x' * 1000 + str(len(kept)))",
    ],
)
def test_memory(case, code):
    fault = fault_of(case, code, Limits(memory_bytes=400 * MIB, wall_seconds=20))
    assert fault.verdict is Verdict.MEMORY_LIMIT_EXCEEDED
    assert "400 MiB" in fault.message


@pytest.mark.parametrize(
    "code",
    [
        "def f():\n    while True: print('x' * 1000)",
        "import os\ndef f():\n    while True: os.write(2, b'y' * 60000)",
        "def f(): print('x' * 3_000_000)",
    ],
)
def test_output(case, code):
    fault = fault_of(case, code, Limits(wall_seconds=20))
    assert fault.verdict is Verdict.OUTPUT_LIMIT_EXCEEDED
    assert "printed more than 1 MiB" in fault.message


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import numpy as np\ndef f(): return np.zeros(200_000)", "1 MiB of data"),
        ("def f(): return list(range(5000))", "1,000 separate values"),
        ("def f(): return 'x' * 2_000_000", "1 MiB of data"),
        ("def f():\n    x = []\n    for _ in range(50): x = [x]\n    return x", "32 deep"),
        ("def f():\n    x = []\n    x.append(x)\n    return x", "32 deep"),
        ("def f(): return 7 ** 9999", "an integer of more than 4096 bits"),
    ],
)
def test_results_that_are_too_big(case, code, said):
    fault = fault_of(case, code, Limits(frame_bytes=MIB, frame_values=1000))
    assert fault.verdict is Verdict.OUTPUT_LIMIT_EXCEEDED
    assert said in fault.message


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("def f():\n    open('/tmp/big', 'wb').write(bytes(40_000_000))", "File too large"),
        (
            "def f():\n    for i in range(100):\n        open(f'/tmp/{i}', 'wb').write(bytes(1_000_000))",
            "No space left on device",
        ),
        ("def f():\n    kept = [open('/dev/null') for _ in range(200)]", "Too many open files"),
        ("def f():\n    open('/new', 'w')", "Read-only file system"),
        ("def f():\n    open('/jail/inside/wire.py', 'a')", "Read-only file system"),
    ],
)
def test_disk_and_files(case, code, error):
    fault = fault_of(case, code)
    assert fault.verdict is Verdict.RUNTIME_ERROR
    assert error in fault.message
    assert fault.error_type == "OSError"


def test_many_files(warm_jail):
    from tests.sandbox.conftest import bundle

    code = "def f():\n    for i in range(10_000): open(f'/tmp/{i}', 'x').close()"
    with (
        warm_jail.admit(bundle(code)) as admitted,
        admitted.case(Limits()) as session,
        pytest.raises(SubmissionFault, match="No space left"),
    ):
        session.call("f", (), {})


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import os\ndef f(): os._exit(0)", "exit code 0"),
        ("import os\ndef f(): os._exit(3)", "exit code 3"),
        ("import sys\ndef f(): sys.exit(0)", "called exit()"),
        ("def f(): exit()", "called exit()"),
        ("def f(): raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("def f(): raise BaseException('all')", "BaseException: all"),
        ("import ctypes\ndef f(): ctypes.string_at(0)", "crashed"),
        ("import os\ndef f(): os.abort()", "crashed"),
        ("import sys\ndef f(x=0):\n    sys.setrecursionlimit(10 ** 9)\n    sorted([1], key=f)", "crashed"),
        ("def f(): f()", "RecursionError"),
        ("import os, signal\ndef f(): os.kill(os.getpid(), signal.SIGKILL)", "PermissionError"),
        ("import os\ndef f(): os.fork()", "PermissionError"),
        ("import threading\ndef f(): threading.Thread(target=print).start()", "can't start new thread"),
        ("import subprocess\ndef f(): subprocess.run(['/python/bin/python3'])", "PermissionError"),
        ("import socket\ndef f(): socket.socket()", "PermissionError"),
        ("import os\ndef f(): os.close(3)", "ended"),
    ],
)
def test_ways_of_not_answering(case, code, said):
    fault = fault_of(case, code, Limits(wall_seconds=5))
    assert fault.verdict is Verdict.RUNTIME_ERROR
    assert said in fault.message


def test_an_exception_whose_text_raises(case):
    code = "class E(Exception):\n    def __str__(self): raise ValueError\ndef f(): raise E"
    assert "E" in fault_of(case, code).message


FORGED = [
    "os.write(3, b'garbage, garbage, garbage')",
    "os.write(3, struct.pack('<IQ', 2**32 - 1, 2**64 - 1))",
    "os.write(3, struct.pack('<IQ', 10, 0) + b'[[[[[[[[[[')",
    "os.write(3, bytes(10_000))",
    "os.write(3, frame([1]))",
    "os.write(3, frame({'t': [7, 'ok', 1]}))",
    "os.write(3, frame({'t': [2, 'nonsense', 1]}))",
    "os.write(3, frame({'t': [2, 'ask', 1]}))",
    "os.write(3, frame({'t': [2, 'ask', {'t': ['open', {'t': []}, {'d': []}]}]}))",
    "os.write(3, frame({'t': [2, 'seen', 5]}))",
    "os.write(3, frame({'t': [2, 'raised', 5]}))",
    "os.write(3, frame({'t': [2, 'busy', None]}))",
    "os.write(3, frame({'t': [2, 'ok', {'a': ['O', 1]}]}))",
]


@pytest.mark.parametrize("attempt", FORGED)
def test_anything_odd_on_the_wire_ends_the_case(case, attempt):
    code = f"""
    import json, os, struct
    def frame(tree):
        header = json.dumps(tree).encode()
        return struct.pack('<IQ', len(header), 0) + header
    def f():
        {attempt}
        return 1
    """
    fault = fault_of(case, code)
    assert fault.verdict in (Verdict.RUNTIME_ERROR, Verdict.OUTPUT_LIMIT_EXCEEDED)


def test_a_second_answer_ends_the_case(case):
    code = """
    import json, os, struct
    def f():
        header = json.dumps({'t': [2, 'ok', 1]}).encode()
        os.write(3, struct.pack('<IQ', len(header), 0) + header)
        return 2
    """
    with case(code) as session:
        assert session.call("f", (), {}) == 1
        with pytest.raises(SubmissionFault) as caught:
            session.call("f", (), {})
        assert caught.value.verdict is Verdict.RUNTIME_ERROR


def test_silence_is_not_an_answer(case):
    code = "import os\ndef f():\n    os.dup2(os.open('/dev/null', os.O_RDWR), 3)\n    return 1"
    assert fault_of(case, code, SHORT).verdict in (Verdict.TIME_LIMIT_EXCEEDED, Verdict.RUNTIME_ERROR)
