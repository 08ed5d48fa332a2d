"""Each attack is run against the real jail, warm and cold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from grader.attacks import Attack, Range, firing_range
from grader.sandbox import open_jail

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session", params=["warm", "cold"])
def attacked(request: pytest.FixtureRequest) -> Iterator[Range]:
    """The range, in one mode."""
    with firing_range(closing(open_jail(request.param)), ROOT) as opened:
        yield opened


@pytest.fixture
def attack_on(attacked: Range, request: pytest.FixtureRequest) -> Callable[[Attack], None]:
    """Runs an attack and asserts that nothing was gained, that it ended as foreseen, and that nothing was harmed."""

    def run(attack: Attack) -> None:
        outcome = attacked.fire(request.module.__name__.rpartition(".")[2], attack)
        assert outcome.gained == ()
        assert outcome.foreseen, f"{outcome.verdict.value}: {outcome.message}"
        assert outcome.harm == ()

    return run
