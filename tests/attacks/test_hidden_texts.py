"""No hidden input reaches a student, in any assignment, whatever the submission writes and wherever it writes it.

`hidden_inputs` makes the submissions, `student_site` shows what a student is sent. An assignment of questions alone
runs no code and has no hidden inputs; what it hides is the key, and `test_answer_keys` looks for that. With
`--hypothesis-profile=thorough` every way of writing is tried with every assignment.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest
from click.testing import CliRunner

from grader.assignments import files, public
from grader.cli.gradescope import gradescope
from grader.cli.show_report import print_case, print_end
from grader.model import CaseFinished, Event, HiddenFeedback, Progress, Report, Verdict
from tests.attacks.hidden_inputs import Graded, grade_hidden, traces
from tests.attacks.smuggling_code import MARKER, MODES
from tests.sampling import diagonals
from web.access import Visibility, case_for
from web.student.results import finished_case

SLUGS = [slug for slug in files.slugs() if public.load(slug).entry_points]
#: All ways of writing are tried with one assignment; with the others, each way with one in so many.
MAIN, STRIDE = "relu_der", 22
#: All pages are read for MAIN, and for the others after these ways of writing.
ON_PAGES = {"raised", "object", "keys", "locals", "forged_error", "timed_out"}


def pairs() -> Iterator[object]:
    """Assignment and way. Those of an assignment are in one process, since it needs the known mistakes' results."""
    others = [slug for slug in SLUGS if slug != MAIN]
    for slug, mode in [*product([MAIN], MODES), *diagonals(STRIDE, others, list(MODES))]:
        marks = [pytest.mark.xdist_group(slug), *([pytest.mark.slow] if slug == "mlp_notebook" else [])]
        yield pytest.param(slug, mode, marks=marks, id=f"{slug}-{mode}")


def forms_for_the_student(report: Report, events: tuple[Event, ...], allowed: HiddenFeedback) -> Iterator[str]:
    """Everything that is made of a report for a student, whatever the assignment allows."""
    # As the database keeps it.
    report = Report.from_json(json.loads(json.dumps(report.to_json())))
    shown = report.for_student(allowed)
    yield text_of(shown.to_json())
    yield text_of(gradescope(report, allowed)["tests"])
    yield printed(shown)
    for event in events:
        assert isinstance(event, CaseFinished)
        yield text_of(case_for(json.loads(json.dumps(event.result.to_json())), Visibility.STUDENT, allowed, 3))
    for case in report.cases:
        yield str(finished_case(case, allowed, 3))


def text_of(form) -> str:
    return json.dumps(without_durations(form))


def without_durations(form):
    if isinstance(form, dict):
        return {key: without_durations(value) for key, value in form.items() if key != "duration_ms"}
    return [without_durations(value) for value in form] if isinstance(form, list) else form


def printed(report: Report) -> str:
    """What the command line prints of a report."""
    with CliRunner().isolation() as (output, *_):
        for case in report.cases:
            print_case(case)
        print_end(report)
        return output.getvalue().decode()


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
@pytest.mark.parametrize(("slug", "mode"), list(pairs()))
def test_no_trace_of_a_hidden_input_is_shown(judge, judge_jail, site, slug, mode):
    graded = grade_hidden(judge, judge_jail, slug, mode)
    report = graded.report
    assert report.cases
    assert not any(case.visible for case in report.cases)
    assert not any(isinstance(event, Progress) for event in graded.events)
    assert Verdict.JUDGE_ERROR not in {case.verdict for case in report.cases}
    # The wrapper ran: the instructor's report shows what the student's must not.
    assert MARKER in json.dumps(report.to_json())
    for allowed in HiddenFeedback:
        for text in forms_for_the_student(report, graded.events, allowed):
            assert traces(text, numbers_allowed=allowed is HiddenFeedback.NUMBERS) == []
    if slug == MAIN or mode in ON_PAGES:
        for address, text in site.shown(slug, graded):
            assert traces(text, numbers_allowed=False) == [], address


def test_a_trace_would_be_found(judge, judge_jail, site):
    """Were the cases visible, all that shows results would show the traces."""
    graded = grade_hidden(judge, judge_jail, "relu_der", "raised_value_error")
    cases = tuple(replace(case, visible=True) for case in graded.report.cases)
    visible = Graded(
        source=graded.source,
        report=replace(graded.report, cases=cases),
        events=tuple(CaseFinished(result=case) for case in cases),
    )
    found = {address for address, text in site.shown("relu_der", visible) if traces(text, numbers_allowed=False)}
    kinds = {"API" if address.startswith("API") else address.rpartition("/")[2][:6] for address in found}
    assert {"API", "events", "data.j", "data.z"} <= kinds
