"""Another form of a function is named when a run through it passes, and only then."""

import numpy as np
import pytest

from grader.engine import case, expect
from grader.engine.adapted_session import AdaptedSession
from grader.engine.adapter import Adapter
from grader.engine.local import LocalSession
from grader.engine.reruns import Reruns
from grader.errors import SubmissionFault

REFERENCE = """
    import numpy as np

    from grader.engine import SomeException, adapter, mistake

    def centre(x, cache):
        return x - cache["mean"]

    def empty():
        return 0.0

    def total(x):
        return float(np.sum(x)) if x.size else empty()

    def double(x, cache):
        return 2 * centre(x, cache)

    mistake(centre, "The sign.", "Reversed.", hint="h", where="w", name="reversed")(lambda x, cache: cache["mean"] - x)

    def _raises():
        raise SomeException

    mistake(empty, "Empty.", "It stops.", hint="h", where="w", name="stops_when_empty")(_raises)

    _TEXTS = {"hint": "h", "where": "w"}

    @adapter(centre, "It takes the mean.", "It is handed the cache.", when=("exception",), **_TEXTS)
    def takes_mean(call, x, cache):
        return call(x, cache["mean"])

    @adapter(centre, "It returns a pair.", "One is asked for.", when=("type",), **_TEXTS)
    def returns_pair(call, x, cache):
        centred, _ = call(x, cache)
        return centred
"""
X = np.array([[1.0, 2.0, -4.0], [0.5, 3.0, 7.0]])


def cache_of(x):
    return {"mean": x.mean(axis=0)}


@case(row="centre", title="Two rows", visible=True)
def two_rows(student, reference):
    expect(student.centre(X, cache_of(X))).close_to(reference.centre(X, cache_of(X)))


@case(row="centre", title="The cache stays")
def cache_stays(student, reference):
    result, (_, cache) = student.centre.with_args_back(X + 1, cache_of(X))
    expect(result).close_to(reference.centre(X + 1, cache_of(X)))
    expect(cache["mean"], "the mean").unchanged_from(X.mean(axis=0))


@case(row="double", title="Twice", substitute="centre")
def twice(student, reference):
    expect(student.double(X, cache_of(X))).close_to(reference.double(X, cache_of(X)))


@case(row="total", title="Six numbers", visible=True)
def six_numbers(student, reference):
    expect(student.total(X)).close_to(reference.total(X))


@case(row="total", title="No numbers")
def no_numbers(student, reference):
    expect(student.total(np.array([]))).close_to(reference.total(np.array([])))


CASES = [two_rows, cache_stays, twice, six_numbers, no_numbers]
RIGHT = {
    "centre": "def centre(x, cache):\n    return x - cache['mean']",
    "double": "def double(x, cache):\n    return 2 * centre(x, cache)",
    "total": "def total(x):\n    return float(x.sum())",
}


@pytest.fixture
def told(bench):
    one = bench(CASES, REFERENCE, rows=("centre", "double", "total"), entry_points=tuple(RIGHT))

    def grade(**changes):
        report = one.grade("\n".join({**RIGHT, **changes}.values()))
        return {found.name: found.diagnosis for found in report.cases if found.diagnosis}

    return grade


def names(told):
    return {case: diagnosis.name for case, diagnosis in told.items()}


def test_a_form_that_makes_every_test_pass_is_named(told):
    assert names(told(centre="def centre(x, mean):\n    return x - mean")) == {
        "two_rows": "takes_mean",
        "cache_stays": "takes_mean",
    }
    assert names(told(centre="def centre(x, cache):\n    return x - cache['mean'], cache")) == {
        "two_rows": "returns_pair",
        "cache_stays": "returns_pair",
    }


def test_a_known_mistake_beside_the_form_is_named_with_it(told):
    assert names(told(centre="def centre(x, mean):\n    return mean - x")) == {
        "two_rows": "takes_mean + reversed",
        "cache_stays": "takes_mean + reversed",
    }


def test_what_else_is_wrong_is_said(told):
    found = told(centre="def centre(x, mean):\n    mean *= 1.0 if (x == 1).any() else 2\n    return x - mean")
    assert names(found)["two_rows"] == "takes_mean"
    assert "Something else is wrong as well" in found["two_rows"].explanation


