"""Each submission of the corpus is told what it promises, through the real jail.

A run takes every third one; with `--hypothesis-profile=thorough` it takes them all.
"""

import pytest
from hypothesis import settings

from grader.assignments.secret import Catalogue
from tests.diagnosis.corpus import entries, problems

CATALOGUE = Catalogue()


def parameters():
    """The entries, those of an assignment in one process, since it needs the known mistakes' results."""
    thorough = settings.get_current_profile_name() == "thorough"
    for entry in list(entries())[:: 1 if thorough else 3]:
        marks = [pytest.mark.xdist_group(entry.slug), pytest.mark.slow]
        yield pytest.param(entry, id=f"{entry.slug}: {entry.title}", marks=marks)


@pytest.mark.parametrize("entry", list(parameters()))
def test_a_submission_is_told_what_it_promises(judge, entry):
    assert problems(entry, judge.grade(entry.slug, entry.source, light_only=True)) == []
