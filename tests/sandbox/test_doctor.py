"""The doctor tells what is, and fails where there is no wall."""

from __future__ import annotations

from click.testing import CliRunner

from grader.cli import main
from grader.sandbox import doctor
from grader.sandbox.doctor import State


def test_where_jails_can_be_opened_nothing_that_they_need_is_missing():
    rows = doctor.checks()
    assert doctor.mode().name == "warm"
    assert not [row.name for row in rows if row.state is State.BAD]
    assert {"bubblewrap", "user namespaces", "nested user namespaces", "seccomp filters", "Landlock"} <= {
        row.name for row in rows
    }


def test_whatever_is_not_as_it_should_be_comes_with_a_remedy():
    assert all(row.remedy for row in doctor.checks() if row.state is not State.GOOD)


def test_without_a_wall_the_command_fails_and_says_what_to_install(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    result = CliRunner().invoke(main, ["doctor"])
    assert result.exit_code == 1
    assert "apt install bubblewrap" in result.output
    assert "nothing is graded" in result.output


def test_with_a_wall_the_command_names_the_jail():
    result = CliRunner().invoke(main, ["doctor"])
    assert result.exit_code == 0
    assert "Submissions run in the warm jail" in result.output
