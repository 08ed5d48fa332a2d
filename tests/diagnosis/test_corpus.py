"""Each submission of the corpus is told what it promises, through the real jail.

A run takes every twelfth one; with `--hypothesis-profile=thorough` it takes them all.
"""

import pytest

from grader.assignments.secret import Catalogue
from tests.diagnosis.corpus import entries, problems
from tests.sampling import every

CATALOGUE = Catalogue()


def parameters():
    """The entries, those of an assignment in one process, since it needs the known mistakes' results."""
    for entry in every(12, list(entries())):
        marks = [pytest.mark.xdist_group(entry.slug), pytest.mark.slow]
        yield pytest.param(entry, id=f"{entry.slug}: {entry.title}", marks=marks)


@pytest.mark.parametrize("entry", list(parameters()))
def test_a_submission_is_told_what_it_promises(judge, entry):
    assert problems(entry, judge.grade(entry.slug, entry.source, light_only=True)) == []
