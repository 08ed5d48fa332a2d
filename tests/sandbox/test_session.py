"""What a test case can ask of a submission, in both kinds of jail."""

from __future__ import annotations

import numpy as np
import pytest

from grader.errors import JudgeFault, SubmissionFault
from grader.model import Handle, Limits, Verdict

NETWORK = """
import numpy as np

RATE = 0.5

class Network:
    def __init__(self, size):
        self.weights = np.ones(size)
        self.steps = 0

    def train(self, n):
        for _ in range(n):
            self.step()
        return self.steps

    def step(self):
        self.weights = self.weights * RATE
        self.steps += 1

def f(x):
    x += 1
    return x

def twice(x):
    return helper(helper(x))

def helper(x):
    return x + 1

def loss(n):
    for i in range(n):
        total = cost(i)
    return total

def cost(i):
    return i, i / 2
"""
NAMES = ("Network", "RATE", "f", "twice", "helper", "loss", "cost")


@pytest.fixture
def network(case):
    with case(NETWORK, entry_points=NAMES) as session:
        yield session


def test_calls_carry_values_in_and_out(network):
    np.testing.assert_array_equal(network.call("f", (np.zeros((2, 3)),), {}), np.ones((2, 3)))
    assert network.call("f", (), {"x": 2.5}) == 3.5


def test_arguments_come_back_as_the_call_left_them(network):
    x = np.zeros(2)
    result, (after,) = network.call("f", (x,), {}, args_back=True)
    np.testing.assert_array_equal(result, [1, 1])
    np.testing.assert_array_equal(after, [1, 1])
    np.testing.assert_array_equal(x, [0, 0])


def test_objects_stay_inside_and_are_known_by_a_handle(network):
    net = network.call("Network", (3,), {})
    assert isinstance(net, Handle)
    assert net.type_name == "Network"
    assert net.methods == {"train", "step"}
    assert network.call("train", (2,), {}, on=net) == 2
    np.testing.assert_array_equal(network.get("weights", on=net), [0.25] * 3)
    network.set("weights", np.zeros(2), on=net)
    network.call("step", (), {}, on=net)
    np.testing.assert_array_equal(network.get("weights", on=net), [0, 0])


def test_a_handle_may_be_an_argument(case):
    with case("class A:\n    n = 3\ndef f(a): return a.n", entry_points=("A", "f")) as session:
        assert session.call("f", (session.call("A", (), {}),), {}) == 3


def test_names_can_be_read_and_bound(network):
    assert network.get("RATE") == 0.5
    network.set("RATE", 2.0)
    net = network.call("Network", (1,), {})
    network.call("step", (), {}, on=net)
    np.testing.assert_array_equal(network.get("weights", on=net), [2.0])


def test_a_substituted_function_is_answered_from_outside(network):
    network.substitute({"helper": lambda x: x * 10})
    assert network.call("twice", (3,), {}) == 300


def test_what_a_substitute_raises_arrives_inside(network):
    def refuse(_x):
        raise ValueError("shapes do not match")

    network.substitute({"helper": refuse})
    with pytest.raises(SubmissionFault, match="ValueError: shapes do not match") as caught:
        network.call("twice", (3,), {})
    assert caught.value.frames[-1].function == "twice"


def test_watching_counts_calls(network):
    seen = []
    network.watch("cost", lambda count, value: seen.append((count, value)), every=0.0)
    assert network.call("loss", (3,), {}) == (2, 1.0)
    assert seen == [(1, 0.0), (2, 0.5), (3, 1.0)]


def test_local_variables_are_kept_as_they_were_at_each_return(network):
    network.capture("loss", ("i", "total", "unknown"))
    network.call("loss", (2,), {})
    network.call("loss", (3,), {})
    assert network.captured() == [{"i": 1, "total": (1, 0.5)}, {"i": 2, "total": (2, 1.0)}]


def test_local_variables_of_a_method(case):
    code = "class A:\n    def run(self, x):\n        x = x + 1\n        y = x * 2\n        x += 5\n        return y"
    with case(code, entry_points=("A",)) as session:
        session.capture("run", ("x", "y"))
        session.call("run", (np.ones(1),), {}, on=session.call("A", (), {}))
        [kept] = session.captured()
        np.testing.assert_array_equal(kept["x"], [7.0])


def test_printed_text_is_the_log_in_order(case):
    code = "import sys\ndef f():\n    print('one')\n    print('two', file=sys.stderr)\n    print('thrée')"
    with case(code) as session:
        session.call("f", (), {})
        assert session.log == "one\ntwo\nthrée\n"


def test_bytes_written_past_python_are_in_the_log(case):
    with case("import os\ndef f():\n    os.write(1, b'ok \\xff')\n    return 1") as session:
        assert session.call("f", (), {}) == 1
        assert session.log == "ok \ufffd"


def test_a_long_log_loses_its_middle(case):
    limits = Limits(log_bytes=1000)
    with case("def f():\n    print('head'); print('x' * 5000); print('tail')", limits) as session:
        session.call("f", (), {})
        assert session.log.startswith("head\nxxx")
        assert session.log.endswith("xxx\ntail\n")
        assert "bytes left out" in session.log
        assert len(session.log) < 1100


def test_notes_tell_what_loading_left_out(case):
    with case("def f(): return 1\nprint(g())") as session:
        assert "line 2" in " ".join(session.notes)


def test_support_code_is_there(case):
    with case("def f(): return answer()", support="def answer(): return 42") as session:
        assert session.call("f", (), {}) == 42


