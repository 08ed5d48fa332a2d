"""The fault test of the containers finds what it looks for. The containers themselves are not started here."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

FAULT_TEST = Path(__file__).resolve().parents[1] / "docker/fault-test"


class Service:
    """Stands for the client and the service; keeps what is handed in, and what it says of it."""

    def __init__(self):
        self.rows, self.streams = {}, {}

    def hand_in(self, assignment, source, student):
        assert assignment == "relu_der"
        compile(source, "submission.py", "exec")
        number = f"id-{len(self.rows)}"
        self.rows[number] = {"student": student, "status": "queued", "verdict": None, "score": None, "error": None}
        self.streams[number] = []
        return number

    def grade(self, number, verdict, score):
        self.rows[number] |= {"status": "graded", "verdict": verdict, "score": score, "max_score": 15.0}
        self.streams[number] = [{"event": "case", "data": {"name": "first"}}, {"event": "done", "data": {}}]

    def read(self, number):
        if number not in self.rows:
            raise sys.modules["client"].Refused("404")
        return {"max_score": None, **self.rows[number]}

    def events(self, number):
        return self.streams[number]

    def submissions(self, _assignment):
        return iter(self.rows.values())


@pytest.fixture
def judged(monkeypatch):
    """A function that hands in a right and a wrong submission, grades them, changes something, and returns the row."""
    monkeypatch.syspath_prepend(str(FAULT_TEST))
    import outcome
    import work

    def run(change):
        service, kind = Service(), work.KINDS["interactive"]
        handed_in = [work.HandedIn(service, kind, right, student=f"student-{right}") for right in (True, False)]
        service.grade("id-0", "accepted", 15.0)
        service.grade("id-1", "wrong_answer", 0.0)
        change(service)
        found = outcome.outcome(service, "web", handed_in, 3.2)
        assert len(found.problems) == found.lost + found.double + found.stuck
        return found.row()

    yield run
    for name in ("client", "work", "outcome"):
        sys.modules.pop(name, None)


def test_what_went_well_is_not_counted(judged):
    assert judged(lambda service: None) == "| web | 0 | 0 | 0 | 3 |"


@pytest.mark.parametrize(
    "change",
    [
        lambda service: service.rows.pop("id-0"),
        lambda service: service.grade("id-0", "wrong_answer", 0.0),
        lambda service: service.grade("id-0", "accepted", 14.0),
        lambda service: service.grade("id-1", "accepted", 15.0),
        lambda service: service.rows["id-0"].update(status="failed", verdict=None, score=None),
    ],
)
def test_what_is_gone_or_graded_wrongly_is_lost(judged, change):
    assert judged(change) == "| web | 1 | 0 | 0 | 3 |"


@pytest.mark.parametrize(
    "change",
    [
        lambda service: service.hand_in("relu_der", "", "student-True"),
        lambda service: service.streams["id-0"].insert(1, {"event": "case", "data": {"name": "first"}}),
        lambda service: service.streams["id-0"].append({"event": "done", "data": {}}),
    ],
)
def test_what_is_there_twice_is_double(judged, change):
    assert judged(change) == "| web | 0 | 1 | 0 | 3 |"


def test_what_is_not_settled_is_stuck(judged):
    assert judged(lambda service: service.rows["id-1"].update(status="running")) == "| web | 0 | 0 | 1 | 3 |"


def test_the_samples_exist(judged):
    for kind in sys.modules["work"].KINDS.values():
        assert (kind.verdict(True), kind.verdict(False)) in {("accepted", "wrong_answer"), ("accepted", "load_error")}
        for right in (True, False):
            compile(kind.source(right), "submission.py", "exec")
