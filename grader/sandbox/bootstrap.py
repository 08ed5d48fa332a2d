"""The first messages to a child: its limits, the submission to load, and to load it anew for the next test case."""

from __future__ import annotations

import functools
import math
from dataclasses import replace

from grader.model import Bundle, Limits
from grader.sandbox import policy
from grader.sandbox.inside.protocol import LIMITS_RECORD, RELOAD
from grader.sandbox.inside.wire import Caps, Encoder
from grader.sandbox.load_plan import LoadPlan

#: The frame that has a child load the submission anew; see `inside.protocol.RELOAD`.
RELOAD_FRAME = b"".join(Encoder(Caps()).frame(RELOAD))


def processor_seconds(limits: Limits) -> int:
    """The limit on processor time of loading and case: the power of two above three times the case's, at least 16 s.

    The clocks of the two end first.
    """
    return max(16, 1 << math.ceil(math.log2(3 * max(limits.wall_seconds, limits.load_seconds) + 1)))


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


@functools.lru_cache(maxsize=64)
def limits_key(limits: Limits) -> tuple[object, ...]:
    """The limits that a child applies to itself when it is forked. The worker enforces the wall clock."""
    return processor_seconds(limits), replace(limits, wall_seconds=0.0, factor=0.0)


@functools.lru_cache(maxsize=8)
def load_request(bundle: Bundle, plan: LoadPlan, limits: Limits, caps: Caps) -> bytes:
    """The first request: load the submission by a plan.

    Cached for the children of one submission. Raises WireError for a submission that cannot be sent.
    """
    seconds = plan.seconds(limits)
    content = {
        "cells": list(bundle.source.cells if plan.pruned is None else plan.pruned),
        "support": bundle.support,
        "entry_points": list(bundle.entry_points),
        "provided": list(bundle.provided),
        "allowed": list(bundle.allowed),
        "answers": bundle.answers,
        "variants": [
            {"signs": list(variant.signs), "renamed": dict(variant.renamed), "note": variant.note}
            for variant in bundle.variants
        ],
        "plan": plan.for_child(limits),
        "raised": None if plan.pruned is None else list(plan.raised),
        "seconds": seconds,
    }
    return b"".join(Encoder(caps).frame((1, seconds, "load", content)))
