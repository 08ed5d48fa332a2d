"""Test cases that share a process: which do, and that what does not pass in it is run again in a fresh one."""

from contextlib import contextmanager
from functools import partial

import numpy as np
import pytest

from grader.engine import case, expect
from grader.engine.answer_budget import AnswerBudget
from grader.engine.case_groups import CaseGroups
from grader.model import Isolation, Limits
from tests.engine.double import OpenJail

REFERENCE = """
    import numpy as np

    def scale(x, k):
        return k * np.asarray(x)
"""
RIGHT = """
    def scale(x, k):
        return k * np.asarray(x)
"""
WRONG = """
    def scale(x, k):
        return np.asarray(x)
"""


def cases(pattern):
    """A case for each letter: v visible, h hidden, l with a limit of its own (hidden), g heavy (hidden)."""
    special = {"l": {"limits": {"wall_seconds": 3.0}}, "g": {"tags": "heavy"}}

    def body(student, reference):
        expect(student.scale(np.array([1.0, 2.0]), 3)).close_to(reference.scale(np.array([1.0, 2.0]), 3))

    return [
        case(row="one", title=str(n), name=f"case_{n}", visible=letter == "v", **special.get(letter, {}))(body)
        for n, letter in enumerate(pattern)
    ]


class SharingJail(OpenJail):
    """Records what each case may share; a second case of a group gets a session that is marked as shared."""

    def __init__(self, *, spoilt=False):
        super().__init__()
        self.runs = []
        self.upcoming = []
        self.spoilt = spoilt

    @contextmanager
    def admit(self, bundle):
        jail, used = self, set()
        with super().admit(bundle) as inner:

            class Admitted:
                @contextmanager
                def case(self, limits, sharing=None):
                    with inner.case(limits) as session:
                        group = None if sharing is None else sharing.group
                        session.shared = group in used
                        used.update({group} - {None})
                        jail.runs.append((group, session.shared))
                        jail.upcoming.append(() if sharing is None else sharing.upcoming)
                        if jail.spoilt and session.shared:
                            session.call = lambda *_args, **_kwargs: np.zeros(2)
                        yield session

            yield Admitted()


def runs(bench, pattern, code=RIGHT, **fields):
    jail = SharingJail(spoilt=fields.pop("spoilt", False))
    report = bench(cases(pattern), REFERENCE, jail=jail, **fields).grade(code)
    return [result.verdict.value for result in report.cases], jail


def test_visible_cases_share_with_visible_ones_and_hidden_with_hidden(bench):
    verdicts, jail = runs(bench, "vvhvh")
    assert verdicts == ["accepted"] * 5
    assert jail.runs == [
        ("visible", False),
        ("visible", True),
        ("hidden", False),
        ("visible", True),
        ("hidden", True),
    ]
    assert jail.upcoming[0] == ("visible", "hidden", "visible", "hidden")


def test_cases_with_limits_of_their_own_and_heavy_ones_share_with_none(bench):
    _, jail = runs(bench, "hlgh")
    assert jail.runs == [("hidden", False), (None, False), (None, False), ("hidden", True)]


def test_an_assignment_can_ask_for_a_process_for_each_case(bench):
    verdicts, jail = runs(bench, "vvhh", isolation=Isolation.CASE)
    assert verdicts == ["accepted"] * 4
    assert jail.runs == [(None, False)] * 4


def test_what_does_not_pass_in_a_shared_process_counts_as_it_ends_in_a_fresh_one(bench):
    verdicts, jail = runs(bench, "vvvhh", spoilt=True)
    assert verdicts == ["accepted"] * 5
    # Visible: the second one is run again, and the third does not share any more.
    assert jail.runs[:4] == [("visible", False), ("visible", True), (None, False), (None, False)]
    assert jail.runs[4:] == [("hidden", False), ("hidden", True), (None, False)]


def test_after_a_failure_the_rest_of_the_group_is_not_run_twice(bench):
    verdicts, jail = runs(bench, "vvvhh", code=WRONG)
    assert verdicts == ["wrong_answer"] * 5
    assert jail.runs == [("visible", False), (None, False), (None, False), ("hidden", False), (None, False)]
    assert jail.upcoming[1] == (None, "hidden", "hidden")


def test_an_answer_is_counted_once_though_its_case_runs_twice(bench, monkeypatch):
    monkeypatch.setattr("grader.engine.answer_budget.SMALL", 0)
    monkeypatch.setattr("grader.engine.grading.AnswerBudget", partial(AnswerBudget, 3 * 48))
    verdicts, jail = runs(bench, "vvv", spoilt=True)
    assert len(jail.runs) == 4
    assert verdicts == ["accepted"] * 3


@pytest.mark.parametrize(("factor", "seconds"), [(20.0, 0.27), (100.0, 0.35)])
def test_a_shared_case_has_a_short_time_limit_above_that_of_the_reference(bench, factor, seconds):
    small = bench(cases("vv"), REFERENCE, limits=Limits(factor=factor))
    groups = CaseGroups(small.reference_runner, small.suite.cases)
    # The clock of these tests moves a millisecond each time it is looked at.
    assert groups.sharing(small.suite.cases[0]).seconds == pytest.approx(seconds)
