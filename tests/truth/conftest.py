"""Grades submissions to real assignments in a real jail."""

import pytest

from grader.model import Source


@pytest.fixture
def graded(judge):
    def grade(slug, *cells):
        return judge.grade(slug, Source(filename="submission.py", cells=cells), light_only=True)

    return grade
