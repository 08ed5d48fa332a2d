"""The first two messages to a test case's child: its limits, and the submission to load."""

from __future__ import annotations

import functools
import math

from grader.model import Bundle, Limits
from grader.sandbox import policy
from grader.sandbox.inside.protocol import LIMITS_RECORD
from grader.sandbox.inside.wire import Caps, Encoder


def processor_seconds(limits: Limits) -> int:
    """The limit on processor time: the power of two above the wall clock, at least 16 s. The wall clock ends first."""
    return max(16, 1 << math.ceil(math.log2(limits.wall_seconds + 1)))


@functools.lru_cache(maxsize=64)
def limits_record(limits: Limits) -> bytes:
    """The limits that the child applies to itself. Cached, because every child gets one and few limits are in use."""
    return LIMITS_RECORD.pack(
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
def load_request(bundle: Bundle, pruned: tuple[str, ...] | None, seconds: float, caps: Caps) -> bytes:
    """The first request: load the submission, or its `pruned` cells if a child has reported which lines are skipped.

    Cached for the children of one submission. Raises WireError for a submission that cannot be sent.
    """
    content = {
        "cells": list(pruned or bundle.source.cells),
        "pruned": pruned is not None,
        "support": bundle.support,
        "entry_points": list(bundle.entry_points),
        "provided": list(bundle.provided),
        "allowed": list(bundle.allowed),
        "answers": bundle.answers,
        "variants": [
            {"signs": list(variant.signs), "renamed": dict(variant.renamed), "note": variant.note}
            for variant in bundle.variants
        ],
    }
    return b"".join(Encoder(caps).frame((1, seconds, "load", content)))
