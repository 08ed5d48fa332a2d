"""Hostile answers cost their own tests: the report stays small, and the next submission is graded as always."""

from __future__ import annotations

import json
import re
import resource
from collections.abc import Iterator
from functools import cache

import pytest

from grader.assignments.secret import Catalogue
from grader.engine.reference_runner import ReferenceRunner
from grader.model import MIB, CaseResult, HiddenFeedback, Report, Verdict
from grader.model.bounds import REPORT
from tests.evaluator.conftest import evaluation_of_the_course
from tests.evaluator.hostile import KINDS, Hostile
from tests.evaluator.hostile_code import CODE_KINDS
from tests.evaluator.hostile_values import MORE_KINDS
from tests.sampling import is_thorough

RIGHT = "import numpy as np\ndef relu_der(dA, cache):\n    return np.where(cache['Z'] > 0, dA, 0)\n"
#: No answer makes the worker process grow by more, or use more processor seconds.
WORKER_BYTES, WORKER_SECONDS = 64 * MIB, 2.0
CATALOGUE = Catalogue()
ALL_KINDS = KINDS | MORE_KINDS | CODE_KINDS
SUBMISSIONS = {f"{kind}: {name}": hostile for kind, named in ALL_KINDS.items() for name, hostile in named.items()}
#: A number that a test computed, as JSON writes it.
COMPUTED = re.compile(r"\d\.\d{6,}")


@pytest.fixture(scope="module")
def evaluation():
    with evaluation_of_the_course() as made:
        made.grade(RIGHT, "relu_der")
        yield made


@cache
def reference_runner(slug: str) -> ReferenceRunner:
    secret = CATALOGUE.load(slug)
    return ReferenceRunner(secret.suite, secret.reference, lambda: 0.0)


def attacked(hostile: Hostile) -> set[str]:
    """The tests that call the last function of the submission, and the questions that it answers."""
    runner = reference_runner(hostile.slug)
    suite = runner.suite
    defined = set(re.findall(r"\bdef (\w+)", hostile.code)[-1:])
    calling = {
        case.name
        for case in suite.cases
        if not case.heavy and defined & {label.rpartition(".")[2] for label in runner.called(case)}
    }
    return calling | {keyed.name for keyed in suite.questions if f"{keyed.name!r}:" in hostile.code}


def processor_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def check_nothing_hidden_is_shown(report: Report) -> None:
    for case in report.cases:
        if not case.visible:
            shown = case.for_student(HiddenFeedback.DIAGNOSIS)
            assert (shown.expected, shown.actual, shown.log, shown.artifacts) == (None, None, "", ())
            assert shown.message == str(case.summary.without_numbers())
            assert not computed(case) & computed(shown)


def computed(case: CaseResult) -> set[str]:
    """The numbers in a result, but for its points and its duration."""
    result = {**case.to_json(), "duration_ms": 0, "score": 0, "max_score": 0}
    return set(COMPUTED.findall(json.dumps(result)))


def parameters() -> Iterator[object]:
    """Names: each kind of attack with each of its verdicts, and each assignment with each of its.

    `make test-thorough` runs all. `make coverage` runs one of each kind, the others are marked as slow.
    """
    seen: set[tuple[str, str]] = set()
    for kind, named in ALL_KINDS.items():
        chosen = 0
        for name, hostile in reversed(named.items()):
            pairs = {(owner, hostile.verdict.value) for owner in (kind, hostile.slug)}
            if is_thorough() or not pairs <= seen:
                yield pytest.param(f"{kind}: {name}", marks=[pytest.mark.slow] if chosen else [])
                seen |= pairs
                chosen += 1


@pytest.mark.xdist_group("hostile submissions")
@pytest.mark.parametrize("name", list(parameters()))
def test_a_hostile_answer_costs_its_own_test(evaluation, name):
    hostile = SUBMISSIONS[name]
    memory, seconds = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, processor_seconds()
    report = evaluation.grade(hostile.code, hostile.slug)
    assert processor_seconds() - seconds < WORKER_SECONDS
    assert 1024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) < WORKER_BYTES
    assert report.verdict not in (Verdict.ACCEPTED, Verdict.JUDGE_ERROR)
    assert Verdict.JUDGE_ERROR not in {case.verdict for case in report.cases}
    own = [case for case in report.cases if case.name in attacked(hostile)]
    verdicts = {case.verdict for case in own} - {Verdict.SKIPPED}
    assert verdicts
    assert verdicts <= {hostile.verdict, hostile.other}
    assert sum(case.score for case in own) == 0
    assert len(json.dumps(report.to_json(), allow_nan=False).encode()) < REPORT * 1.1
    assert evaluation.streamed == [case.name for case in report.cases]
    check_nothing_hidden_is_shown(report)
    assert evaluation.grade(RIGHT, "relu_der").verdict is Verdict.ACCEPTED


def test_every_kind_is_attacked_more_than_once():
    assert all(len(named) > 1 for named in ALL_KINDS.values())
    assert len(SUBMISSIONS) == sum(map(len, ALL_KINDS.values())) >= 180