def test_a_form_that_helps_nothing_is_not_named(told):
    assert "takes_mean" not in names(told(centre="def centre(x, mean):\n    return 7 * x - mean")).values()
    assert "returns_pair" not in names(told(centre="def centre(x, cache):\n    return x, cache")).values()


def test_a_helper_that_differs_from_the_tasks_is_named(told):
    found = told(
        centre="def centre(x, mean):\n    return x - mean",
        double="def double(x, cache):\n    return 2 * centre(x, cache['mean'])",
    )
    assert names(found)["twice"] == "own_helper_differs"
    assert "`centre(x, cache)`" in found["twice"].explanation


def test_a_helper_that_is_wrong_itself_is_not(told):
    found = told(
        centre="def centre(x, mean):\n    return x + mean",
        double="def double(x, cache):\n    return 2 * centre(x, cache['mean'])",
    )
    assert names(found).get("twice") != "own_helper_differs"


def test_any_exception_where_all_else_passes(told):
    for body in ("x[0, 0] + x.sum() - x[0, 0]", "float(x.sum(axis=(0, 1)))", "x.sum() if x.size else unset"):
        code = f"def total(x):\n    if x.size:\n        unset = 0.0\n    return {body}"
        assert names(told(total=code)) == {"no_numbers": "stops_when_empty"}
    assert names(told(total="def total(x):\n    return x.sum() if x.size else nobody")) == {
        "no_numbers": "undefined_name"
    }
    assert "no_numbers" not in names(told(total="def total(x):\n    return x.sum() if x.size else 1.0"))


def test_changed_arguments_come_back_in_the_form_of_the_task():
    adapter = Adapter("a", "t", "e", "h", "w", "f", frozenset(), lambda call, x, cache: call(x, cache["A"]))

    def f(x, A):
        A[0] = 7.0
        return x

    session = AdaptedSession(LocalSession({"f": f}), adapter)
    result, (x, cache) = session.call("f", (1.0, {"A": np.zeros(2), "B": np.ones(1)}), {}, args_back=True)
    assert (result, x) == (1.0, 1.0)
    assert cache["A"].tolist() == [7.0, 0.0]
    assert cache["B"].tolist() == [1.0]


def test_a_result_of_another_form_is_a_failure_of_the_submission():
    adapter = Adapter("a", "t", "e", "h", "w", "f", frozenset(), lambda call, x: call(x)[0])
    with pytest.raises(SubmissionFault, match="form of this adapter"):
        AdaptedSession(LocalSession({"f": lambda x: x}), adapter).call("f", (1.0,), {})


def test_a_method_is_called_through_an_adapter_with_its_object():
    def body(call, net, x):
        rate, net.rate = net.rate, 0.0
        result = call(x)
        net.rate = rate
        return result

    class Net:
        rate = 0.5

        def predict(self, x):
            return x + self.rate

    adapter = Adapter("a", "t", "e", "h", "w", "Net.predict", frozenset(), body)
    local = LocalSession({"Net": Net, "predict": lambda x: 7.0})
    session = AdaptedSession(local, adapter)
    net = session.call("Net", (), {})
    assert session.call("predict", (1.0,), {}, on=net) == 1.0
    assert session.get("rate", on=net) == 0.5
    assert local.call("predict", (1.0,), {}, on=net) == 1.5
    # A function of the same name is another one.
    assert session.call("predict", (1.0,), {}) == 7.0


def test_an_adapter_that_does_not_fit_is_tried_once(bench, monkeypatch):
    @case(row="other", title="Another row")
    def other_row(student, reference):
        expect(student.centre(X + 2, cache_of(X))).close_to(reference.centre(X + 2, cache_of(X)))

    reference = REFERENCE.replace("centred, _ = call(x, cache)", "raise ValueError").replace('("type",)', '("value",)')
    grading = bench([two_rows, other_row], reference, rows=("centre", "other"), entry_points=("centre",))
    tried = []
    adapted = Reruns.adapted
    monkeypatch.setattr(Reruns, "adapted", lambda runs, *given: tried.append(given[1].name) or adapted(runs, *given))
    grading.grade("def centre(x, cache):\n    return 7 * x")
    assert tried == ["returns_pair"]
