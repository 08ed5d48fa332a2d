"""`grader grade --repair`: what is printed for a teacher, for a student and for programs."""

import json

import pytest

from tests.cli.test_commands import run

WRONG = "import numpy as np\n\n\ndef relu_der(dA, cache):\n    return dA * (cache['Z'] >= 0)\n"
FIRST = "One change in line 5 makes all tests pass."
EDIT = "line 5: `cache['Z'] >= 0` → `cache['Z'] > 0`"


@pytest.fixture
def wrong(tmp_path):
    path = tmp_path / "wrong.py"
    path.write_text(WRONG)
    return path


def test_the_steps_and_the_change_are_printed(wrong):
    done = run("grade", "relu_der", wrong, "--repair")
    assert done.exit_code == 1
    assert FIRST in done.output
    assert EDIT in done.output


def test_a_student_is_not_shown_the_change(wrong):
    shown = run("grade", "relu_der", wrong, "--repair", "--student").output
    assert FIRST in shown
    assert "It is about the boundary of a comparison." in shown
    assert "→" not in shown


def test_json_has_the_report_and_the_repairs_side_by_side(wrong):
    plain = json.loads(run("grade", "relu_der", wrong, "--json").output)
    both = json.loads(run("grade", "relu_der", wrong, "--json", "--repair").output)
    assert set(both) == {"report", "repairs"}
    assert set(both["report"]) == set(plain)
    (repair,) = both["repairs"]
    assert repair["changes"] == [{"line": 5, "cell": 0, "kind": "comparison"}]
    assert (repair["hints"][0], repair["edit"]) == (FIRST, EDIT)


def test_nothing_is_searched_after_full_marks(tmp_path):
    path = tmp_path / "right.py"
    path.write_text(WRONG.replace(">=", ">"))
    done = run("grade", "relu_der", path, "--json", "--repair")
    assert done.exit_code == 0
    assert json.loads(done.output)["repairs"] == []


@pytest.mark.parametrize("options", [("--csv",), ("--format", "gradescope")])
def test_repairs_are_for_one_file(wrong, options):
    done = run("grade", "relu_der", wrong, "--repair", *options)
    assert done.exit_code == 2
    assert "--repair is for one file" in done.output
