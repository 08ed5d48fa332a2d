"""Every file that the documents link to or name is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
#: `grader/engine/` and the like; patterns and placeholders such as `testcases/<slug>/` name no single file.
IN_BACKTICKS = re.compile(
    r"`((?:bench|changelog\.d|docker|docs|fuzz|grader|reference|requirements|testcases|tests|web)/[\w./-]*)`"
)
#: Paths with one of these belong to an example, or are made by a program.
NOT_IN_THE_REPOSITORY = ("my_task", "bench/.env", "docker/secrets", "web/static/dist", "node_modules")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_links_lead_somewhere(document):
    links = re.findall(r"\]\(([^)\s]+)\)", document.read_text(encoding="utf-8"))
    local = [link.partition("#")[0] for link in links if "://" not in link and not link.startswith(("#", "mailto:"))]
    assert not [link for link in local if not (document.parent / link).exists()]


@pytest.mark.parametrize(
    "document", [path for path in DOCUMENTS if path.stem != "CHANGELOG"], ids=lambda path: path.stem
)
def test_named_files_exist(document):
    named = IN_BACKTICKS.findall(document.read_text(encoding="utf-8"))
    ours = [name for name in named if not any(part in name for part in NOT_IN_THE_REPOSITORY)]
    assert not [name for name in ours if not (ROOT / name).exists()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_named_tests_exist(document, defined_tests):
    named = re.findall(r"`(test_\w+(?:\.py)?)`", document.read_text(encoding="utf-8"))
    assert not set(named) - defined_tests


@pytest.fixture(scope="module")
def defined_tests():
    """The names of all test functions and of their files."""
    files = list((ROOT / "tests").rglob("test_*.py"))
    functions = (re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE) for path in files)
    return {path.name for path in files}.union(*functions)


def test_the_map_names_every_package_and_folder():
    named = IN_BACKTICKS.findall((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    packages = [path.parent for path in sorted((ROOT / "grader").glob("*/__init__.py"))]
    modules = [path for path in sorted((ROOT / "grader").glob("*.py")) if path.name != "__init__.py"]
    folders = [
        ROOT / name for name in ("bench", "fuzz", "reference", "testcases", "tests", "web", "changelog.d", "docker")
    ]
    here = [str(path.relative_to(ROOT)) for path in [*packages, *modules, *folders]]
    assert not [
        path for path in here if not any(name.rstrip("/") == path or name.startswith(f"{path}/") for name in named)
    ]
