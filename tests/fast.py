"""`pytest -p tests.fast`, which is `make test-fast`: the tests that one process can run.

Left out are tests with a marker of MARKED, and those that start a program: a jail, an evaluator, a worker. Such a test
is skipped where it starts one, and so is every test of a fixture that starts one. No test is named here: a new one
takes part until it starts a program.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

MARKED = ("browser", "lms", "postgres", "service", "slow")
#: They start in a few milliseconds, once for each test process.
ALLOWED = ("redis-server", "valkey-server")
settings.register_profile("fast", max_examples=10)


def pytest_configure() -> None:
    settings.load_profile("fast")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = {item for item in items if any(item.get_closest_marker(name) for name in MARKED)}
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=list(left_out))


def program_of(arguments: Any) -> str:
    """The name of the program that `subprocess.Popen` is asked for."""
    first = arguments if isinstance(arguments, str | bytes | Path) else arguments[0]
    return Path(first.decode() if isinstance(first, bytes) else first).name


@pytest.fixture(scope="session", autouse=True)
def _no_programs() -> Iterator[None]:
    start = subprocess.Popen.__init__

    def skip(self: Any, args: Any, *more: Any, **options: Any) -> None:
        if program_of(args) not in ALLOWED:
            pytest.skip("starts a program")
        start(self, args, *more, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subprocess.Popen, "__init__", skip)
        yield
