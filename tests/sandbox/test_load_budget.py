"""The top level has a budget of processor time. Once it is used up, only what is graded is run."""

from __future__ import annotations

import pytest

from grader.errors import SubmissionFault
from grader.model import Limits, Verdict
from tests.sandbox.conftest import bundle

#: Little time for the top level, and some for what is graded.
LIMITS = Limits(load_seconds=0.2, wall_seconds=0.5)
ENDLESS = "while True: pass"
#: Does not return to Python, where a signal would be noticed.
IN_C = "sum(range(10 ** 12))"


def results(jail, code, count=2, limits=LIMITS, **parts):
    """What f() returns in several cases, and the notes of the first."""
    found, notes = [], ()
    with jail.admit(bundle(code, **parts)) as admitted:
        for index in range(count):
            with admitted.case(limits) as session:
                notes = notes if index else session.notes
                found.append(session.call("f", (), {}))
    return found, list(notes)


@pytest.mark.parametrize("endless", [ENDLESS, IN_C, "try:\n    while True: pass\nexcept BaseException: pass"])
def test_what_is_not_graded_is_left_out(jail, endless):
    last = 3 + len(endless.split("\n"))
    found, notes = results(jail, f"T = 0\n{endless}\nT += 1\nprint(T)\ndef f(): return T")
    assert found == [1, 1]
    assert len(notes) == 1
    assert notes[0].startswith(f"Left out: 2 top-level statements (lines 2-{last}).")
    assert "takes more than 0.2 s to run" in notes[0]


def test_what_was_quick_before_the_time_was_up_is_run(warm_jail):
    found, notes = results(warm_jail, f"import sys\nvars(sys.modules[__name__])['T'] = 0\n{ENDLESS}\ndef f(): return T")
    assert found == [0, 0]
    assert "(line 3)" in notes[0]


def test_what_is_graded_may_take_as_long_as_a_case(warm_jail):
    code = """
        import time
        def work():
            end = time.process_time() + 0.3
            while time.process_time() < end: pass
            return 7
        T = work()
        def f(): return T
    """
    found, notes = results(warm_jail, code, limits=Limits(load_seconds=0.1, wall_seconds=2.0))
    assert found == [7, 7]
    assert notes == []


@pytest.mark.parametrize("endless", ["while True: W = W - 1", "W = " + IN_C])
def test_what_is_graded_and_takes_longer_is_left_out(jail, endless):
    found, notes = results(jail, f"W = 5\n{endless}\nS = W + 1\ndef f(): return W, S")
    assert found == [(5, 6), (5, 6)]
    assert notes == ["Left out: line 2, which takes more than 0.5 s to run"]


def test_a_definition_is_never_left_out(warm_jail):
    code = "class f:\n    while True: pass"
    with warm_jail.admit(bundle(code)) as admitted, pytest.raises(SubmissionFault) as caught, admitted.case(LIMITS):
        pass
    assert caught.value.verdict is Verdict.TIME_LIMIT_EXCEEDED
    assert "Loading your submission ran longer than the limit of 0.5 s" in caught.value.message


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("import os; os._exit(1)", "ends the program that runs it"),
        ("import ctypes; ctypes.string_at(0)", "ends the program that runs it"),
        ("import os\nwhile True: os.write(1, bytes(60000))", "prints too much"),
    ],
)
def test_a_statement_that_ends_the_process_is_left_out(jail, statement, why):
    found, notes = results(jail, f"def f(): return 1\n{statement}")
    assert found == [1, 1]
    assert why in notes[0]


def test_memory_that_is_not_there_is_an_error_like_others(warm_jail):
    found, notes = results(
        warm_jail, "import numpy as np\nX = np.ones(10 ** 11)\nY = [0] * 10 ** 11\ndef f(): return 1"
    )
    assert found == [1, 1]
    assert "line 2: MemoryError" in notes[0]
    assert "line 3: MemoryError" in notes[1]


def test_loading_is_not_on_the_clock_of_the_case(warm_jail):
    code = "import time\nend = time.process_time() + 0.6\nwhile time.process_time() < end: pass\ndef f(): return 1"
    assert results(warm_jail, code, limits=Limits(load_seconds=5.0, wall_seconds=0.5)) == ([1, 1], [])


def test_what_is_printed_at_the_top_level_is_not_part_of_a_case(jail):
    code = """
        import logging, sys
        logging.basicConfig(stream=sys.stdout, format="%(message)s")
        print("top" * 10 ** 6)
        sys.stderr.write("top")
        sys.stdout.buffer.write(b"top")
        def f():
            print("case")
            logging.warning("logged")
    """
    with jail.admit(bundle(code)) as admitted:
        for _ in range(2):
            with admitted.case(LIMITS) as session:
                session.call("f", (), {})
                assert session.log.split() == ["case", "logged"]


def test_every_case_begins_with_the_same_seeds(jail):
    quiet = "import random\nimport numpy as np\ndef f(): return random.random(), float(np.random.rand())"
    drawing = "import numpy as np\nimport random\nnp.random.seed(5)\nX = np.random.rand(3)\nrandom.random()\n" + quiet
    assert results(jail, quiet)[0] == results(jail, drawing)[0]
    assert len(set(results(jail, drawing)[0])) == 1


def test_files_that_are_written_can_be_read(jail):
    code = f"""
        import numpy as np
        np.save("weights.npy", np.arange(3))
        with open("rate.txt", "w") as file: file.write("4")
        {ENDLESS}
        def f(): return int(np.load("weights.npy").sum()) + int(open("rate.txt").read())
    """
    assert results(jail, code)[0] == [7, 7]


def test_recursion_may_be_deep(warm_jail):
    code = """
        import sys
        sys.setrecursionlimit(10 ** 6)
        def depth(n): return 0 if n == 0 else 1 + depth(n - 1)
        def f(): return depth(100_000), sys.getrecursionlimit()
    """
    assert results(warm_jail, code) == ([(100_000, 200_000)] * 2, [])


def test_recursion_that_is_too_deep_is_told(warm_jail):
    code = "import sys\nsys.setrecursionlimit(2000)\ndef f(n=0): return f(n + 1)"
    with pytest.raises(SubmissionFault, match="calls may be nested 2,000 deep here, and at most 200,000; use a loop"):
        results(warm_jail, code)


def test_short_texts_are_the_same_objects_as_literals(jail):
    code = 'def f(kind="", *rest): return (kind is "relu"), [key is "Z" for item in rest for key in item]'
    with jail.admit(bundle(code)) as admitted, admitted.case(LIMITS) as session:
        assert session.call("f", ("relu", {"Z": 1}), {}) == (True, [True])


@pytest.mark.parametrize(
    "code",
    [
        "from concurrent.futures import ThreadPoolExecutor as Pool\ndef f(): return list(Pool(2).map(abs, [1]))",
        "import threading\ndef f(): threading.Thread(target=abs).start()",
        "import subprocess\ndef f(): subprocess.run(['ls'])",
        "import multiprocessing\ndef f(): return multiprocessing.Pool(2).map(abs, [1])",
    ],
)
def test_threads_and_processes_are_explained(warm_jail, code):
    with pytest.raises(SubmissionFault) as caught:
        results(warm_jail, code, limits=Limits())
    assert "are not available here: every test runs in one process with one thread" in caught.value.message


def test_a_breakpoint_does_not_stop_the_code(warm_jail):
    assert results(warm_jail, "def f():\n    breakpoint()\n    return 1")[0] == [1, 1]
    with pytest.raises(SubmissionFault, match="a breakpoint of the debugger"):
        results(warm_jail, "import pdb\ndef f(): pdb.set_trace()")
