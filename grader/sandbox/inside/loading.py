"""Answers the request to load a submission: by analysing it, or by running the pruned source."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import pruned_source
from .answers import read_answers
from .load_clock import LoadClock
from .loader import Plan, load
from .scope import fresh_scope


def clock(
    bundle: dict[str, Any], expired: Callable[[int, int, list[int]], None], announce: Callable[[int], None]
) -> LoadClock:
    """The clock of a load. A child that leaves out statements announces the others, since code in C stops the ticks."""
    return LoadClock(bundle["seconds"], expired, announce if bundle["plan"][0] else None)


def load_request(
    bundle: dict[str, Any], scope: dict[str, Any], clock: LoadClock
) -> tuple[dict[str, Any], tuple[Any, ...]]:
    """The namespace, and the answer: "loaded", notes, reasons why names cannot be used, lines left out or that raised.

    The last one is None if later children have to analyse the submission too. "seconds" of the bundle is the processor
    time, "plan" a `Plan` as a tuple, and "raised" None or, for pruned cells, the lines that may raise.
    """
    if bundle["answers"]:
        clock.start()
        answers = read_answers(bundle["cells"], bundle["support"], scope)
        clock.stop()
        return {"answers": answers}, ("loaded", [], [], None)
    if bundle["raised"] is not None:
        clock.start()
        try:
            return run_pruned(bundle, scope)
        except pruned_source.Unexpected:
            scope = fresh_scope()
        finally:
            clock.stop()
    loaded = load(bundle, scope, Plan(*bundle["plan"]), clock)
    problems = [problem.text for problem in loaded.problems.values()]
    return loaded.namespace, ("loaded", list(loaded.notes), problems, loaded.pruned)


def run_pruned(bundle: dict[str, Any], scope: dict[str, Any]) -> tuple[dict[str, Any], tuple[Any, ...]]:
    """The same for a bundle with the pruned source. Raises as `pruned_source.run`."""
    return pruned_source.run(bundle["cells"], bundle["raised"], bundle["support"], scope), ("loaded", [], [], ([], []))


def for_later_cases(bundle: dict[str, Any], answer: tuple[Any, ...]) -> dict[str, Any]:
    """The bundle with the pruned source, after it was loaded with this answer. Without one, it stays as it is."""
    if bundle["raised"] is not None or answer[3] is None:
        return bundle
    left, raised = answer[3]
    cells = pruned_source.blank_lines(bundle["cells"], left) if left else bundle["cells"]
    return {**bundle, "cells": cells, "raised": raised}
