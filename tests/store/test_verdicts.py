"""The verdicts of many submissions at once."""

from __future__ import annotations

from grader.model import Verdict
from grader.store.verdicts import verdicts


def test_each_graded_submission_has_its_verdicts_in_order(database, world) -> None:
    first = world.graded(Verdict.ACCEPTED, Verdict.WRONG_ANSWER)
    second = world.graded(Verdict.RUNTIME_ERROR)
    waiting = world.hand_in()
    with database.read() as db:
        rows = [world.get(submission) for submission in (first, second, waiting)]
        found = verdicts(db, rows)
        assert verdicts(db, []) == {}
    assert [list(found[row.id].values()) for row in rows[:2]] == [
        [Verdict.ACCEPTED, Verdict.WRONG_ANSWER],
        [Verdict.RUNTIME_ERROR],
    ]
    assert waiting.id not in found
