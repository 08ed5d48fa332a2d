"""No hidden input reaches a student through a repair, neither in its texts nor by the choice among its places.

With `--hypothesis-profile=thorough` every way of writing inputs is tried with every assignment.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from grader.assignments import files, public
from grader.model import Assignment, HiddenFeedback, Repairs
from tests.attacks.hidden_inputs import traces
from tests.attacks.hidden_repairs import repair_hidden
from tests.attacks.smuggling_code import MARKER, MODES
from tests.sampling import every, is_thorough

SLUGS = [slug for slug in files.slugs() if public.load(slug).entry_points]
MAIN = "relu_der"
#: Seconds of one core for a search: with MAIN, where a repair must be found, and with the others.
SEARCH_SECONDS, SHORT_SECONDS = 5.0, 1.0
#: Tried with MAIN by hidden tests alone, and every third of them by all. The others are tried with one of them each,
#: by hidden tests alone or by all in turn.
USUAL = ("numbers", "raised_value_error", "object", "keys", "forged_error", "mixed")


def pairs() -> Iterator[object]:
    """Assignment, way, and whether hidden tests alone are searched."""
    for number, slug in enumerate(SLUGS):
        few = slug != MAIN and not is_thorough()
        modes = MODES if is_thorough() else USUAL[number % len(USUAL) :][:1] if few else USUAL
        half = [number % 2 == 0] if few else [True]
        chosen = [*product(modes, half), *([] if few else product(every(3, modes), [False]))]
        for mode, hidden_only in chosen:
            marks = [pytest.mark.xdist_group(slug), *([pytest.mark.slow] if slug == "mlp_notebook" else [])]
            name = f"{slug}-{mode}-{'hidden' if hidden_only else 'all'}"
            yield pytest.param(slug, mode, hidden_only, marks=marks, id=name)


def told(repairs: Repairs, assignment: Assignment) -> Iterator[str]:
    """Everything that is told of repairs to students, whatever the assignment allows."""
    stored = Repairs.from_json(json.loads(json.dumps(repairs.to_json())))
    for allowed in HiddenFeedback:
        for edits in (False, True):
            shown = replace(assignment, hidden_feedback=allowed, repair_edits=edits)
            yield from (json.dumps(stored.for_student(shown, attempt)) for attempt in (1, 2, 3, 9))


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
@pytest.mark.parametrize(("slug", "mode", "hidden_only"), [*pairs()])
def test_no_trace_of_a_hidden_input_is_in_a_repair(judge, judge_jail, site, slug, mode, hidden_only):
    seconds = SEARCH_SECONDS if slug == MAIN else SHORT_SECONDS
    graded = repair_hidden(judge, judge_jail, slug, mode, hidden_only=hidden_only, seconds=seconds)
    repairs = graded.repairs
    if slug == MAIN and mode in USUAL:
        assert repairs.repairs
    assert not (hidden_only and any(repair.by_visible_tests for repair in repairs.repairs))
    for text in told(repairs, judge.reference_runner(slug).suite.assignment):
        assert traces(text, numbers_allowed=False) == []
    if hidden_only and repairs.repairs:
        for address, text in site.shown(slug, graded):
            assert traces(text, numbers_allowed=False) == [], address


def test_a_trace_would_be_found(judge, judge_jail, site):
    """What the site shows of repairs is among the pages that are read."""
    graded = repair_hidden(judge, judge_jail, MAIN, "numbers", hidden_only=True, seconds=SEARCH_SECONDS)
    (repair, *_) = graded.repairs.repairs
    repair = replace(repair, by_visible_tests=True, rungs=(MARKER, "second", "third"))
    marked = replace(graded, repairs=replace(graded.repairs, repairs=(repair,)))
    found = {address for address, text in site.shown(MAIN, marked) if traces(text, numbers_allowed=False)}
    assert {address.rpartition("/")[2] for address in found} >= {"repairs", "data.json", "data.zip"}
    assert {"API" in address for address in found if address.endswith("repairs")} == {True, False}
