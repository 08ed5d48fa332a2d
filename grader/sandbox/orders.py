"""What a case's child is told before anything else: how to confine itself."""

from __future__ import annotations

import functools
import math
import resource

from grader.model import Limits
from grader.sandbox import filters, policy
from grader.sandbox.inside.wire import Caps, Encoder, Value


def processor_seconds(limits: Limits) -> int:
    """The limit on CPU time: the power of two above the wall clock, which ends a case sooner."""
    return max(16, 1 << math.ceil(math.log2(limits.wall_seconds + 1)))


def orders(limits: Limits, case_filter: policy.FilterPolicy) -> dict[str, Value]:
    """How the child is to confine itself."""
    return {
        "caps": (limits.frame_bytes, limits.frame_values, limits.depth),
        "tmpfs": (limits.disk_bytes, policy.TMPFS_INODES),
        "filter": filters.compiled(case_filter),
        "rlimits": [
            (resource.RLIMIT_AS, limits.memory_bytes),
            (resource.RLIMIT_CPU, processor_seconds(limits)),
            (resource.RLIMIT_FSIZE, limits.disk_bytes),
            (resource.RLIMIT_NOFILE, limits.open_files),
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_MEMLOCK, 0),
            (resource.RLIMIT_MSGQUEUE, 0),
        ],
    }


def framed(limits: Limits) -> bytes:
    """The orders as they go over the wire."""
    return _framed(limits, policy.CASE_FILTER)


@functools.lru_cache(maxsize=64)
def _framed(limits: Limits, case_filter: policy.FilterPolicy) -> bytes:
    """Encoded once for each kind of limits: few are in use, and every child is told."""
    return b"".join(Encoder(Caps()).frame(orders(limits, case_filter)))
