"""Test cases of one group in one child: what is put back between them, and when they get a fresh child."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest

from grader.errors import SubmissionFault
from grader.model import Isolation, Limits, Sharing, Source, Verdict
from grader.sandbox import groups, open_jail
from grader.sandbox.zygote_client import InitProcess
from tests.sandbox.conftest import bundle

LIMITS = Limits()
SHORT = Sharing(group="visible", seconds=0.5)

COUNTING = """
import numpy as np
seen = []

def f(x):
    seen.append(x)
    print(x)
    return len(seen)
"""


@pytest.fixture(scope="module")
def group_jail():
    with open_jail("warm", isolation=Isolation.GROUP) as jail:
        yield jail


@pytest.fixture
def unchecked(monkeypatch):
    """Every submission may share, so that hostile ones show what is put back."""
    monkeypatch.setattr(groups, "is_restricted", lambda *_: True)


@contextmanager
def shared(jail, code, **parts):
    """(`run`, which calls f in a case of a group, and the list of whether each was shared)."""
    with jail.admit(bundle(code, **parts)) as admitted:
        found = []

        def run(*args, sharing=SHORT, limits=LIMITS):
            with admitted.case(limits, sharing) as session:
                found.append(session.shared)
                return session.call("f", args, {})

        yield run, found


def test_a_case_of_the_same_group_runs_in_the_same_child_in_a_new_namespace(group_jail):
    with group_jail.admit(bundle(COUNTING)) as admitted:
        logs = []
        for number in range(3):
            with admitted.case(LIMITS, SHORT) as session:
                assert session.shared == (number > 0)
                assert session.call("f", (number,), {}) == 1
                logs.append(session.log)
    assert logs == ["0\n", "1\n", "2\n"]


@pytest.mark.parametrize(
    "code",
    [COUNTING + "import sys", COUNTING + "def g():\n    return np.empty(3)", COUNTING + "def h(:"],
    ids=["another module", "uninitialised memory", "no Python"],
)
def test_a_submission_outside_of_the_subset_gets_a_child_for_each_case(group_jail, code):
    with shared(group_jail, code) as (run, found):
        assert [run(1) for _ in range(3)] == [1, 1, 1]
    assert found == [False] * 3


def test_visible_and_hidden_cases_other_limits_and_cases_without_a_group_do_not_share(group_jail):
    with shared(group_jail, COUNTING) as (run, found):
        run(1)
        run(1, sharing=Sharing(group="hidden", seconds=1.0))
        run(1, sharing=Sharing(group=None, seconds=1.0))
        run(1, limits=Limits(memory_bytes=512 * 2**20))
        run(1, sharing=None)
        run(1, sharing=Sharing(group="hidden", seconds=1.0))
    assert found == [False] * 5 + [True]


def test_without_permission_nothing_is_shared(warm_jail):
    with shared(warm_jail, COUNTING) as (run, found):
        assert [run(1), run(1)] == [1, 1]
    assert found == [False, False]


def test_the_first_case_has_the_whole_time_and_a_later_one_the_short_one(group_jail):
    code = "import time\ndef f(seconds):\n    time.sleep(seconds)\n    return 1"
    with shared(group_jail, code) as (run, found):
        assert run(0.6) == 1
        with pytest.raises(SubmissionFault) as caught:
            run(5.0)
        assert run(0.0) == 1
    assert caught.value.verdict is Verdict.TIME_LIMIT_EXCEEDED
    assert found == [False, True, False]


def test_a_child_that_crashed_is_not_used_again(group_jail):
    code = "def f(depth):\n    return 1 if depth == 0 else f(depth - 1)"
    with shared(group_jail, code) as (run, found):
        assert run(1) == 1
        with pytest.raises(SubmissionFault):
            run(10**6)
        assert run(1) == 1
    assert found == [False, True, False]


def test_what_raises_while_it_loads_does_so_for_each_case(group_jail):
    code = "x = 1 / 0\ny = [1]\ndef f():\n    y.append(1)\n    return len(y)"
    with shared(group_jail, code) as (run, found):
        assert [run() for _ in range(3)] == [2, 2, 2]
    assert found == [False, True, True]


def test_code_of_the_submission_does_not_run_while_files_are_removed(group_jail, unchecked):
    code = (
        "import os, sys\n\ndef trace(frame, event, argument):\n"
        "    if frame.f_code.co_name == 'empty_folder':\n        os._exit(0)\n\n"
        "def f():\n    sys.settrace(trace)\n    return 1"
    )
    with shared(group_jail, code) as (run, found):
        assert [run(), run()] == [1, 1]
    assert found == [False, True]


#: What a submission changes, and an expression that tells whether it is as at the beginning.
PUT_BACK = {
    "random seeds": ("np.random.seed(5); random.seed(5)", "(np.random.rand(), random.random())"),
    "settings of NumPy": (
        "np.seterr(all='raise'); np.seterrcall(print); np.setbufsize(16384)",
        "(np.geterr(), np.geterrcall() is None, np.getbufsize())",
    ),
    "print options": ("np.set_printoptions(precision=2, suppress=True)", "repr(np.array([1.23456]))"),
    "recursion limit": ("sys.setrecursionlimit(77)", "sys.getrecursionlimit()"),
    "working directory": ("os.mkdir('/tmp/d'); os.chdir('/tmp/d')", "os.getcwd()"),
    "warnings": ("warnings.simplefilter('error')", "len(warnings.filters)"),
    "environment": ("os.environ['LEFT'] = '1'", "sorted(os.environ)"),
    "garbage collection": (
        "gc.disable(); gc.set_threshold(1); gc.callbacks.append(print)",
        "(gc.isenabled(), gc.get_threshold(), len(gc.callbacks))",
    ),
    "signal handlers": ("signal.signal(signal.SIGUSR1, print)", "signal.getsignal(signal.SIGUSR1) is signal.SIG_DFL"),
    "the clock's handler": (
        "signal.signal(signal.SIGALRM, signal.SIG_IGN)",
        "callable(signal.getsignal(signal.SIGALRM))",
    ),
    "blocked signals": (
        "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])",
        "signal.pthread_sigmask(signal.SIG_BLOCK, [])",
    ),
    "timers": ("signal.setitimer(signal.ITIMER_PROF, 5)", "signal.getitimer(signal.ITIMER_PROF)[0]"),
    "descriptors": ("[os.dup(0) for _ in range(9)]", "os.dup(0)"),
    "streams": (
        "sys.stdout = sys.stderr = io.StringIO(); sys.stdin = None",
        "(isinstance(sys.stdout, io.StringIO), isinstance(sys.stderr, io.StringIO), sys.stdin is None)",
    ),
    "files": (
        "os.makedirs('/tmp/a/b'); open('/tmp/a/b/c', 'w').close(); open('/tmp/x', 'w').close()",
        "os.listdir('/tmp')",
    ),
    "tracing": (
        "sys.settrace(lambda *a: None); sys.setprofile(lambda *a: None)",
        "(sys.gettrace() is None, sys.getprofile() is None)",
    ),
    "search path": ("sys.path.append('/tmp')", "len(sys.path)"),
}
HEAD = "import gc, io, os, random, signal, sys, warnings\nimport numpy as np\n"


@pytest.mark.parametrize(("change", "state"), PUT_BACK.values(), ids=PUT_BACK.keys())
def test_what_a_case_changes_in_passing_is_put_back(group_jail, unchecked, change, state):
    code = f"{HEAD}def f():\n    before = repr({state})\n    {change}\n    return before, repr({state})"
    with shared(group_jail, code) as (run, found):
        first, changed = run()
        assert changed != first
        assert run()[0] == first
    assert found == [False, True]


#: What no submission has reason to change.
REPLACED = {
    "NumPy": "np.sum = max",
    "a new name in NumPy": "np.seen = 1",
    "linear algebra": "np.linalg.norm = max",
    "built-ins": "__import__('builtins').ascii = max",
    "a new built-in": "__import__('builtins').seen = 1",
    "a module that is replaced": "sys.modules['math'] = np",
    "a new module": "sys.modules['seen'] = np",
    "another import": "import json.tool",
    "a hook": "sys.displayhook = print",
    "the runner": "sys.modules['inside.runner'].OPERATIONS = {}",
    "the reset": "sys.modules['inside.reset'].Baseline = object",
}


@pytest.mark.parametrize("change", REPLACED.values(), ids=REPLACED.keys())
def test_a_child_in_which_something_else_has_changed_is_not_used_again(group_jail, unchecked, change):
    code = f"{HEAD}def f(change):\n    if change:\n        {change}\n    return [len([1]), hasattr(np, 'seen')]"
    with shared(group_jail, code) as (run, found):
        run(True)
        with pytest.raises(SubmissionFault):
            run(False)
        assert run(False) == [1, False]
    assert found == [False, True, False]


def test_a_handle_of_an_earlier_case_means_nothing(group_jail):
    code = "class A:\n    def __init__(self, x):\n        self.x = x\n\ndef f(x):\n    return A(x)"
    with group_jail.admit(bundle(code)) as admitted:
        with admitted.case(LIMITS, SHORT) as session:
            old = session.call("f", (1,), {})
        with admitted.case(LIMITS, SHORT) as session:
            assert session.shared
            new = session.call("f", (2,), {})
            assert (old.id, new.id) == (0, 0)
            assert session.get("x", on=new) == 2


def test_substitutes_probes_and_watches_end_with_their_case(group_jail):
    code = "def g(x):\n    y = x\n    return y\ndef f(x):\n    return g(x)"
    with group_jail.admit(bundle(code)) as admitted:
        with admitted.case(LIMITS, SHORT) as session:
            session.substitute({"g": lambda x: 10 * x})
            session.capture("f", ("x",))
            session.watch("f", lambda *_: None)
            assert session.call("f", (1,), {}) == 10
            assert session.captured() == [{"x": 1}]
        with admitted.case(LIMITS, SHORT) as session:
            assert session.shared
            assert session.call("f", (1,), {}) == 1
            assert session.captured() == []


def test_large_inputs_of_earlier_cases_are_freed(group_jail):
    """Sixty times 32 MiB are more than a child may have."""
    with shared(group_jail, "kept = []\ndef f(x):\n    kept.append([x, kept])\n    return x.nbytes") as (run, found):
        assert all(run(np.zeros(4 * 2**20)) == 2**25 for _ in range(60))
    assert found == [False] + [True] * 59


def test_a_notebook_with_one_cell_outside_of_the_subset_does_not_share(group_jail):
    source = Source(filename="a.ipynb", cells=(COUNTING, "import os"))
    with group_jail.admit(replace(bundle(COUNTING), source=source)) as admitted:
        for _ in range(2):
            with admitted.case(LIMITS, SHORT) as session:
                assert not session.shared


def test_no_child_is_forked_for_a_case_whose_group_has_one(group_jail, monkeypatch):
    """A child that is not needed costs more than all cases that share one."""
    forked = []
    fork_child = InitProcess.fork_child
    monkeypatch.setattr(InitProcess, "fork_child", lambda init: forked.append(init) or fork_child(init))
    groups_of_cases = ["visible"] * 3 + ["hidden"] * 2
    for _ in range(3):
        forked.clear()
        with group_jail.admit(bundle(COUNTING)) as admitted:
            for number, group in enumerate(groups_of_cases):
                sharing = Sharing(group=group, seconds=0.5, upcoming=tuple(groups_of_cases[number + 1 :]))
                with admitted.case(LIMITS, sharing) as session:
                    assert session.call("f", (number,), {}) == 1
    # Since the second submission, its children are forked after the one before has ended.
    assert len(forked) == 2


def test_a_submission_that_loads_slowly_gets_a_child_for_each_case(group_jail):
    """Loading it anew would use up the time of a later case."""
    with shared(group_jail, "import time\ntime.sleep(0.3)\ndef f():\n    return 1") as (run, found):
        assert [run() for _ in range(3)] == [1, 1, 1]
    assert found == [False] * 3


def test_a_submission_that_draws_random_numbers_while_it_loads_gets_the_same_ones_each_time(group_jail):
    code = "import numpy as np\nW = np.random.rand()\ndef f():\n    return W, np.random.rand()"
    with shared(group_jail, code) as (run, found):
        assert len({run() for _ in range(3)}) == 1
    assert found == [False, True, True]
