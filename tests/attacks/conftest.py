"""A runner for the attacks, against the real jail, warm and cold, and a web application that shows their results."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from grader.attacks import AttackRunner, attack_runner
from grader.model import Isolation
from grader.sandbox import open_jail
from tests.attacks.student_site import StudentSite, student_site

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def warm_runner() -> Iterator[AttackRunner]:
    """Attacks the warm jail, in which test cases may share a process."""
    with attack_runner(closing(open_jail("warm", isolation=Isolation.GROUP)), ROOT) as opened:
        yield opened


@pytest.fixture(scope="session")
def cold_runner() -> Iterator[AttackRunner]:
    """Attacks the cold jail."""
    with attack_runner(closing(open_jail("cold")), ROOT) as opened:
        yield opened


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StudentSite]:
    """The application, with a course that has every assignment."""
    with student_site(tmp_path_factory.mktemp("site")) as opened:
        yield opened