def test_an_exception_comes_with_the_lines_of_the_submission(case):
    code = "import numpy as np\ndef f(x):\n    return g(x)\ndef g(x):\n    return np.dot(x, np.ones(3))\n"
    with case(code) as session:
        with pytest.raises(SubmissionFault) as caught:
            session.call("f", (np.ones((2, 2)),), {})
        fault = caught.value
        assert fault.verdict is Verdict.RUNTIME_ERROR
        assert fault.error_type == "ValueError"
        assert "shapes (2,2) and (3,) not aligned" in fault.error_text
        assert [(frame.line, frame.function) for frame in fault.frames] == [(3, "f"), (5, "g")]
        assert fault.frames[1].text == "return np.dot(x, np.ones(3))"


def test_after_a_fault_the_session_is_dead(case):
    with case("def f(): return 1 / 0\ndef g(): return 1", entry_points=("f", "g")) as session:
        with pytest.raises(SubmissionFault) as first:
            session.call("f", (), {})
        with pytest.raises(SubmissionFault) as second:
            session.call("g", (), {})
        assert first.value is second.value


def test_a_missing_name_is_a_load_error(case):
    with case("def f(): return 1") as session:
        with pytest.raises(SubmissionFault, match="does not define `g`") as caught:
            session.call("g", (), {})
        assert caught.value.verdict is Verdict.LOAD_ERROR


def test_a_missing_attribute_is_a_runtime_error(case):
    with case("class A: pass", entry_points=("A",)) as session:
        handle = session.call("A", (), {})
        with pytest.raises(SubmissionFault, match="no attribute 'weights'") as caught:
            session.get("weights", on=handle)
        assert caught.value.verdict is Verdict.RUNTIME_ERROR


def test_unreadable_code_is_a_load_error(case):
    with case("def f(:\n  return 1") as session:
        with pytest.raises(SubmissionFault) as caught:
            session.call("f", (), {})
        assert caught.value.verdict is Verdict.LOAD_ERROR


def test_what_the_test_case_must_not_send_is_the_graders_fault(case):
    with case("def f(x): return x") as session, pytest.raises(JudgeFault):
        session.call("f", (object(),), {})


def test_results_that_are_no_plain_data_are_handles(case):
    code = "import numpy as np\ndef f(): return {'a': np.array([1, None]), 'b': (x for x in [1])}"
    with case(code) as session:
        result = session.call("f", (), {})
        assert result["a"].type_name == "ndarray of dtype object"
        assert result["b"].type_name == "generator"


def test_each_case_starts_from_the_same_state(jail):
    from tests.sandbox.conftest import bundle

    code = """
    import random
    import numpy as np
    COUNT = []
    def f():
        COUNT.append(1)
        open('/tmp/left', 'x').write('behind')
        return len(COUNT), random.random(), np.random.rand()
    """
    with jail.admit(bundle(code, entry_points=("f", "COUNT"))) as admitted:
        results = []
        for _ in range(3):
            with admitted.case(Limits()) as session:
                results.append(session.call("f", (), {}))
    assert results[0] == results[1] == results[2]


def test_a_submission_larger_than_a_socket_buffer(case):
    code = "def f(): return 1\n" + "# comment\n" * 90_000
    with case(code) as session:
        assert session.call("f", (), {}) == 1


def test_megabytes_cross_both_ways(case):
    x = np.arange(784 * 2000, dtype=float).reshape(784, 2000)
    with case("def f(x): return x * 2", Limits(wall_seconds=20)) as session:
        np.testing.assert_array_equal(session.call("f", (x,), {}), x * 2)


#: Answers to a request, whatever was asked, and says them already while it is loaded if `WHEN` is "ahead".
FORGER = """
import os, sys
from inside.wire import Caps, Encoder

def say(number, value):
    os.write(3, b"".join(bytes(part) for part in Encoder(Caps()).frame((number, "ok", value))))

AHEAD = say(1, VALUE) if WHEN == "ahead" else None

def f(x, ahead=AHEAD):
    sys.modules["inside.runner"].OPERATIONS["captured"] = lambda self: VALUE
"""


@pytest.mark.parametrize("value", ["None", "5", "[1]", "([], [], [])", "([1], [])", "[{1: 2}]", "{}"])
@pytest.mark.parametrize("when", ["ahead", "after"])
def test_an_answer_of_another_form_is_the_submissions_fault(case, when, value):
    code = FORGER.replace("WHEN", repr(when)).replace("VALUE", value)

    def ask():
        with case(code) as session:
            session.call("f", (0,), {})
            session.captured()

    with pytest.raises(SubmissionFault) as caught:
        ask()
    assert caught.value.verdict is Verdict.RUNTIME_ERROR
    assert "something other than its answer" in caught.value.message


@pytest.mark.parametrize("count", ["-1", "-2 ** 4000", "2 ** 53", "2 ** 4000", "1.5", "True"])
def test_a_count_that_is_none_is_the_submissions_fault(case, count):
    code = """
        def f(n):
            import sys
            runner = sys._getframe(2).f_locals["self"]
            runner._say("seen", ("f", COUNT, 0.5))
    """.replace("COUNT", count)
    told = []
    with case(code) as session:
        session.watch("f", lambda *seen: told.append(seen), every=0.0)
        with pytest.raises(SubmissionFault, match="something other than its answer"):
            session.call("f", (1,), {})
    assert told == []
