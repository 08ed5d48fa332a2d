"""What is missing is told without proposing what is needed elsewhere; another version of the task is told once."""

import pytest

from grader.assignments.secret import Catalogue
from tests.diagnosis.corpus import entries

CATALOGUE = Catalogue()
WHOLE = {entry.title: entry for entry in entries("*_whole")}


@pytest.fixture(scope="module")
def graded(judge):
    reports = {}

    def grade(title):
        if title not in reports:
            entry = WHOLE[title]
            reports[title] = judge.grade(entry.slug, entry.source, light_only=True)
        return reports[title]

    return grade


def told(report):
    """All that is said: messages, diagnoses and notes."""
    diagnoses = [case.diagnosis.explanation for case in report.cases if case.diagnosis]
    return [*(case.message for case in report.cases), *diagnoses, *report.notes]


@pytest.mark.parametrize("title", list(WHOLE))
def test_no_required_name_is_to_be_renamed(graded, title):
    required = CATALOGUE.load(WHOLE[title].slug).suite.assignment.entry_points
    for text in told(graded(title)):
        assert not any(f"there is `{name}`" in text for name in required), text


def test_a_misspelt_name_is_still_proposed(graded):
    assert any(
        "there is `compute_costs`: rename it to `compute_cost`" in text for text in told(graded("a misspelt name"))
    )


def test_a_def_line_without_a_name_is_told_with_its_line(graded):
    assert any("ine 2" in text for text in told(graded("the broken def line")))


@pytest.mark.parametrize(
    ("title", "beginning"),
    [
        ("the notebook of 2018", "This is the notebook of 2018"),
        ("the notebook with two layers", "This is the notebook with two layers"),
        ("the notebook with one hidden layer", "This is the notebook with one hidden layer"),
        ("only the derivative and the loop", "This is the notebook of 2018"),
    ],
)
def test_another_version_of_the_task_is_told_once(graded, title, beginning):
    report = graded(title)
    assert sum(note.startswith(beginning) for note in report.notes) == 1
    assert not any("rename it" in text for text in told(report))


def scores(report):
    rows = {}
    for case in report.cases:
        rows[case.row] = rows.get(case.row, 0.0) + case.score
    return rows


def test_what_means_the_same_is_graded(graded):
    assert scores(graded("only the derivative and the loop"))["initialize_network"] == 10
    old = scores(graded("the notebook of 2018"))
    assert old["relu"] == 10
    assert old["linear_forward"] == 5
    assert old["classify"] == 10
    two = scores(graded("the notebook with two layers"))
    assert two["linear_forward"] == 5
    assert two["linear_backward"] == 10
