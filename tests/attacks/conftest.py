"""A runner for the attacks, against the real jail, warm and cold."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from grader.attacks import AttackRunner, attack_runner
from grader.sandbox import open_jail

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session", params=["warm", "cold"])
def runner(request: pytest.FixtureRequest) -> Iterator[AttackRunner]:
    """The runner, in one mode."""
    with attack_runner(closing(open_jail(request.param)), ROOT) as opened:
        yield opened
