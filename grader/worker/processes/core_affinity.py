"""Keeps each worker process, with its jail and its evaluators, on a core of its own."""

from __future__ import annotations

import os

from billiard import current_process  # type: ignore[import-untyped]


def keep_to_one_core(processes: int) -> None:
    """Keep this process of a pool of so many to one core, and what it starts later, if there are as many cores.

    Worker, evaluator and the child of a test case take turns: each waits while another one works. On one core a turn
    begins at once and with warm caches; between two cores, each turn would have to wake the other one. With fewer
    processes than cores the kernel chooses, as it knows which cores other programs use.
    """
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) == processes:
        os.sched_setaffinity(0, {cores[current_process().index]})
