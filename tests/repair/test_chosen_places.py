"""The place of a repair does not tell inputs of hidden tests, which the submission knows while it is tried."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from grader.engine import case, expect
from grader.model import HiddenFeedback
from tests.repair.programs import REFERENCE, Bench, X, Y

Z = -X
#: Each line is a place where turning the comparison round can repair the function.
PLACES = 8
#: In a visible test each place repairs it, in a hidden one only that of the number that the test hands over.
STEERED = f"""
import numpy as np

def decide(places, dA, Z):
    number = int(dA[0, 0])
    if any(places) if number < 0 else places[number]:
        return np.where(Z > 0, dA, 0.0)
    return "wrong"

def relu_der(dA, Z):
    places = [
        {("1 < 0," + chr(10) + "        ") * PLACES}
    ]
    return eval("decide(places, dA, Z)")
"""


def handed(number):
    given = Y.copy()
    given[0, 0] = number
    return given


@case(row="one", title="The gradient", visible=True)
def visible(student, reference):
    expect(student.relu_der(handed(-1.0), Z)).close_to(reference.relu_der(handed(-1.0), Z))


def hidden_case(number):
    @case(row="one", title="Another gradient")
    def hidden(student, reference):
        expect(student.relu_der(handed(number), Z)).close_to(reference.relu_der(handed(number), Z))

    return hidden


def repaired(number, *, with_visible):
    cases = (visible, hidden_case(float(number))) if with_visible else (hidden_case(float(number)),)
    bench = Bench(reference=REFERENCE, cases=cases, entry_points=("relu_der",))
    return bench.repair(STEERED), bench.reference_runner.suite.assignment


@pytest.mark.parametrize("feedback", [HiddenFeedback.VERDICT, HiddenFeedback.SUMMARY, HiddenFeedback.DIAGNOSIS])
@pytest.mark.parametrize("with_visible", [True, False])
def test_a_submission_cannot_tell_an_input_by_the_place(with_visible, feedback):
    places, told = set(), set()
    for number in range(PLACES):
        found, assignment = repaired(number, with_visible=with_visible)
        shown = replace(assignment, hidden_feedback=feedback, repair_edits=True)
        places.add(found.repairs[0].changes[0].line)
        told.add(json.dumps([found.for_student(shown, attempt) for attempt in (1, 2, 3)]))
    # The instructor sees what the submission did; the student sees at most whether the visible tests' repair holds.
    assert len(places) == PLACES
    assert len(told) <= (2 if with_visible else 1)


def test_the_first_place_is_told_if_hidden_tests_only_confirm_it():
    told = [
        repair
        for number in range(PLACES)
        for repair in repaired(number, with_visible=True)[0].repairs
        if repair.by_visible_tests
    ]
    assert len(told) == 1


def test_positions_are_told_where_the_assignment_allows_them():
    found, assignment = repaired(3, with_visible=False)
    shown = replace(assignment, hidden_feedback=HiddenFeedback.NUMBERS)
    assert found.for_student(shown, 1)[0]["changes"]
