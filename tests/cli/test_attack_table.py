"""`grader doctor --attack`."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from grader.attacks import Attack
from grader.cli import attack_table, main
from grader.model import Limits

ROOT = Path(__file__).resolve().parents[2]


def attack(name, answer):
    return Attack(name=name, tries="", source=f"def attack(root, worker):\n    return {answer}", limits=Limits())


def table(monkeypatch, *attacks):
    monkeypatch.setattr(attack_table, "load_corpus", lambda: {case.name: case for case in attacks})
    return CliRunner().invoke(main, ["doctor", "--attack"])


def test_what_the_attacker_gained_is_printed(monkeypatch):
    done = table(monkeypatch, attack("thief", "['the crown jewels']"))
    assert done.exit_code == 1
    assert "GOT THROUGH" in done.output
    assert "the crown jewels" in done.output


def test_every_attack_has_a_line_in_each_mode_also_where_there_is_no_tests_folder(monkeypatch, tmp_path):
    for name in ("testcases", "reference"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.setenv("GRADER_ROOT", str(tmp_path))
    done = table(monkeypatch, attack("harmless", "[]"), attack_table.load_corpus()["fork"])
    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert [line.split()[:3] for line in lines[:4]] == [
        ["warm", "repelled", "harmless"],
        ["warm", "repelled", "fork"],
        ["cold", "repelled", "harmless"],
        ["cold", "repelled", "fork"],
    ]
    assert lines[-1] == "4 attacks, 0 got through."
