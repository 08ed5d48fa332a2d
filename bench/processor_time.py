"""Processor time of a running service by part, children included.

A process counts a child's time only once it has waited for it: what the kernel reaps, what outlives its parent, and
what still runs is missing. Control groups count everything that ever ran in them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

#: The folders in which groups can be made, of version 1 and 2, each with the file that holds a group's time.
_VERSIONS = ((Path("/sys/fs/cgroup/cpuacct"), "cpuacct.usage"), (Path("/sys/fs/cgroup"), "cpu.stat"))
#: Part of the service, by what the title or command line of a process contains. The first that fits counts; a process
#: that none fits belongs to the part of its parent.
_PARTS = (
    (b"gunicorn", "web"),
    (b"redis-server", "redis"),
    (b"interactive@", "celery"),
    (b"training@", "rest"),
    (b"repair@", "rest"),
    (b"grader.evaluator.inside", "evaluator"),
    (b"bwrap", "jail"),
)
#: The processes of a lane that run its tasks, in place of "celery".
_WORKER = b"ForkPoolWorker"
PARTS = (*dict.fromkeys(part for _, part in _PARTS), "worker")


class Meter:
    """Counts the processor time of each part of a service, in milliseconds."""

    def __init__(self, groups: Mapping[str, Path], file: str) -> None:
        self._groups = groups
        self._file = file

    def read(self) -> dict[str, float]:
        """The time of each part since the beginning."""
        return {part: _milliseconds((group / self._file).read_text()) for part, group in self._groups.items()}


@contextmanager
def metered(pid: int) -> Iterator[Meter]:
    """Count the processes of the service `pid` within the block.

    Raises OSError without the right to make groups, and RuntimeError when no process is known as a part.
    """
    if missing := set(PARTS) - set(parts_of(pid).values()):
        raise RuntimeError(f"no process of the service is known as {', '.join(sorted(missing))}")
    parent, file = next((folder, file) for folder, file in _VERSIONS if folder.is_dir())
    groups = {part: parent / f"grader-bench-{pid}-{part}" for part in PARTS}
    try:
        for group in groups.values():
            group.mkdir()
        placed: set[int] = set()
        # A process that is started meanwhile is in the group of its parent, or is found in the next round.
        while found := {child: part for child, part in parts_of(pid).items() if child not in placed}:
            for child, part in found.items():
                _move(child, groups[part])
            placed |= found.keys()
        yield Meter(groups, file)
    finally:
        for group in groups.values():
            _remove(group, parent)


def parts_of(pid: int) -> dict[int, str]:
    """The part of each process of the service `pid`, itself included."""
    return dict(_parts(pid, "rest"))


def _parts(pid: int, inherited: str) -> Iterator[tuple[int, str]]:
    command = command_of(pid)
    part = next((name for word, name in _PARTS if word in command), inherited)
    if part == "celery" and _WORKER in command:
        part = "worker"
    yield pid, part
    for child in children_of(pid):
        yield from _parts(child, part)


def _move(pid: int, group: Path) -> None:
    with suppress(ProcessLookupError):
        (group / "cgroup.procs").write_text(str(pid))


def _remove(group: Path, parent: Path) -> None:
    """Remove a group; its processes go to the parent."""
    with suppress(FileNotFoundError):
        while pids := (group / "cgroup.procs").read_text().split():
            for pid in pids:
                _move(int(pid), parent)
        group.rmdir()


def _milliseconds(content: str) -> float:
    """The time in a file of version 1, nanoseconds, or of version 2: lines of names and microseconds."""
    words = content.split()
    return int(words[0]) / 1e6 if len(words) == 1 else int(words[words.index("usage_usec") + 1]) / 1e3


def command_of(pid: int) -> bytes:
    """The command line of a process; empty if it has ended."""
    return _read(f"/proc/{pid}/cmdline")


def children_of(pid: int) -> list[int]:
    """The processes that a process has started from its main thread and that have not ended."""
    return [int(child) for child in _read(f"/proc/{pid}/task/{pid}/children").split()]


def below(pid: int) -> list[int]:
    """All descendants of a process."""
    return [each for child in children_of(pid) for each in (child, *below(child))]


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""
