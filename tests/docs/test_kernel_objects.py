"""docs/security.md says of every allowed system call what the kernel shares behind it."""

from __future__ import annotations

import re
from pathlib import Path

from grader.sandbox.policy import CASE_FILTER, EVALUATOR_FILTER, FilterPolicy

PAGE = (Path(__file__).resolve().parents[2] / "docs/security.md").read_text(encoding="utf-8")
SECTION = PAGE.split("### What the kernel shares behind an allowed call")[1].split("**Files of the runner.**")[0]
CASES, EVALUATORS = SECTION.split("The **evaluator's filter**")


def reviewed(text: str) -> set[str]:
    """The words in the first column of a table."""
    return {word for row in re.findall(r"^\| ([^|]*) \|", text, re.MULTILINE) for word in re.findall(r"\w+", row)}


def allowed(rules: FilterPolicy) -> set[str]:
    return set(rules.calls) | {rule.call for rule in rules.argued}


def test_every_call_of_a_case_is_reviewed():
    assert allowed(CASE_FILTER) - reviewed(CASES) == set()


def test_every_further_call_of_an_evaluator_is_reviewed():
    assert allowed(EVALUATOR_FILTER) - allowed(CASE_FILTER) - reviewed(EVALUATORS) == set()
