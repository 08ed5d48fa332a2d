"""What comes with the next release stands in fragments, and towncrier can make the changelog of them."""

from __future__ import annotations

import subprocess
import sys

from tests.docs.documents import ROOT, read

FRAGMENTS = [path for path in sorted((ROOT / "changelog.d").iterdir()) if path.name != "template.md.jinja"]


def test_the_changelog_holds_releases_only():
    assert "## Unreleased" not in read("CHANGELOG.md"), "add a file to changelog.d/ instead, see CONTRIBUTING.md"


def test_every_fragment_gets_into_the_changelog():
    command = [sys.executable, "-m", "towncrier", "build", "--draft", "--version", "next", "--date", "today"]
    draft = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    missing = [path.name for path in FRAGMENTS if path.read_text(encoding="utf-8").split("\n")[0] not in draft]
    assert not missing, "the name of a fragment is <name>.<added|changed|fixed|security>.md"
