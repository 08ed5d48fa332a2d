"""What a case's child is told first: how to confine itself, and what to load."""

from __future__ import annotations

import functools
import math

from grader.model import Bundle, Limits
from grader.sandbox import policy
from grader.sandbox.inside.protocol import ORDERS
from grader.sandbox.inside.wire import Caps, Encoder


def processor_seconds(limits: Limits) -> int:
    """The limit on CPU time: the power of two above the wall clock, which ends a case sooner."""
    return max(16, 1 << math.ceil(math.log2(limits.wall_seconds + 1)))


@functools.lru_cache(maxsize=64)
def orders(limits: Limits) -> bytes:
    """How the child is to confine itself. Made once per kind of limits: few are in use, and every child is told."""
    return ORDERS.pack(
        limits.frame_bytes,
        limits.frame_values,
        limits.depth,
        limits.memory_bytes,
        processor_seconds(limits),
        limits.disk_bytes,
        limits.open_files,
        b"size=%d,nr_inodes=%d,mode=0700" % (limits.disk_bytes, policy.TMPFS_INODES),
    )


@functools.lru_cache(maxsize=8)
def loading(bundle: Bundle, trimmed: tuple[str, ...] | None, seconds: float, caps: Caps) -> bytes:
    """The first request: load the submission, as it is or as another child has found it to come to.

    Made once for all children that are told the same. Raises WireError for one that cannot cross.
    """
    content = {
        "cells": list(trimmed or bundle.source.cells),
        "trimmed": trimmed is not None,
        "support": bundle.support,
        "entry_points": list(bundle.entry_points),
        "provided": list(bundle.provided),
    }
    return b"".join(Encoder(caps).frame((1, seconds, "load", content)))
