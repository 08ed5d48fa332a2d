"""The sandbox: student code never shares a process, a file system or a network with anything that knows an answer.

Theory of operation
===================

Processes, from the most to the least trusted::

    worker          Trusted: test cases, reference, expected values, scores. Holds a jail, and a `Session` per case.
     └ bwrap        bubblewrap: new user, pid, net, ipc, uts and cgroup namespaces, read-only root, no capabilities,
       │            the jail filter (seccomp). Dies with the worker's thread that started it.
       └ zygote     Python with NumPy imported. Runs no student code, holds no submission, forks init processes. Sees
         │          the /proc of its pid namespace, because init processes write uid_map.
         └ init     One per submission: the first process of a second layer of user, pid, mount, ipc, uts and cgroup
           │        namespaces, with /proc covered. Reads nothing of the submission. When it ends, the kernel ends
           │        all processes below it.
           └ child  One per test case, or one for a group of them: own mount namespace and tmpfs, then limits, no
                    capabilities, the case filter, and only then the submission. Nothing that it sends is trusted.

A cold jail has neither zygote nor init process. Each case is a bubblewrap that starts Python, with the same root,
limits and filters. The case mounts its tmpfs itself, and drops the capability for that before it reads the submission.
Cold jails are for hosts that refuse nested user namespaces.

Processes are forked before they are needed (`prefork`, `warm`): the init process of the next submission, with first
children that apply the predicted limits, and, while a case runs, the children of the next three cases, which also load
the submission. Each process is used once. The first child runs the top level of the submission as written, on a clock
of processor time; if that takes too long, another one runs less of it (`load_plan`, `inside.loader`). It reports which
lines are left out. The others get the pruned source and need no analysis (`inside.pruned_source`). Neither does the
first one if the text shows that nothing would be found (`plain_source`).

Groups of test cases
--------------------
Unless GRADER_ISOLATION is "case", the visible cases of a submission run in one child, and the hidden ones in a second
(`groups`, `engine.case_groups`). With the first request of each further case the child puts back what submissions
change in passing, compares what none has reason to change (`inside.reset`), and runs the pruned source again in a new
namespace:

- The submission keeps to a subset of Python in which it can keep nothing from one case to the next (`restricted`). The
  text is checked outside the jail, before the first child loads it.
- A case that does not pass in a child that has run another one is run again in a fresh child, whose result counts. From
  then on the other cases of its group get fresh children, made ahead.
- Heavy cases, cases with limits of their own, reruns for diagnosis, repairs and cold jails have a child for each case.

Most of the cost of a case is memory: a fork copies every mapping, and every page that a child writes is copied first.
So the zygote allocates what a child needs for its confinement before the fork (`inside.case`), and applies techniques
of memory tuning where they were tested (`memory_tuning`).

What crosses the boundary (`inside.wire`)
-----------------------------------------
There is one stream socket per case. Requests go in and replies come out in turn, as JSON of a small grammar and raw
buffers. Caps on bytes, values, depth, axes and dtypes are checked before anything is allocated. Nothing received is
executed or unpickled. Objects stay inside, and the worker refers to them by number. A pipe carries the printed output.
Before the first frame a child gets its limits as a fixed record. Requests to zygote and init process, and descriptors,
go over sockets that a child closes before it reads the submission (`inside.protocol`).

Replies are validated (`reply_validation`), then compared outside with what only the worker knows. Anything unexpected
(a forged, early, second, late, malformed or missing reply) ends the case as not passed (`faults`). A failure of the
jail itself (a zygote that dies or hangs) is a `JudgeFault`; before a case has begun, a new zygote takes over instead.

Limits (`grader.model.Limits`; each with its own verdict and message)
---------------------------------------------------------------------
    wall clock          2 s or 20 times the reference, enforced from outside with SIGKILL            time_limit_exceeded
    loading             1 s of processor time, then as long as a case for what is graded             notes, or the same
    processor time      the power of two above three times the wall clock, at least 16 s             time_limit_exceeded
    address space       1 GiB (RLIMIT_AS)                                                          memory_limit_exceeded
    printed bytes       1 MiB; 16 KiB of head and tail are kept                                    output_limit_exceeded
    one frame           64 MiB, 100,000 values, 32 deep, 8 axes, integers of 4096 bits             output_limit_exceeded
    files               16 MiB and 256 files of tmpfs, 64 descriptors (RLIMIT_FSIZE, RLIMIT_NOFILE)        runtime_error
    processes, threads  only the first                                                                     runtime_error

Not defended against: a vulnerability in the kernel behind an allowed system call, and timing channels. What the kernel
shares between processes behind each allowed call is listed in docs/security.md.
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
