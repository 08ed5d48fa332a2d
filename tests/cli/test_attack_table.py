"""`grader doctor --attack`."""

from __future__ import annotations

from click.testing import CliRunner

from grader.attacks import Attack
from grader.cli import attack_table, main

HARMLESS = Attack(source="def attack(root, worker):\n    return []")
THIEF = Attack(source="def attack(root, worker):\n    return ['the crown jewels']")


def table(monkeypatch, suite):
    monkeypatch.setattr(attack_table, "attacks", lambda folder: suite)
    return CliRunner().invoke(main, ["doctor", "--attack"])


def test_every_attack_has_a_line_in_each_mode(monkeypatch):
    done = table(monkeypatch, {"harmless": HARMLESS})
    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert [line.split()[:3] for line in lines[:2]] == [
        ["warm", "repelled", "harmless"],
        ["cold", "repelled", "harmless"],
    ]
    assert lines[-1] == "2 attacks, 0 got through."


def test_what_was_got_is_said(monkeypatch):
    done = table(monkeypatch, {"thief": THIEF})
    assert done.exit_code == 1
    assert "GOT THROUGH" in done.output
    assert "the crown jewels" in done.output


def test_without_the_attacks_it_says_where_they_would_be(monkeypatch):
    done = table(monkeypatch, {})
    assert done.exit_code == 2
    assert "tests/attacks" in done.output
