"""The evaluators of a worker process, as the settings want them."""

from __future__ import annotations

from grader.evaluator.launch import DataSets
from grader.evaluator.pool import Pool
from grader.settings import Settings


def evaluators(settings: Settings) -> Pool:
    """The pool of this process. Nothing starts before it is needed."""
    data = DataSets(mnist=settings.mnist_dir or settings.data_dir / "mnist")
    return Pool(settings.root, data, memory_bytes=settings.evaluator_bytes)
