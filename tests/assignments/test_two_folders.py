"""An assignment is two folders: put into a project, it is listed and grades, with no edit anywhere else."""

import textwrap

import pytest

from grader.assignments import files, public, secret
from grader.assignments.files import Versions
from grader.cli.new_command import write_template
from grader.engine.diagnosis import DeferredDiagnostician
from grader.engine.grading import run_cases
from grader.engine.reference_runner import ReferenceRunner
from grader.model import Verdict
from tests.engine.conftest import ticking
from tests.engine.double import OpenJail, source

FILES = {
    "testcases/halving/assignment.toml": """
        title = "Halving"
        course = "Arithmetic"
        summary = "Halve a number."
        kind = "code"
        entry_points = ["halve"]

        [[rows]]
        name = "value"
        title = "The value"
        points = 6
        """,
    "testcases/halving/prompt.md": "Halve a number.",
    "testcases/halving/starter.py": "def halve(x): ...",
    "testcases/halving/cases.py": """
        from grader.engine import case, expect


        @case(row="value", title="The half of 3", visible=True)
        def three(student, reference):
            expect(student.halve(3.0)).close_to(reference.halve(3.0))


        @case(row="value", title="The half of a negative number")
        def negative(student, reference):
            expect(student.halve(-5.0)).close_to(reference.halve(-5.0))
        """,
    "reference/halving/solution.py": """
        def divisor():
            return 2


        def halve(x):
            return x / divisor()
        """,
    "reference/halving/mistakes.py": """
        from grader.engine import mistake
        from reference.halving.solution import divisor


        @mistake(divisor, "A third", "You divide by 3.", hint="By what?", where="The division.")
        def _divided_by_three():
            return 3
        """,
}


@pytest.fixture
def project(tmp_path):
    """A project with one assignment, `small`."""
    (tmp_path / "testcases").mkdir()
    write_template(tmp_path, "small", "Small")
    return tmp_path


def graded(project, slug, text):
    loaded = secret.load(slug, project)
    runner = ReferenceRunner(loaded.suite, loaded.reference, ticking())
    return run_cases(runner, DeferredDiagnostician(runner), source(text), OpenJail(), clock=ticking())


def test_two_folders_are_an_assignment(project):
    before = Versions(project).version("small")
    for name, text in FILES.items():
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip())
    assert files.slugs(project) == ("halving", "small")
    assert public.load("halving", project).title == "Halving"
    right = graded(project, "halving", "def halve(x):\n    return 0.5 * x")
    assert (right.verdict, right.score, right.max_score) == (Verdict.ACCEPTED, 6.0, 6.0)
    wrong = graded(project, "halving", "def halve(x):\n    return x / 3")
    assert (wrong.verdict, wrong.score) == (Verdict.WRONG_ANSWER, 0.0)
    assert {case.diagnosis.name for case in wrong.cases} == {"divided_by_three"}
    assert Versions(project).version("small") == before


def test_a_template_that_is_written_is_an_assignment(project):
    write_template(project, "other", "Other")
    samples = project / "testcases/other/submissions"
    right = graded(project, "other", (samples / "accepted/loops.py").read_text())
    assert right.verdict is Verdict.ACCEPTED
    wrong = graded(project, "other", (samples / "wrong_answer/mean_of_everything.py").read_text())
    assert wrong.verdict is Verdict.WRONG_ANSWER
    assert {case.diagnosis.name for case in wrong.cases if case.diagnosis} == {"mean_over_all_entries"}
