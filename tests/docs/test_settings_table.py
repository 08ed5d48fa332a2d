"""The documented settings are those of the program."""

from __future__ import annotations

import re

from grader.settings import SETTINGS
from tests.docs.documents import API_DOCUMENTS, ROOT, read
from tests.docs.settings_table import BEGIN, DOCUMENT, END, table, with_table


def test_the_table_is_up_to_date():
    text = read(DOCUMENT)
    assert BEGIN in text
    assert END in text
    assert with_table(text) == text, "run `make docs`"


def test_it_names_every_setting_once():
    assert re.findall(r"^\| `(GRADER_[A-Z_]+)` \|", table(), flags=re.MULTILINE) == [
        setting.name for setting in SETTINGS
    ]


def test_no_document_names_a_setting_that_there_is_not():
    known = {setting.name for setting in SETTINGS} | {"GRADER_SCREENSHOTS"}
    for name in ("README.md", *API_DOCUMENTS, "docs/operations.md", "docs/pages.md", "docs/security.md"):
        assert {found.removesuffix("_FILE") for found in re.findall(r"\bGRADER_[A-Z_]+", read(name))} <= known, name


def test_the_code_reads_no_variable_that_is_no_setting():
    between_processes = {"GRADER_PARENT_PID", "GRADER_HOST_IDENTITY", "GRADER_ATTACK_CANARY"}
    of_clients = {"GRADER_SERVER", "GRADER_TOKEN"}
    known = {setting.name for setting in SETTINGS} | between_processes | of_clients
    for path in [*(ROOT / "grader").rglob("*.py"), *(ROOT / "web").glob("*/*.py"), *(ROOT / "web").glob("*.py")]:
        named = {name.removesuffix("_FILE") for name in re.findall(r"\bGRADER_[A-Z_]+[A-Z]", path.read_text())}
        assert named <= known, path
