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

from typing import TYPE_CHECKING, Any

from grader.sandbox.opening import JailMode, OpeningJail, open_jail

if TYPE_CHECKING:
    from grader.sandbox.cold import ColdJail
    from grader.sandbox.warm import WarmJail

__all__ = ["ColdJail", "JailMode", "OpeningJail", "WarmJail", "open_jail"]


def __getattr__(name: str) -> Any:
    """Import the jails when they are asked for: they import NumPy, which takes longer than to start the jail."""
    if name == "ColdJail":
        from grader.sandbox.cold import ColdJail

        return ColdJail
    if name == "WarmJail":
        from grader.sandbox.warm import WarmJail

        return WarmJail
    raise AttributeError(name)
