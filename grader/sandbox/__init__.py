"""The wall: student code never shares a process, a file system or a network with anything that knows an answer.

Theory of operation
===================

Processes, from the most to the least trusted::

    worker          trusted: test cases, reference, expected values, scores. Holds a jail, and a `Session` per case.
     └ bwrap        bubblewrap: new user, pid, net, ipc, uts and cgroup namespaces, own read-only root, no
       │            capabilities, the jail filter. Dies with the worker's thread that started it.
       └ zygote     ours: Python with NumPy imported and a rehearsal of our own behind it. Runs nobody's code, holds
         │          nobody's data, makes keepers. Sees the /proc of its pid namespace, as keepers need uid_map.
         └ keeper   ours: one per submission, first process of a second layer of user, pid, mount, ipc, uts and
           │        cgroup namespaces; covers /proc. Reads no byte of the submission. Its end ends all below it.
           └ child  one per test case: own mount namespace and tmpfs, then limits, no capabilities, the case filter,
                    and only then the submission. From here on all that it says is a claim.

A cold jail has neither zygote nor keeper: each case is a bubblewrap of its own that starts Python anew, with the same
root, limits and filters. It may mount its tmpfs, and gives that power up before it reads the submission. It is for
hosts that refuse user namespaces inside user namespaces.

What is made ahead of need (`warm`): the next submission's keeper, with first children that confine themselves under the
limits that they will most likely need; and, while a case is at work, the children of the next three, which load the
submission as well. Each is used once. What the first child finds when it reads the submission (which lines are not to
run), it tells before it runs one; the others get the text without them, and need not read it again (`inside.excerpt`).

What a case costs is almost all memory: every page that a child writes is copied first, every mapping is copied with
each fork. So the zygote packs its memory before it forks (`inside.packing`), plays a case of our own until nothing is
left that happens only once (`inside.rehearsal`), and makes all that a child needs to confine itself (`inside.case`).

What crosses (`inside.wire`)
----------------------------
One stream socket per case, requests out and answers in, strictly in turn: JSON of a small grammar and raw buffers, with
caps on bytes, values, depth, axes and dtypes that are checked before anything is allocated. Nothing that is received is
executed or unpickled; objects stay inside and the outside holds their number. Beside it one pipe for what is printed.
A child's own orders, a fixed record of numbers, come before its first frame. Those to zygote and keeper, and
descriptors, go over sockets that a child closes before that.

A child's answer is a claim, checked for its form (`claims`) and then compared outside with what only the outside
knows. Anything odd (a forged, early, second, late, malformed or missing answer) ends the case as a non-pass (`faults`).
What is ours (a zygote that dies or hangs) is a `JudgeFault`; before a case has begun it is mended unnoticed.

Limits (`grader.model.Limits`; each with its own verdict and message)
---------------------------------------------------------------------
    wall clock          2 s or 20 times the reference, watched from outside, ends with SIGKILL       time_limit_exceeded
    processor time      the power of two above the wall clock, at least 16 s (RLIMIT_CPU)            time_limit_exceeded
    address space       1 GiB (RLIMIT_AS)                                                          memory_limit_exceeded
    printed bytes       1 MiB; 16 KiB of head and tail are kept                                    output_limit_exceeded
    one frame           64 MiB, 100,000 values, 32 deep, 8 axes, integers of 4096 bits             output_limit_exceeded
    files               16 MiB and 256 files of tmpfs, 64 descriptors (RLIMIT_FSIZE, RLIMIT_NOFILE)        runtime_error
    processes, threads  none but the first                                                                 runtime_error

Not defended against: a hole in the kernel behind an allowed system call, and reading the time that things take.
"""

from __future__ import annotations

from typing import Literal

from grader.errors import SandboxUnavailable
from grader.sandbox.cold import ColdJail
from grader.sandbox.self_test import probe
from grader.sandbox.warm import WarmJail

__all__ = ["ColdJail", "WarmJail", "open_jail"]


def open_jail(mode: Literal["auto", "warm", "cold"] = "auto", *, tuning: str = "auto") -> WarmJail | ColdJail:
    """A jail that has been tried from inside. `auto` is warm where the kernel allows it, else cold.

    `tuning` is a value of GRADER_MEMORY_TUNING; a cold jail does not use it.

    One thread uses it, the one that opened it, since it dies with that thread; open it after a fork. Close it in the
    end, or use it as a context manager. Raises SandboxUnavailable when there is no jail of that kind.
    """
    if mode == "auto":
        try:
            return open_jail("warm", tuning=tuning)
        except SandboxUnavailable:
            return open_jail("cold")
    jail = WarmJail(tuning=tuning) if mode == "warm" else ColdJail()
    try:
        probe(jail)
    except BaseException:
        jail.close()
        raise
    return jail
