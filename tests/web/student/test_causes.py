"""Failures grouped by cause."""

from __future__ import annotations

import pytest

from grader.model import CaseResult, Diagnosis, HiddenFeedback, Verdict
from grader.model.hidden_text import HiddenText, Template, Word
from web.student.causes import causes, readable, steps
from web.student.results import CaseView, finished_case

AT_ZERO = Diagnosis(name="at_zero", title="The gradient passes at 0", explanation="Yours lets it through.")
MISSING = Diagnosis(name="missing", title="Nothing is returned", explanation="...")
NAME_ERROR = "Your f() raised NameError: name 'x' is not defined (Line 3: `return x`)"


def case(name: str, verdict: Verdict = Verdict.WRONG_ANSWER, **changes: object) -> CaseView:
    values: dict = {
        "name": name,
        "title": f"Test {name}",
        "row": "row",
        "verdict": verdict,
        "score": float(verdict is Verdict.ACCEPTED),
        "max_score": 1.0,
        "visible": True,
        "message": "3 of 6 entries differ; first at [0, 0]: expected 0.0, got 1.5. Largest absolute error 6.0.",
        **changes,
    }
    return finished_case(CaseResult(**values), HiddenFeedback.DIAGNOSIS, 9)


def hidden(name: str, verdict: Verdict, template: Template, *words: Word, **changes: object) -> CaseView:
    return case(name, verdict, visible=False, summary=HiddenText.of(template, *words), message="never shown", **changes)


def names(cases: list[CaseView]) -> list[list[str]]:
    return [[case.name for case in cause.cases] for cause in causes(cases)]


def test_a_mistake_stands_once_with_its_cost_and_its_tests() -> None:
    cases = [
        case("a", Verdict.ACCEPTED),
        case("b", diagnosis=AT_ZERO, max_score=2.5),
        case("c", Verdict.RUNTIME_ERROR, diagnosis=AT_ZERO, visible=False),
        case("d", diagnosis=MISSING),
    ]
    first, second = causes(cases)
    assert (first.title, first.badge, first.lost) == (AT_ZERO.title, "Known mistake", 3.5)
    assert [test.name for test in first.cases] == ["b", "c"]
    assert first.lead is not None
    assert first.lead.name == "b"
    assert (second.title, second.lost) == (MISSING.title, 1.0)


def unfinished(line: int) -> Diagnosis:
    return Diagnosis(
        name="unfinished", title="A part is unfinished", explanation=f"`f` (line {line}) is the starter's."
    )


def test_one_mistake_at_two_lines_is_two_causes() -> None:
    general = Diagnosis(name="unfinished", title="A part is unfinished", explanation="A function is the starter's.")
    cases = [
        case("hidden", visible=False, diagnosis=general, row="second"),
        case("a", diagnosis=unfinished(8), row="first", max_score=2.0),
        case("b", diagnosis=unfinished(3), row="second"),
        case("c", diagnosis=unfinished(8), row="first"),
        case("unplaced", diagnosis=general, row="third"),
    ]
    found = causes(cases)
    assert [[test.name for test in cause.cases] for cause in found] == [["a", "c", "unplaced"], ["hidden", "b"]]
    assert [cause.steps[-1].text for cause in found] == [unfinished(8).explanation, unfinished(3).explanation]
    assert [cause.id for cause in found] == ["unfinished", "unfinished-2"]


def test_the_most_expensive_cause_comes_first() -> None:
    assert names([case("a", diagnosis=MISSING), case("b", diagnosis=AT_ZERO, max_score=5.0)]) == [["b"], ["a"]]


def test_without_a_known_mistake_the_numbers_are_told_once_for_each_part() -> None:
    first, second = causes([case("a"), case("b"), case("c", row="other", visible=False)])
    assert (first.badge, first.tone, first.title) == ("No known mistake", "", "3 of 6 entries differ")
    assert first.message == "First: [0, 0] is 1.5, expected 0. Largest absolute error 6.0."
    assert [len(cause.cases) for cause in (first, second)] == [2, 1]


def test_an_error_is_told_once_and_hidden_tests_that_raise_it_join() -> None:
    cases = [
        hidden("a", Verdict.RUNTIME_ERROR, Template.RAISED, Word.NAME_ERROR),
        case("b", Verdict.RUNTIME_ERROR, message=NAME_ERROR),
        case("c", Verdict.RUNTIME_ERROR, message=NAME_ERROR),
        hidden("d", Verdict.RUNTIME_ERROR, Template.RAISED, Word.TYPE_ERROR),
    ]
    first, second = causes(cases)
    assert [test.name for test in first.cases] == ["a", "b", "c"]
    assert (first.badge, first.code_line) == ("Raised an error", 3)
    assert "NameError" in first.title
    assert [test.name for test in second.cases] == ["d"]
    assert "NameError" not in second.title + second.message


def test_of_hidden_tests_alone_only_the_fixed_words_are_told() -> None:
    (cause,) = causes([hidden("a", Verdict.WRONG_ANSWER, Template.ALL_DIFFER)])
    assert cause.title == "All entries differ"
    assert cause.lead is None
    assert "never shown" not in f"{cause.title} {cause.message}"


def test_a_limit_is_one_cause() -> None:
    tests = [
        case("a", Verdict.TIME_LIMIT_EXCEEDED, message="Ran longer than 2 s."),
        case("b", Verdict.TIME_LIMIT_EXCEEDED),
    ]
    (cause,) = causes(tests)
    assert (cause.badge, cause.title) == ("Time limit exceeded", "Ran longer than 2 s")


def test_partly_right_has_a_tone_of_its_own() -> None:
    (cause,) = causes([case("a", Verdict.PARTIALLY_ACCEPTED, score=0.5)])
    assert (cause.tone, cause.lost) == ("warn", 0.5)


@pytest.mark.parametrize("verdict", [Verdict.ACCEPTED, Verdict.SKIPPED, Verdict.JUDGE_ERROR])
def test_what_is_not_the_codes_fault_has_no_cause(verdict: Verdict) -> None:
    assert causes([case("a", verdict)]) == ()


def test_answers_to_questions_stay_with_them() -> None:
    assert names([case("a"), case("b")]) == [["a", "b"]]
    assert [[test.name for test in cause.cases] for cause in causes([case("a"), case("b")], {"a"})] == [["b"]]


def test_the_steps_of_help_begin_with_a_hint_that_is_open() -> None:
    told = case("a", diagnosis=AT_ZERO, hint="Which entries? Look at: the comparison.")
    assert [(step.label, step.text) for step in steps(told)] == [
        ("", "Which entries?"),
        ("Show where to look", "The comparison."),
        ("Explain the mistake", "Yours lets it through."),
    ]
    assert steps(case("a")) == ()


def test_what_came_is_told_before_what_was_expected() -> None:
    message = "All 2 entries differ; first at [0, 1]: expected -1.0, got 2.25. More."
    assert readable(message) == "All 2 entries differ. First: [0, 1] is 2.25, expected -1. More."
    assert readable("`f` is not defined") == "`f` is not defined"
