"""`grader doctor` reports what the machine offers, and fails where no sandbox can be made."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest
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


def test_without_a_sandbox_the_command_fails_and_says_what_to_install(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    result = CliRunner().invoke(main, ["doctor"])
    assert result.exit_code == 1
    assert "apt install bubblewrap" in result.output
    assert "nothing is graded" in result.output


def test_with_a_sandbox_the_command_names_the_jail():
    result = CliRunner().invoke(main, ["doctor"])
    assert result.exit_code == 0
    assert "Submissions run in the warm jail" in result.output


@pytest.fixture
def bubblewrap(tmp_path, monkeypatch):
    """Puts a program in bubblewrap's place that ends as told."""

    def replace_with(*lines):
        tool = tmp_path / "bwrap"
        tool.write_text("\n".join(("#!/bin/sh", '[ "$1" != --version ] || { echo bubblewrap 0.9.0; exit; }', *lines)))
        tool.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    return replace_with


def rows():
    return {row.name: row for row in doctor.checks()}


def test_what_counts_is_whether_bubblewrap_may_make_user_namespaces(bubblewrap):
    bubblewrap("exit 0")
    assert rows()["user namespaces"].state is State.GOOD
    bubblewrap("echo 'bwrap: setting up uid map: Permission denied' >&2", "exit 1")
    row = rows()["user namespaces"]
    assert row.state is State.BAD
    assert row.found == "refused: bwrap: setting up uid map: Permission denied"


def test_where_apparmor_restricts_user_namespaces_the_remedy_is_the_profile(bubblewrap, monkeypatch):
    setting = "/proc/sys/kernel/apparmor_restrict_unprivileged_userns"
    monkeypatch.setattr(doctor, "_read", lambda path: "1" if path in (setting,) else "")
    bubblewrap("exit 1")
    row = rows()["user namespaces"]
    assert row.found == "refused: bubblewrap ended with 1"
    assert "docker/apparmor/nn-grader-bwrap" in row.remedy


def test_nested_namespaces_are_tried_inside_bubblewrap(bubblewrap):
    # A cold jail mounts no /proc, a warm one does.
    bubblewrap("case \"$*\" in *--proc*) echo 'unshare: Operation not permitted' >&2; exit 1;; esac")
    found = rows()
    assert found["user namespaces"].state is State.GOOD
    assert found["nested user namespaces"].state is State.FAIR
    assert "Operation not permitted" in found["nested user namespaces"].found


def test_without_bubblewrap_there_is_nothing_to_try(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    row = rows()["user namespaces"]
    assert row.state is State.BAD
    assert row.remedy == "install bubblewrap first"


@pytest.mark.parametrize(
    ("version", "state"),
    [((3, 10, 9), State.BAD), ((3, 11, 0), State.GOOD), ((3, 13, 5), State.GOOD), ((3, 14, 0), State.FAIR)],
)
def test_a_python_outside_the_supported_range_is_reported(version, state, monkeypatch):
    monkeypatch.setattr(doctor, "sys", SimpleNamespace(version_info=version, executable=sys.executable))
    row = rows()["Python and NumPy"]
    assert row.state is state
    assert bool(row.remedy) is (state is not State.GOOD)
