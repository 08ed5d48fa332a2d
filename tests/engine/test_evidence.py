"""What a run counts as when misconceptions are weighed: as evidence for one, against one, or not at all."""

import numpy as np
import pytest

from grader.engine import case, expect
from grader.engine.diagnosis.traces import FaultSign, same, sign
from grader.errors import Frame, SubmissionFault
from grader.model import Verdict

REFERENCE = """
    import numpy as np

    from grader.engine import mistake

    class Net:
        def __init__(self):
            self.w = np.zeros((3, 1))
            self.epochs = 10

        def train(self, x, y, rate):
            update(self, x, y, rate)

    def bias(x):
        return x + 1.0

    def error(a, y):
        return a - y

    def scaled(e, rate):
        return rate * e

    def update(net, x, y, rate):
        net.w = net.w - scaled(error(bias(x), y), rate)

    def _enter(name, right, wrong):
        mistake(right, name + ".", "Because.", hint="Think.", where="Line 1.", name=name)(wrong)

    _enter("no_bias", bias, lambda x: x)
    _enter("error_reversed", error, lambda a, y: y - a)
    _enter("error_squared", error, lambda a, y: (a - y) ** 2)
    _enter("rate_left_out", scaled, lambda e, rate: e)
    _enter("rate_halved", scaled, lambda e, rate: rate / 2 * e)
    _enter("asserts", bias, _asserts)
"""
REFERENCE = REFERENCE.replace(
    "    def _enter",
    """    def _asserts(x):
        assert isinstance(x, float), "isinstance(x, float)"
        return x

    def _enter""",
)
X, Y = np.array([[1.0], [-2.0], [0.5]]), np.array([[0.0], [4.0], [3.0]])


def trained(side, *args):
    net = side.Net()
    net.train(*args)
    return net.w


@case(row="course", title="The course's settings", visible=True)
def settings(student, reference):
    net = student.Net()
    expect(net.epochs, "epochs").equals(10)
    net.train(X, Y, 0.1)
    expect(net.w).close_to(trained(reference, X, Y, 0.1))


@case(row="step", title="One step")
def one_step(student, reference):
    expect(trained(student, X, Y, 0.25)).close_to(trained(reference, X, Y, 0.25))


@case(row="step", title="One example")
def one_example(student, reference):
    expect(trained(student, X[:1], Y[:1], 0.5)).close_to(trained(reference, X[:1], Y[:1], 0.5))


@pytest.fixture
def told(bench):
    grading = bench([settings, one_step, one_example], REFERENCE, rows=("course", "step"), entry_points=("Net",))

    def grade(step, epochs=10):
        report = grading.grade(f"""
            class Net:
                def __init__(self):
                    self.w = np.zeros((3, 1))
                    self.epochs = {epochs}

                def train(self, x, y, rate):
                    {step}
        """)
        return {result.name: result.diagnosis.name for result in report.cases if result.diagnosis}

    return grade


def test_a_case_that_fails_before_anything_is_called_contradicts_nothing(told):
    named = told("self.w = self.w - (x + 1 - y)", epochs=100)
    assert named == {"one_step": "rate_left_out", "one_example": "rate_left_out"}


def test_three_mistakes_at_once(told):
    assert set(told("self.w = self.w - (y - x)").values()) == {"no_bias + error_reversed + rate_left_out"}


def test_a_case_that_raises_contradicts_nothing(told):
    named = told("self.w = self.w - (x + 1 - y) if len(x) > 1 else undefined")
    assert named == {
        "settings": "rate_left_out",
        "one_step": "rate_left_out",
        "one_example": "undefined_name",
    }


def test_of_several_each_must_show(told):
    # `rate_halved` is seen nowhere but in the case that raises.
    named = told("self.w = self.w - rate * (y - x - 1) if len(x) > 1 else undefined")
    assert named["one_step"] == "error_reversed"


def test_one_number_is_not_enough_where_all_else_raises(bench):
    @case(row="one", title="Two samples")
    def two(student, reference):
        expect(student.cost(X, Y)).close_to(reference.cost(X, Y))

    @case(row="one", title="One sample")
    def one(student, reference):
        expect(student.cost(X[:1], Y[:1])).close_to(reference.cost(X[:1], Y[:1]))

    reference = """
        from grader.engine import mistake

        def cost(x, y):
            return float((x - y).sum())
        mistake(cost, "t", "e", hint="h", where="w", name="sign")(lambda x, y: float((y - x).sum()))
    """
    small = bench([two, one], reference, entry_points=("cost",))
    report = small.grade("def cost(x, y):\n    return (y - x).item()")
    assert [found.diagnosis and found.diagnosis.name for found in report.cases] == ["not_a_single_number", None]
    report = small.grade("def cost(x, y):\n    return (y - x).sum()")
    assert {found.diagnosis.name for found in report.cases} == {"sign"}


def test_shapes_that_do_not_fit_somewhere_are_no_evidence_by_themselves(bench):
    @case(row="one", title="Product")
    def product(student, reference):
        expect(student.product(np.ones((2, 3)), np.ones((3, 4)))).close_to(
            reference.product(np.ones((2, 3)), np.ones((3, 4)))
        )

    @case(row="one", title="Square product")
    def square(student, reference):
        A, B = np.arange(4.0).reshape(2, 2), np.ones((2, 2))
        expect(student.product(A, B)).close_to(reference.product(A, B))

    reference = """
        from grader.engine import mistake

        def product(W, A):
            return W @ A
        mistake(product, "t", "e", hint="h", where="w", name="swapped")(lambda W, A: A @ W)
    """

    def told(cases, body):
        report = bench(cases, reference, entry_points=("product",)).grade(f"def product(W, A):\n    return {body}")
        return [found.diagnosis.name for found in report.cases]

    assert told([product], "A @ W") == ["shapes_do_not_fit"]
    assert told([product, square], "A @ W") == ["swapped", "swapped"]
    assert told([product], "W * A") == ["shapes_do_not_fit"]


def test_what_an_assertion_asks_is_no_evidence(told):
    assert set(told("assert x.shape == (7, 7)").values()) == {"own_assertion"}
    assert set(told("assert isinstance(x, float), 'isinstance(x,float)'").values()) == {"own_assertion"}


def test_two_assertions_are_never_alike():
    def fault(text=""):
        frames = (Frame(line=1, cell=0, function="f", text=f"assert {text}"),)
        return SubmissionFault(Verdict.RUNTIME_ERROR, "x", error_type="AssertionError", error_text=text, frames=frames)

    assert not same(sign(fault()), sign(fault()))
    assert not same(sign(fault("db.shape == b.shape")), sign(fault("db.shape == b.shape")))


def test_an_exception_is_like_no_array():
    assert same(FaultSign("ValueError", "x"), np.ones((2, 3))) is False
    assert same(np.ones((2, 3)), FaultSign("ValueError", "x")) is False


def test_a_function_that_stands_in_raises_its_own_exception(bench):
    @case(row="one", title="With the right scale", substitute="scale")
    def with_scale(student, reference):
        expect(student.total(np.ones(2))).close_to(reference.total(np.ones(2)))

    grading = bench([with_scale], "def scale(x, k):\n    return x @ k\ndef total(x):\n    return 2.0")
    result = grading.grade("def total(x):\n    return scale(x, np.ones(3))").cases[0]
    assert result.message.startswith("ValueError: matmul")
    assert result.diagnosis.name == "shapes_do_not_fit"
