"""Limits the memory that the worker may use for a computation on a submission's behalf."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def limit_growth(size: int) -> Iterator[None]:
    """Within this context the process may grow by `size` bytes of address space; beyond that, MemoryError is raised.

    An evaluator has no /proc and may not change its limits: its own limit, set when it starts, applies instead.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except FileNotFoundError:
        if soft == resource.RLIM_INFINITY:
            raise
        yield
        return
    wanted = pages * resource.getpagesize() + size
    ceilings = [limit for limit in (soft, hard) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min([wanted, *ceilings]), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
