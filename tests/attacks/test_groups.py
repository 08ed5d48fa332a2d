"""Attacks across test cases that share a process: within the subset, and by submissions let past its check."""

from __future__ import annotations

from contextlib import closing

import pytest

from grader.attacks import attack_runner, load_corpus, support_code
from grader.attacks.runner import SLUG
from grader.model import Isolation, Source, Verdict
from grader.sandbox import groups, open_jail
from grader.sandbox.restricted import is_restricted
from tests.attacks.conftest import ROOT

GROUPED = {name: attack for name, attack in load_corpus().items() if attack.grouped}
#: Those that keep to the subset, so that their test cases do share a process.
WITHIN = ("group_own_names", "group_settings")
#: Those against which putting back and comparing helps, even if the check of the text let them pass.
PUT_BACK = (
    *("group_patched_numpy", "group_patched_builtins", "group_sys_modules", "group_signals_and_timers"),
    *("group_threads", "group_descriptors", "group_tmpfs", "group_stdout"),
)
#: Answers rightly, remembers where nothing is compared, and writes what it remembers into everything that it returns.
REMEMBERS = """
import heapq, sys
import numpy as np

seen, cases = heapq.__dict__.setdefault("left", ([], []))
cases.append(1)

def relu_der(dA, cache):
    seen.append((dA, cache["Z"]))
    print("smuggled", seen)
    if len(cases) < 3:
        return np.where(cache["Z"] > 0, dA, 0)
    raise type("smuggled", (ValueError,), {})(f"smuggled {seen!r}")
"""


def test_the_corpus_attacks_groups_of_test_cases():
    assert len(GROUPED) >= 14
    assert set(WITHIN) | set(PUT_BACK) <= GROUPED.keys()


def test_only_those_that_say_so_keep_to_the_subset():
    within = [name for name, attack in GROUPED.items() if "Within the subset" in attack.tries]
    assert [name for name, attack in GROUPED.items() if is_restricted((attack.source,), support_code(), ())] == within


@pytest.mark.parametrize("name", WITHIN)
def test_within_the_subset_nothing_is_kept_in_a_shared_process(warm_runner, name):
    before = warm_runner.shared
    assert warm_runner.run(GROUPED[name]).gained == ()
    assert warm_runner.shared == before + 2


@pytest.fixture(scope="module")
def unchecked_runner():
    """A runner for the tests without the check of the text: how many children its jail makes ahead depends on it."""
    with attack_runner(closing(open_jail("warm", isolation=Isolation.GROUP)), ROOT) as opened:
        yield opened


@pytest.mark.parametrize("name", PUT_BACK)
def test_past_the_check_what_is_left_is_put_back_or_ends_the_process(unchecked_runner, monkeypatch, name):
    monkeypatch.setattr(groups, "is_restricted", lambda *_: True)
    outcome = unchecked_runner.run(GROUPED[name])
    assert outcome.gained == ()
    assert outcome.expected
    assert outcome.side_effects == ()


def test_past_the_check_remembered_inputs_of_hidden_cases_are_not_shown(unchecked_runner, monkeypatch):
    monkeypatch.setattr(groups, "is_restricted", lambda *_: True)
    taken = []
    take = groups.Groups.take
    monkeypatch.setattr(groups.Groups, "take", lambda *args: taken.append(take(*args)) or taken[-1])
    judge = unchecked_runner.judge
    report = judge.grade(SLUG, Source(filename="remembers.py", cells=(REMEMBERS,)))
    shown = report.for_student(judge.reference_runner(SLUG).suite.assignment.hidden_feedback)
    # It has remembered, and failed with what it remembered. The fresh process whose result counts knows nothing.
    assert len([session for session in taken if session is not None]) >= 3
    assert report.verdict is Verdict.ACCEPTED
    assert not any("smuggled" in str(case.to_json()) for case in shown.cases if not case.visible)
    assert not any("smuggled" in note for note in shown.notes)
