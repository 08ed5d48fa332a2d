"""The submissions before and after one."""

from grader.model import Verdict
from grader.store.neighbours import Filter, neighbours


def around(world, submission, **wanted):
    with world.database.read() as session:
        found = neighbours(session, submission, Filter(**wanted))
    return found.newer, found.older, found.position, found.total


def test_newest_first_by_filter(world):
    first = world.graded(Verdict.ACCEPTED)
    second = world.graded(Verdict.WRONG_ANSWER, student="ben@example.org")
    practice = world.graded(Verdict.ACCEPTED, practice=True)
    third = world.graded(Verdict.ACCEPTED)
    assert around(world, third) == (None, second.id, 1, 3)
    assert around(world, second) == (third.id, first.id, 2, 3)
    assert around(world, first) == (second.id, None, 3, 3)
    assert around(world, third, practice_runs=True) == (None, practice.id, 1, 4)
    assert around(world, third, students=["ada@example.org"]) == (None, first.id, 1, 2)
    assert around(world, third, ids=[first.id, second.id]) == (None, second.id, 1, 2)
    assert around(world, first, verdict=Verdict.ACCEPTED) == (third.id, None, 2, 2)
    # One that the filter leaves out has neighbours as well.
    assert around(world, second, verdict=Verdict.ACCEPTED) == (third.id, first.id, 2, 2)
