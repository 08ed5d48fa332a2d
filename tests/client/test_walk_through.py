"""The commands and the program in docs/api.md run as they are written there, against a service that listens."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import textwrap

import pytest

from tests.docs.documents import section


def blocks(title: str) -> list[str]:
    """The indented blocks of a section."""
    found = re.findall(r"(?:^(?:    .*)?\n)+", section("docs/api.md", title) + "\n", flags=re.MULTILINE)
    return [textwrap.dedent(block).strip() for block in found if block.strip()]


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_the_commands(service, world, tmp_path):
    commands = [block for block in blocks("A walk through it") if not block.startswith("export ")]
    assert len(commands) == 5
    script = "set -euo pipefail\n" + "\necho; echo ----\n".join(commands)
    environment = {**os.environ, "URL": service, "TOKEN": world.instructor_token, "no_proxy": "*"}
    ran = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stderr
    told = ran.stdout.split("\n----\n")
    assert '"role":"instructor"' in told[0].replace(" ", "")
    assert told[1].strip() == ""
    events, _, result = told[2].rpartition("\n{")
    assert [line for line in events.splitlines() if line.startswith("event")] == ["event: case"] * 2 + ["event: done"]
    assert json.loads("{" + result)["status"] == "graded"
    assert "student01@demo.example" in told[3]
    assert told[4].strip() == "304"


def test_the_program(service, world, tmp_path, monkeypatch, capsys):
    (program,) = blocks("From Python")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("no_proxy", "*")
    exec(compile(program, "docs/api.md", "exec"), {"url": service, "token": world.instructor_token})
    told = capsys.readouterr().out.splitlines()
    assert told[0].endswith("accepted")
    assert " of " in told[2]
    assert told[3].startswith("student01@demo.example")
