"""What explanations leave out: runs that would show nothing more."""

import numpy as np
import pytest

from grader.engine import case, expect
from grader.engine.adapted_session import AdaptedSession
from grader.engine.diagnosis.decisive_part import BEYOND
from grader.engine.diagnosis.variants import Variants
from grader.engine.reruns import Reruns

REFERENCE = """
    import numpy as np

    from grader.engine import adapter, mistake

    def factor():
        return 2.0

    def summand(x):
        return 0.0

    def slope(x):
        return factor() * x + summand(x)

    def other(x):
        return -x

    def start():
        return 1.0

    def end():
        return 0.0

    def total(n):
        return start() + sum(slope(x) for x in range(n)) + end()

    _TEXTS = {"hint": "h", "where": "w"}

    mistake(factor, "Three.", "Three.", name="three", **_TEXTS)(lambda: 3.0)
    mistake(summand, "More.", "More.", name="more", **_TEXTS)(lambda x: 1.0)
    mistake(other, "Half.", "Half.", name="half", **_TEXTS)(lambda x: -x / 2)
    mistake(start, "Two.", "Two.", name="start", **_TEXTS)(lambda: 2.0)
    mistake(end, "One.", "One.", name="end", **_TEXTS)(lambda: 1.0)

    @adapter(slope, "Cut.", "Large ones are cut.", when=("value",), **_TEXTS)
    def cut(call, x):
        found = call(x)
        if found != np.clip(2 * x, -3, 3):
            raise ValueError
        return 2 * x
"""
#: Calls of the longest test.
MANY = 100


@case(row="few", title="Two calls", visible=True)
def few(student, reference):
    for x in (1.0, 5.0):
        expect(student.slope(x)).close_to(reference.slope(x))


@case(row="many", title="Many calls, one check")
def many(student, reference):
    values = np.arange(MANY) / 4
    found = np.array([student.slope(x) for x in values])
    expect(found).close_to(np.array([reference.slope(x) for x in values]))


@case(row="many", title="The same with another check")
def many_again(student, reference):
    values = np.arange(MANY) / 4
    found = np.array([student.slope(x) for x in values])
    expect(found.sum()).close_to(sum(reference.slope(x) for x in values))


@case(row="many", title="Two functions")
def two_functions(student, reference):
    expect(student.slope(5.0) + student.other(1.0)).close_to(reference.slope(5.0) + reference.other(1.0))


#: So many calls of the long test are right before one is cut.
RIGHT_CALLS = 7


@pytest.fixture
def adapted(bench, monkeypatch):
    """(report of a submission to the cases, how often `slope` was called through an adapter in each rerun)."""

    def grade(text, *cases):
        calls, run, call = [], Reruns.adapted, AdaptedSession.call
        monkeypatch.setattr(Reruns, "adapted", lambda *given: calls.append(0) or run(*given))

        def counted(session, name, *rest, **options):
            calls[-1] += 1
            return call(session, name, *rest, **options)

        monkeypatch.setattr(AdaptedSession, "call", counted)
        rows = tuple(dict.fromkeys(made.row for made in cases))
        report = bench(cases, REFERENCE, rows=rows, entry_points=("slope",)).grade(text)
        return {found.name: found.diagnosis.name for found in report.cases if found.diagnosis}, calls

    return grade


@pytest.fixture
def runs_of_several(monkeypatch):
    """The mistakes of each run of several together, and its test."""
    run, found = Variants._run, []

    def noted(variants, names, case, **options):
        found.extend([(names, case.name)] if len(names) > 1 else [])
        return run(variants, names, case, **options)

    monkeypatch.setattr(Variants, "_run", noted)
    return found


CUT = "def slope(x):\n    return min(max(2 * x, -3), 3)\ndef other(x):\n    return -x"


def test_a_long_test_is_rerun_beyond_its_first_wrong_answer(adapted):
    named, calls = adapted(CUT, few, many)
    assert named == {"few": "cut", "many": "cut"}
    assert calls == [2, RIGHT_CALLS + 1 + BEYOND]


