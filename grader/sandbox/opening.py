"""Opens a jail, at once or while the caller does something else."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Literal, Self

from grader.errors import SandboxUnavailable
from grader.sandbox.launch import StartingZygote, start_zygote

if TYPE_CHECKING:
    from grader.model import Isolation
    from grader.sandbox.cold import ColdJail
    from grader.sandbox.warm import WarmJail

JailMode = Literal["auto", "warm", "cold"]


def open_jail(
    mode: JailMode = "auto", *, tuning: str = "auto", isolation: Isolation | None = None
) -> WarmJail | ColdJail:
    """A jail that has been tested from inside. `auto` is warm where the kernel allows it, else cold.

    `tuning` is a value of GRADER_MEMORY_TUNING; a cold jail does not use it. With `isolation` "group" test cases of one
    submission may share a process; those of a cold jail never do, and None stands for "case".

    Only the thread that opened it may use it, because it ends with that thread; open it after a fork. Close it at the
    end, or use it as a context manager. Raises SandboxUnavailable when there is no jail of that kind.
    """
    return _open(mode, tuning, isolation, None)


class OpeningJail:
    """A jail whose zygote starts in the background, while the caller imports and loads what it needs.

    Its memory is not tuned, so it starts 100 ms sooner than another one, and a test case takes about one millisecond
    longer: right for a single submission.
    """

    def __init__(self, *, begin: bool = True) -> None:
        """Start a zygote, unless `begin` is false because a cold jail is expected. An error is raised by `open`."""
        self._starting: StartingZygote | None = None
        if begin:
            with suppress(SandboxUnavailable):
                self._starting = start_zygote()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def open(self, mode: JailMode, isolation: Isolation | None = None) -> WarmJail | ColdJail:
        """Wait for the jail, which the caller closes. Raises SandboxUnavailable like `open_jail`."""
        if mode == "cold":
            self.close()
        starting, self._starting = self._starting, None
        return _open(mode, "off", isolation, starting)

    def close(self) -> None:
        """End the zygote, unless a jail has taken it over."""
        if self._starting is not None:
            self._starting.close()
            self._starting = None


def _open(
    mode: JailMode, tuning: str, isolation: Isolation | None, starting: StartingZygote | None
) -> WarmJail | ColdJail:
    # Imported here because they import NumPy, and an OpeningJail is there to start before that.
    from grader.sandbox.cold import ColdJail
    from grader.sandbox.self_test import self_test
    from grader.sandbox.warm import WarmJail

    if mode == "auto":
        try:
            return _open("warm", tuning, isolation, starting)
        except SandboxUnavailable:
            return _open("cold", tuning, isolation, None)
    jail = WarmJail(tuning=tuning, isolation=isolation, starting=starting) if mode == "warm" else ColdJail()
    try:
        self_test(jail)
    except BaseException:
        jail.close()
        raise
    return jail
