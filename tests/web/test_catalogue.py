"""The web's view of the assignments follows their files."""

import os
from pathlib import Path

import pytest

from grader.assignments import files
from grader.cli.new_command import write_template
from web.catalogue import Catalogue

QUESTION = """
[[questions]]
name = "sign"
title = "The sign"
row = "value"
kind = "number"
text = "{}"
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "testcases").mkdir()
    write_template(tmp_path, "small", "Small")
    return tmp_path


def write(path: Path, text: str) -> None:
    """Write, with a later time of change whatever the file system's clock can tell apart."""
    before = path.stat().st_mtime_ns if path.exists() else 0
    path.write_text(text)
    os.utime(path, ns=(before + 1_000_000, before + 1_000_000))


def test_a_change_of_the_questions_is_seen(root: Path) -> None:
    catalogue = Catalogue(root)
    path = root / "testcases/small/questions.toml"
    write(path, QUESTION.format("Plus or minus?"))
    assert [question.text for question in catalogue.get("small").questions] == ["Plus or minus?"]
    write(path, QUESTION.format("Which sign?"))
    assert [question.text for question in catalogue.get("small").questions] == ["Which sign?"]
    path.unlink()
    assert catalogue.get("small").questions == ()


@pytest.mark.parametrize("name", files.PUBLIC)
def test_an_assignment_is_read_again_when_a_public_file_changes(root: Path, name: str) -> None:
    catalogue = Catalogue(root)
    path = root / "testcases/small" / name
    text = path.read_text() if path.exists() else QUESTION
    write(path, text)
    before = catalogue.get("small")
    assert catalogue.get("small") is before
    write(path, f"{text}\n")
    assert catalogue.get("small") is not before
