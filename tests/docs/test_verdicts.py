"""Every verdict and every state of a submission is documented."""

from __future__ import annotations

import re

from grader.model import Lifecycle, Verdict
from tests.docs.documents import read, section


def test_the_table_names_every_verdict_and_no_other():
    first_cells = re.findall(r"^\| (`.*?) \|", section("docs/report.md", "Verdicts"), flags=re.MULTILINE)
    named = [name for cell in first_cells for name in re.findall(r"`([a-z_]+)`", cell)]
    assert sorted(named) == sorted(verdict.value for verdict in Verdict)


def test_the_api_names_every_state_of_a_submission():
    told = re.search(r"`status` is ([^.]*)\.", read("docs/api/submissions.md"))
    assert sorted(re.findall(r"`([a-z]+)`", told[1])) == sorted(state.value for state in Lifecycle)
