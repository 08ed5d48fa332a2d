"""Soak test: ten thousand hostile submissions through one warm jail, with the resources held before and after.

    python -m bench soak              10,000 submissions
    python -m bench.soak 2000         another number

The attacks are those of `grader/attacks/corpus/` that end quickly. Each submission runs two test cases of one group, in
one process if it may, as in the service. Every tenth submission is honest and must get an answer.
"""

from __future__ import annotations

import itertools
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from grader.attacks import load_corpus, support_code
from grader.errors import SubmissionFault
from grader.model import MIB, Bundle, Isolation, Limits, Sharing, Source, Verdict
from grader.sandbox import WarmJail, open_jail

COUNT = 10_000
ROOT = Path(__file__).resolve().parents[1]
LIMITS = Limits(wall_seconds=1.0, memory_bytes=256 * MIB)
#: How the two cases of a submission share a process.
GROUPED = [Sharing(group="visible", seconds=0.5, upcoming=upcoming) for upcoming in (("visible",), ())]
HONEST = "def attack(root, worker):\n    return float(np.arange(10.0).sum())\n"
#: Attacks that neither wait for a limit nor use up memory. The others are run less often.
QUICK = (
    "atexit", "bpf", "closes_everything", "colliding_keys", "daemon", "descriptor_bomb", "environment",
    "file_descriptors", "file_handles", "fork", "forged_handles", "forged_traceback", "frame_walking",
    "garbage_on_the_wire", "huge_lengths", "identity", "inode_bomb", "internet_sockets", "io_uring", "keyrings",
    "kill_the_parent", "leftover_files", "links_and_pipes", "local_sockets", "locked_memory", "marshal_bomb",
    "memory_in_one_piece", "mounts", "namespaces", "partial_frame_and_exit", "ptrace", "run_programs",
    "shape_overflow", "shared_memory", "state_across_cases", "thread_bomb", "userfaultfd", "wrong_dtypes",
)  # fmt: skip
SLOW = ("stdout_flood", "file_bomb", "memory_in_small_pieces", "endless_loop", "signals")
#: Number of quick attacks between two slow ones.
SLOW_EVERY = 250


class Held:
    """Resources that this process and its descendants hold."""

    def __init__(self) -> None:
        family = _family()
        self.rows = {
            "worker: resident memory, MiB": _resident(os.getpid()),
            "all below it: resident memory, MiB": sum(map(_resident, family - {os.getpid()})),
            "processes, dead ones included": len(family),
            "descriptors of the worker": len(os.listdir("/proc/self/fd")),
            "descriptors of all below it": sum(map(_descriptors, family - {os.getpid()})),
            "mounts of all below it": sum(map(_mounts, family - {os.getpid()})),
            "shared memory of the machine, MiB": _shared(),
            "files in /tmp and /dev/shm": len(os.listdir("/tmp")) + len(os.listdir("/dev/shm")),
        }


class Soaked:
    """The table that is printed."""

    def __init__(self, count: int, seconds: float, before: Held, after: Held, ends: Counter[str]) -> None:
        self.before, self.after = before, after
        self._head = f"## {count} hostile submissions in a row: {seconds:.0f} s, {1000 * seconds / count:.1f} ms each"
        self._ends = ends

    def __str__(self) -> str:
        lines = [self._head, f"{'':38}{'before':>12}{'after':>12}"]
        lines += [f"{name:38}{was:12.1f}{self.after.rows[name]:12.1f}" for name, was in self.before.rows.items()]
        ends = ", ".join(f"{count} {what}" for what, count in self._ends.most_common())
        return "\n".join([*lines, f"how they ended: {ends}", ""])


def main(count: int = COUNT) -> Iterator[Soaked]:
    """Run the attacks and compare. Raises RuntimeError if an honest submission in between fails."""
    known = load_corpus()
    quick = itertools.cycle([known[name].source for name in QUICK])
    slow = itertools.cycle([known[name].source for name in SLOW])
    ends: Counter[str] = Counter()
    with open_jail("warm", isolation=Isolation.GROUP) as jail:
        assert isinstance(jail, WarmJail)
        for _ in range(100):  # until caches and pools are filled
            _submit(jail, next(quick))
        time.sleep(1)
        before, begin = Held(), time.monotonic()
        for number in range(1, count + 1):
            if number % 10 == 0:
                if _submit(jail, HONEST) != "answered":
                    raise RuntimeError(f"honest submission {number} was not answered")
                ends["honest"] += 1
            else:
                ends[_submit(jail, next(slow) if number % SLOW_EVERY == 1 else next(quick))] += 1
        seconds = time.monotonic() - begin
        time.sleep(1)
        yield Soaked(count, seconds, before, Held(), ends)


def _submit(jail: WarmJail, code: str) -> str:
    bundle = Bundle(source=Source(filename="a.py", cells=(code,)), support=support_code(), entry_points=("attack",))
    try:
        with jail.admit(bundle) as admitted:
            for sharing in GROUPED:
                with admitted.case(LIMITS, sharing) as session:
                    answer = session.call("attack", (str(ROOT), os.getpid()), {})
                    if answer not in ([], 45.0):
                        return f"GAINED {answer!r}"
            return "answered"
    except SubmissionFault as fault:
        return Verdict(fault.verdict).value


def _family() -> set[int]:
    parents = {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            parents[int(entry)] = int(Path("/proc", entry, "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    family = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    return family


def _resident(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / MIB
    except OSError:
        return 0.0


def _descriptors(pid: int) -> int:
    try:
        return len(os.listdir(f"/proc/{pid}/fd"))
    except OSError:
        return 0


def _mounts(pid: int) -> int:
    try:
        return Path(f"/proc/{pid}/mounts").read_text().count("\n")
    except OSError:
        return 0


def _shared() -> float:
    lines = dict(line.split(":") for line in Path("/proc/meminfo").read_text().splitlines())
    return int(lines["Shmem"].split()[0]) / 1024


if __name__ == "__main__":
    for table in main(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT):
        print(table)
