"""Many runs of one case compared with one by a few operations on arrays: their numbers in one, a row for each run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from grader.engine.compare import SEQUENCES
from grader.engine.diagnosis.flat_answers import FlatAnswer, FlatAnswers
from grader.engine.diagnosis.traces import Observed, both_flat, same

#: How far the cosine of the angle between parallel arrays may be from 1.
PARALLEL = 1e-9


def parts_shared(student: Observed, variants: Sequence[Observed | None]) -> np.ndarray:
    """How many parts of its answers each variant has in common with the submission; shape (variants,)."""
    counts = np.zeros(len(variants), dtype=int)
    flat: dict[int, FlatAnswers] = {}
    for row, variant in enumerate(variants):
        if variant is None:
            continue
        if (both := both_flat(student, variant)) is not None:
            flat[row] = both[1]
        else:
            steps = zip(student.steps, variant.steps, strict=False)
            counts[row] = sum(parts_alike(mine[1], theirs[1]) for mine, theirs in steps if mine[0] == theirs[0])
    if student.flat is not None:
        for rows in _by_form(flat):
            counts[rows] = _parts_near(student.flat, [flat[row] for row in rows])
    return counts


def numbers_in(mine: FlatAnswers, runs: Sequence[FlatAnswers | None]) -> np.ndarray:
    """The numbers of each run where `mine` has its own; shape (runs, numbers of `mine`).

    NaN where a run lacks the part, and for all numbers of a run that is None.
    """
    found = np.full((len(runs), mine.numbers.size), np.nan)
    flat = {row: run for row, run in enumerate(runs) if run is not None}
    for rows in _by_form(flat):
        common = mine.form.common(flat[rows[0]].form)
        found[np.ix_(np.array(rows), common.mine)] = stacked([flat[row].numbers for row in rows])[:, common.theirs]
    return found


def answers_like(mine: FlatAnswer, runs: Sequence[FlatAnswers | None], index: int) -> tuple[Sequence[int], np.ndarray]:
    """What those runs that give answer number `index` in the form of `mine` give there.

    Returns (their positions in `runs`, the numbers of the answer: shape (positions, numbers)).
    """
    answers = [run.answer(index) if run is not None else None for run in runs]
    found = {
        row: answer.numbers
        for row, answer in enumerate(answers)
        if answer is not None and answer.form.parts == mine.form.parts
    }
    return list(found), stacked(list(found.values())) if found else np.zeros((0, mine.numbers.size))


def near(rows: np.ndarray, answer: FlatAnswer) -> np.ndarray:
    """Which rows are the answer, in its tolerance; shape (rows,)."""
    with np.errstate(all="ignore"):
        return np.asarray((np.abs(rows - answer.numbers) <= answer.tolerance).all(axis=1))


def multiples(rows: np.ndarray, answer: FlatAnswer) -> np.ndarray:
    """In which rows each array is a multiple of the answer's: their angle is 0 or 180 degrees; shape (rows,)."""
    found = np.full(len(rows), bool(answer.form.arrays))
    for where in answer.form.arrays:
        found &= parallel(rows[:, where], answer.numbers[where])
    return found


def parallel(rows: np.ndarray, vector: np.ndarray) -> np.ndarray:
    """Which rows are parallel to the vector, zeros among them; shape (rows,)."""
    with np.errstate(all="ignore"):
        lengths = np.linalg.norm(rows, axis=1) * np.linalg.norm(vector)
        return np.asarray(np.isfinite(lengths) & (np.abs(np.abs(rows @ vector) - lengths) <= PARALLEL * lengths))


def stacked(rows: Sequence[np.ndarray]) -> np.ndarray:
    """Vectors of one length, one below the other. `np.stack` takes three times as long for short ones."""
    return np.concatenate(rows).reshape(len(rows), -1)


def _by_form(runs: dict[int, FlatAnswers]) -> Iterable[list[int]]:
    """The keys, together where runs have one form."""
    together: dict[object, list[int]] = {}
    for row, run in runs.items():
        together.setdefault(run.form, []).append(row)
    return together.values()


def _parts_near(mine: FlatAnswers, runs: Sequence[FlatAnswers]) -> np.ndarray:
    """In how many parts each of these runs, which have one form, agrees with `mine`; shape (runs,)."""
    common = mine.form.common(runs[0].form)
    if not common.starts.size:
        return np.full(len(runs), common.others)
    numbers, tolerance = (
        stacked(rows)[:, common.theirs]
        for rows in ([run.numbers for run in runs], [run.tolerance_of_parts for run in runs])
    )
    with np.errstate(all="ignore"):
        near = np.abs(numbers - mine.numbers[common.mine]) <= tolerance
    near_parts = np.logical_and.reduceat(near, common.starts, axis=1)
    return np.asarray(common.others + np.count_nonzero(near_parts, axis=1))


def parts_alike(mine: Any, theirs: Any) -> int:
    """How many parts of two reduced answers agree: entries of tuples and dictionaries are counted one by one."""
    if isinstance(mine, SEQUENCES) and isinstance(theirs, SEQUENCES) and len(mine) == len(theirs):
        return sum(parts_alike(left, right) for left, right in zip(mine, theirs, strict=True))
    if isinstance(mine, dict) and isinstance(theirs, dict):
        both = [key for key in theirs if key in mine]
        return int(mine.keys() == theirs.keys()) + sum(parts_alike(mine[key], theirs[key]) for key in both)
    return int(same(mine, theirs))