def test_a_test_that_begins_like_another_one_is_not_rerun(adapted):
    named, calls = adapted(CUT, few, many, many_again)
    assert named == {"few": "cut", "many": "cut", "many_again": "cut"}
    assert calls == [2, RIGHT_CALLS + 1 + BEYOND]


def test_the_first_test_is_run_to_its_end(adapted):
    named, calls = adapted(CUT, many)
    assert (named, calls) == ({"many": "cut"}, [MANY])


def test_with_another_mistake_tests_are_run_to_their_ends(adapted):
    named, calls = adapted(CUT.replace("-x", "-x / 2"), few, many, two_functions)
    assert named == {"few": "cut", "many": "cut + half", "two_functions": "cut + half"}
    assert calls == [2, 2, RIGHT_CALLS + 1 + BEYOND, MANY]


def test_a_rerun_ends_where_it_is_wrong(adapted):
    cut_until_3 = CUT.replace("min(max(2 * x, -3), 3)", "min(max(2 * x, -3), 3) if x < 3 or x == 5 else 2 * x")
    named, calls = adapted(cut_until_3, few, many)
    assert named["few"] == "cut"
    assert named.get("many") != "cut"
    assert calls == [2, 13]


def test_no_mistakes_are_combined_where_another_form_explains_all(adapted, runs_of_several):
    adapted(CUT, few, many)
    assert not runs_of_several


def test_a_combination_that_one_row_contradicts_is_run_in_no_other_one(adapted, runs_of_several):
    adapted("def slope(x):\n    return 2 * x - (x == 5)", few, many)
    assert runs_of_several == [(("three", "more"), "few")]


@case(row="one", title="Two functions, one row")
def both(student, reference):
    expect(student.slope(5.0) + student.other(1.0)).close_to(reference.slope(5.0) + reference.other(1.0))


@case(row="one", title="One of them, three calls")
def three_calls(student, reference):
    for x in (5.0, 1.0, 2.0):
        expect(student.slope(x)).close_to(reference.slope(x))


def test_no_combination_is_run_that_a_known_run_contradicts(adapted, runs_of_several):
    adapted("def slope(x):\n    return 2 * x + (x == 1) / 3\ndef other(x):\n    return -x / 2", both, three_calls)
    # "half" makes no difference in the second test, where "three" and "more" alone give something else.
    assert not {("three", "half"), ("more", "half")} & {names for names, _ in runs_of_several}


def test_which_mistakes_fail_a_test_is_found_once(adapted, bench, monkeypatch):
    asked, inside = [], []
    observed, verdicts = Variants.observed, Variants.verdicts

    def found(variants, case):
        inside.append(case.name)
        try:
            return verdicts(variants, case)
        finally:
            inside.pop()

    monkeypatch.setattr(Variants, "verdicts", found)
    monkeypatch.setattr(Variants, "observed", lambda *given: asked.extend(inside) or observed(*given))
    grader = bench((both, three_calls), REFERENCE, rows=("one",), entry_points=("slope",))
    grader.grade("def slope(x):\n    return 2 * x + (x == 1) / 3\ndef other(x):\n    return -x / 2")
    assert set(asked) == {"both", "three_calls"}
    asked.clear()
    grader.grade("def slope(x):\n    return 2 * x + (x == 1) / 4\ndef other(x):\n    return -x / 3")
    assert asked == []


@case(row="sum", title="One long sum", substitute=("slope",))
def long_sum(student, reference):
    expect(student.total(MANY)).close_to(reference.total(MANY))


@case(row="sum", title="Three short sums")
def short_sums(student, reference):
    for n in (0, 1, 2):
        expect(student.total(n)).close_to(reference.total(n))


def test_combinations_are_run_first_where_they_cost_least(adapted, runs_of_several):
    slope = "def slope(x):\n    return 2 * x\n"
    adapted(slope + "def total(n):\n    return 7.0 + sum(map(slope, range(n)))", long_sum, short_sums)
    assert {name for _, name in runs_of_several} == {"short_sums"}
