"""Searches for repairs one after the other in one evaluator, and what becomes of it when one is cancelled."""

import itertools
import textwrap

import pytest

from grader.evaluator import repairs
from grader.evaluator.repairs import RepairSupervisor, RepairTask
from grader.model import Repairs, Source

CASES = """
import numpy as np
from grader.engine import case, expect


def same(student, reference, n):
    value = student.number(n)
    while value == 4321.0:
        pass
    expect(value).close_to(reference.number(n))


@case(row="value", title="First", visible=True)
def first(student, reference):
    same(student, reference, 1)


@case(row="value", title="Second")
def second(student, reference):
    same(student, reference, 2)
"""
#: Lends no expression that is right by itself.
REFERENCE = """
def number(n):
    total = 1.0
    for _ in range(n):
        total += 1.0
    return total
"""
WRONG = "def number(n):\n    return float(n) - 1\n"
#: Wrong, and each of its many candidates takes a while.
SLOW = "import time\ndef number(n):\n    time.sleep(0.2)\n    return 7.0 * 11.0 - 13.0 * n * n - 17.0\n"
#: Keeps the evaluator itself busy for ever.
ENDLESS = "def number(n):\n    return 4321.0\n"
#: Only a right `scale` mends it.
HELPER = "def scale(n):\n    return 'a'\n\ndef number(n):\n    return scale(n)\n"
SOLUTION = "def scale(n):\n    return float(n) + 1\n\ndef number(n):\n    return scale(n)\n"
#: Right once another submission has left something behind.
LEAVES = "open('/tmp/left', 'w').write('x')\n" + SLOW
LOOKS = """
def number(n):
    try:
        open('/tmp/left').close()
        return float(n) + 1
    except OSError:
        return 0.0
"""


class Searches:
    """Searches through the evaluators of one pool."""

    def __init__(self, evaluation):
        evaluation.assignment(CASES, points=2, reference=REFERENCE)
        evaluation.open()
        evaluation.pool.of("numbers")
        self.pool = evaluation.pool
        self._supervisor = RepairSupervisor(evaluation.pool, evaluation.jail)

    def search(self, code, *, is_cancelled=lambda: False, seconds=1.0, solutions=()):
        task = RepairTask(
            slug="numbers",
            source=Source(filename="submission.py", cells=(textwrap.dedent(code),)),
            visible_only=False,
            failed=frozenset({"first", "second"}),
            seconds=seconds,
            solutions=solutions,
            is_cancelled=is_cancelled,
        )
        return self._supervisor.repair(task)

    def cancelled(self, code, **values):
        """Search until some runs have been made."""
        asked = itertools.count()
        return self.search(code, is_cancelled=lambda: next(asked) > 50, seconds=600.0, **values)

    def cancelled_at_work(self, code):
        """Search until the evaluator itself has worked for a while."""
        evaluator = self.pool.evaluator("numbers")
        until = evaluator.processor_seconds() + 0.5
        return self.search(code, is_cancelled=lambda: evaluator.processor_seconds() > until, seconds=600.0)

    @property
    def pid(self):
        return self.pool.evaluator("numbers").connection.peer

    def renew(self):
        """Continue with an evaluator that has searched nothing yet."""
        self.pool.discard("numbers")


@pytest.fixture
def searches(evaluation, monkeypatch):
    monkeypatch.setattr(repairs, "POLL_SECONDS", 0.01)
    monkeypatch.setattr(repairs, "CANCEL_GRACE", 60.0)
    return Searches(evaluation)


@pytest.fixture
def ended(monkeypatch):
    """What evaluators have reported at the end of their searches, cancelled or not."""
    reported = []
    read = Repairs.from_json

    def record(data):
        reported.append(read(data))
        return reported[-1]

    monkeypatch.setattr(Repairs, "from_json", record)
    return reported


def changes(found):
    return [(repair.function, repair.edit) for repair in found.repairs.repairs]


BOTH_JAILS = pytest.mark.parametrize("evaluation", ["auto", "cold"], indirect=True)


@BOTH_JAILS
def test_a_cancelled_search_ends_early_and_its_evaluator_does_the_next_one(searches, ended):
    before = searches.pid
    assert searches.cancelled(SLOW) is None
    assert [result.exhausted for result in ended] == [True]
    assert searches.pid == before
    assert changes(searches.search(WRONG)) == [("number", "line 2: `float(n) - 1` → `float(n) + 1`")]
    assert searches.pid == before


def test_an_evaluator_that_does_not_end_its_search_is_killed(searches, ended, monkeypatch):
    before = searches.pid
    monkeypatch.setattr(repairs, "CANCEL_GRACE", 0.1)
    assert searches.cancelled_at_work(ENDLESS) is None
    assert ended == []
    assert searches.pid != before
    assert changes(searches.search(WRONG)) == [("number", "line 2: `float(n) - 1` → `float(n) + 1`")]


def test_an_evaluator_that_works_too_long_by_itself_is_killed(searches, monkeypatch, caplog):
    before = searches.pid
    monkeypatch.setattr(repairs, "CHECK_SECONDS", 0.2)
    with caplog.at_level("INFO", logger="grader.evaluator.repairs"):
        assert searches.search(ENDLESS) is None
    assert "too much processor time" in caplog.text
    assert searches.pid != before


def test_a_search_that_has_found_something_keeps_its_evaluator(searches):
    before = searches.pid
    first, second = searches.search(WRONG), searches.search("# again\n" + WRONG)
    assert changes(second) == [("number", "line 3: `float(n) - 1` → `float(n) + 1`")]
    assert first.digest == second.digest
    assert searches.pid == before


def test_the_solutions_of_a_cancelled_search_lend_nothing_to_the_next_one(searches):
    assert searches.search(HELPER, solutions=(SOLUTION,)).repairs.repairs
    searches.renew()
    alone = searches.search(HELPER)
    assert searches.cancelled(SLOW, solutions=(SOLUTION,)) is None
    assert changes(searches.search(HELPER)) == changes(alone) == []


def test_the_code_of_a_cancelled_search_leaves_nothing_for_the_next_one(searches):
    assert searches.cancelled(LEAVES) is None
    assert searches.search(LOOKS).repairs.functions == ("number",)
