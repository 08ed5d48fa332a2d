"""Local programs behave as in the jail: copies, objects, stubs, the reference that remembers."""

import numpy as np
import pytest

from grader.engine.local import LocalSession
from grader.engine.proxy import Program, Student, substitute
from grader.engine.replay_cache import ReplayCache, ReplaySession
from grader.engine.value_copy import LARGE, copy_value, freeze_value
from grader.errors import JudgeFault, SubmissionFault
from grader.model import Handle, Verdict
from tests.engine.references import reference_of

SOURCE = """
import numpy as np

W = np.ones(2)

class Net:
    def __init__(self, size):
        self.w = np.zeros(size)
    def step(self, d):
        self.w += d
        return self.w

def bump(x):
    x += 1
    return x

def pair(x):
    return x, x

def norm():
    return float(helper(W))

def helper(x):
    return np.sum(x)

def fail():
    raise ValueError("no")

def make():
    return Net(1)

def size_of(net):
    return net.w.size
"""


def student():
    namespace = {}
    exec(SOURCE, namespace)
    return Student(LocalSession(namespace))


def test_arguments_are_copied():
    x = np.zeros(2)
    assert student().bump(x).tolist() == [1.0, 1.0]
    assert x.tolist() == [0.0, 0.0]


def test_arguments_can_be_looked_at_afterwards():
    result, (after,) = student().bump.with_args_back(np.zeros(2))
    assert after.tolist() == [1.0, 1.0]
    assert result is not after


def test_two_results_share_nothing():
    first, second = student().pair(np.zeros(2))
    first += 1
    assert second.tolist() == [0.0, 0.0]


def test_objects_stay_inside():
    program = student()
    net = program.Net(2)
    w = net.step(np.array([1.0, 2.0]))
    w += 100
    assert net.w.tolist() == [1.0, 2.0]
    net.w = np.array([5.0])
    assert net.w.tolist() == [5.0]
    assert program.size_of(net) == 1
    assert program.make().w.tolist() == [0.0]


def test_globals_can_be_bound_and_read():
    program = student()
    program.W = np.array([3.0, 4.0])
    assert program.norm() == 7.0
    assert program.get("W").tolist() == [3.0, 4.0]


def test_a_stub_answers_from_outside():
    program = student()
    seen = []
    substitute(program, {"helper": lambda x: seen.append(x) or 42})
    assert program.norm() == 42.0
    assert seen[0].tolist() == [1.0, 1.0]


def test_an_exception_is_a_fault():
    with pytest.raises(SubmissionFault) as caught:
        student().fail()
    assert (caught.value.verdict, caught.value.error_type) == (Verdict.RUNTIME_ERROR, "ValueError")
    with pytest.raises(SubmissionFault) as caught:
        student().nothing()
    assert caught.value.verdict is Verdict.LOAD_ERROR


def test_copies_keep_matrix_and_dtype():
    for value in (np.matrix([[1, 2]]), np.array([1], "f4"), np.float32(1.5), (1, [2, {"a": None}]), np.zeros((0, 3))):
        copy = copy_value(value, lambda other: pytest.fail("not plain"))
        assert type(copy) is type(value)
        assert np.array_equal(np.asarray(copy, dtype=object), np.asarray(value, dtype=object))
    assert copy_value(np.array([None]), lambda other: "other") == "other"


def test_large_answers_are_kept_once_and_cannot_be_written():
    large = np.zeros(LARGE)
    kept = freeze_value({"a": large})["a"]
    large += 1
    assert kept[0] == 0.0
    assert not kept.flags.writeable
    assert freeze_value(kept) is kept


def remembering(memo):
    opened = []

    def open_session():
        opened.append(1)
        namespace = {}
        exec(SOURCE, namespace)
        return LocalSession(namespace)

    return Program(ReplaySession(open_session, memo)), opened


def test_the_reference_computes_each_answer_once():
    memo = ReplayCache()
    for expected_openings in (1, 0):
        program, opened = remembering(memo)
        net = program.Net(2)
        net.step(np.array([1.0, 2.0]))
        program.W = np.array([3.0, 4.0])
        assert net.step(np.array([1.0, 2.0])).tolist() == [2.0, 4.0]
        assert program.norm() == 7.0
        assert sum(opened) == expected_openings


def test_another_question_is_another_answer():
    memo = ReplayCache()
    program, _ = remembering(memo)
    assert program.bump(np.zeros(2)).tolist() == [1.0, 1.0]
    for other in (np.ones(2), np.zeros(3), np.zeros((1, 2)), np.zeros(2, int)):
        program, _ = remembering(memo)
        assert program.bump(other).shape == other.shape
        assert program.bump(other).dtype == other.dtype
    # The same question after another one is not the same: the program has a state.
    program, _ = remembering(memo)
    program.W = np.array([10.0])
    assert program.norm() == 10.0


def test_nobody_changes_what_is_remembered():
    memo = ReplayCache()
    for _ in range(2):
        program, _ = remembering(memo)
        answer = program.bump(np.zeros(2))
        assert answer.tolist() == [1.0, 1.0]
        answer += 5


def test_the_oldest_answer_is_forgotten_first():
    memo = ReplayCache(capacity=2)
    for number in range(3):
        memo.put(bytes([number]), number)
    assert [bytes([number]) in memo for number in range(3)] == [False, True, True]


def test_a_reference_that_raises_is_the_graders_fault():
    program, _ = remembering(ReplayCache())
    with pytest.raises(JudgeFault):
        program.fail()


def test_a_helper_sees_the_globals_of_its_case():
    def open_session():
        namespace = {}
        exec(SOURCE, namespace)
        return LocalSession(namespace)

    session = ReplaySession(open_session, ReplayCache())
    norm = session.helper("norm")
    session.set("W", np.array([1.0, 1.0]))
    assert norm() == 2.0
    session.set("W", np.array([5.0]))
    assert norm() == 5.0


def test_misconceptions_see_each_other_and_leave_no_trace():
    reference = reference_of(
        """
        def one(x):
            return x + 1

        def two(x):
            return one(x) * 2
        """,
        mistakes="""
        from grader.engine import mistake
        from reference.small.solution import one, two

        @mistake(one, "", "", hint="", where="")
        def _a(x):
            return x - 1

        @mistake(two, "", "", hint="", where="")
        def _b(x):
            return one(x) * 3
        """,
    )
    assert reference.namespace(["a"])["two"](5) == 8
    assert reference.namespace(["a", "b"])["two"](5) == 12
    assert reference.namespace()["two"](5) == 12
    assert reference.parameters["one"] == ("x",)


def test_handles_are_told_by_their_class():
    session = LocalSession({"make": lambda: object()})
    assert session.call("make", (), {}) == Handle(id=next(iter(session._objects)), type_name="object")


def test_what_numpy_warns_of_goes_to_nobodys_log(recwarn):
    session = LocalSession({"mean": np.mean})
    assert np.isnan(session.call("mean", (np.zeros(0),), {}))
    assert not [warning for warning in recwarn if issubclass(warning.category, RuntimeWarning)]
