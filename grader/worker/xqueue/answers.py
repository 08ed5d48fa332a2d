"""Answers to a queue: {"correct", "score", "msg"}, all of which the LMS asks for."""

from __future__ import annotations

import json
import math
from enum import StrEnum

from grader.model import Report, Verdict
from grader.worker.xqueue import message


class Scoring(StrEnum):
    """What the number in an answer means to the server."""

    #: Share of the problem's points, from 0 to 1: edx-submissions from 4.0.2 on multiplies it.
    FRACTION = "fraction"
    #: Whole points: XQueue, and edx-submissions before 4.0.2.
    POINTS = "points"


def graded(report: Report, shown: Report, scoring: Scoring) -> str:
    """The answer to a result; `shown` is what the student may see of `report`."""
    correct = report.verdict is Verdict.ACCEPTED
    return _answer(
        correct=correct,
        score=_score(report.score, report.max_score, scoring, correct=correct),
        msg=message.feedback(shown),
    )


def not_graded(*paragraphs: str) -> str:
    """The answer to what cannot be graded: no points, and why. Zero means the same in every scoring."""
    return _answer(correct=False, score=0, msg=message.plain(*paragraphs))


def _score(points: float, max_points: float, scoring: Scoring, *, correct: bool) -> int | float:
    """The number for `points` of `max_points`; a whole one where it can be: some servers take no other."""
    if not max_points > 0:
        return 1 if correct else 0
    if scoring is Scoring.FRACTION:
        share = min(max(points / max_points, 0.0), 1.0)
        return int(share) if share in (0.0, 1.0) else share
    most = math.floor(max_points + 0.5)
    whole = math.floor(min(max(points, 0.0), max_points) + 0.5)
    # Full points are for what is right only.
    return most if correct else max(min(whole, most - 1), 0)


def _answer(*, correct: bool, score: float, msg: str) -> str:
    return json.dumps({"correct": correct, "score": score, "msg": msg}, allow_nan=False)
