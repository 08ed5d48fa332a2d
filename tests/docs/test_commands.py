"""Every command with its options, and every target of the Makefile, is documented, and no other."""

from __future__ import annotations

import re

import click
import pytest

from grader.cli import main
from tests.docs.documents import read, section

CONTEXT = click.Context(main)
COMMANDS = main.list_commands(CONTEXT)
TARGETS = re.findall(r"^([a-z-]+):.*##", read("Makefile"), flags=re.MULTILINE)


def rows():
    """{command: its row} of the table of commands."""
    table = section("docs/operations.md", "Commands")
    return {row[1]: row[0] for row in re.finditer(r"^\| `grader ([a-z-]+).*$", table, flags=re.MULTILINE)}


def test_the_table_names_every_command_and_no_other():
    assert sorted(rows()) == COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_documented_and_no_other(name):
    command = main.get_command(CONTEXT, name)
    options = {
        text for parameter in command.params for text in parameter.opts if isinstance(parameter, click.Option)
    } - {"--help", "-h"}
    assert set(re.findall(r"--[a-z-]+", rows()[name])) == options


@pytest.mark.parametrize("target", TARGETS)
def test_every_make_target_is_documented(target):
    assert re.search(rf"\bmake\s+{target}(?![a-z-])", read("README.md") + read("CONTRIBUTING.md"))


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "docs/operations.md", "docs/performance.md"])
def test_every_documented_make_target_exists(document):
    assert set(re.findall(r"(?:`| {4})make\s+([a-z-]+)", read(document))) <= {*TARGETS}
