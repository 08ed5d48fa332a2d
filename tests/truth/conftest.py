"""Grades submissions to real assignments in a real jail."""

from contextlib import closing

import pytest

from grader.assignments.secret import Catalogue
from grader.judge import Judge
from grader.model import Source
from grader.sandbox import open_jail


@pytest.fixture(scope="module")
def judge():
    with closing(open_jail()) as jail:
        yield Judge(Catalogue(), jail)


@pytest.fixture
def graded(judge):
    def grade(slug, *cells):
        return judge.grade(slug, Source(filename="submission.py", cells=cells), light_only=True)

    return grade
