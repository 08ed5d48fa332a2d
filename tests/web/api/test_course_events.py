"""The results of a course as server-sent events."""

from __future__ import annotations

import json

from tests.web.grading import hidden_case, visible_case
from web import course_events
from web.api.events import _summaries
from web.course_events import ResultReader


def poll(program, course_id: int, query: str = ""):
    return program.get(f"/courses/{course_id}/events{query}", headers={"Accept": "application/json"}).json


def test_polling_gives_the_results_after_the_last(lms, world, worker, hand_in):
    start = poll(lms, world.networks)
    assert start["events"] == []
    for name in ("alice", "bob"):
        worker.grade(hand_in(name), visible_case(), hidden_case())
    worker.grade(hand_in("charlie", world.history), visible_case())
    told = poll(lms, world.networks, f"?after={start['last']}")
    assert [(each["event"], each["data"]["student"]) for each in told["events"]] == [
        ("result", "alice@example.edu"),
        ("result", "bob@example.edu"),
    ]
    assert told["events"][0]["data"]["score"] is not None
    rest = poll(lms, world.networks, f"?after={told['events'][0]['id']}")
    assert [each["data"]["student"] for each in rest["events"]] == ["bob@example.edu"]
    assert poll(lms, world.networks, f"?after={told['last']}")["events"] == []
    assert [each["id"] for each in poll(lms, world.networks, "?after=0")["events"]] == [
        each["id"] for each in told["events"]
    ]


def test_the_stream_resumes_after_the_last_event_and_goes_on(lms, world, worker, hand_in, app):
    worker.grade(hand_in("alice"), visible_case())
    before = poll(lms, world.networks)["last"]
    worker.grade(hand_in("bob"), visible_case())
    answer = lms.get(f"/courses/{world.networks}/events", headers={"Last-Event-ID": str(before)}, buffered=False)
    assert answer.mimetype == "text/event-stream"
    chunks = iter(answer.response)
    assert next(chunks).startswith(b"retry:")
    assert f"id: {before}\n".encode() not in next(chunks) + b""
    first = next(chunks).decode()
    assert "event: result" in first
    assert json.loads(first.partition("data: ")[2])["student"] == "bob@example.edu"
    worker.grade(hand_in("alice"), visible_case())
    second = next(chunks).decode()
    assert json.loads(second.partition("data: ")[2])["attempt"] == 2
    answer.close()


def test_students_and_other_courses_get_nothing(tool, foreigner, world, browse):
    assert tool.get(f"/courses/{world.networks}/events").status_code == 404
    assert foreigner.get(f"/courses/{world.networks}/events").status_code == 404
    assert browse("alice").get(f"/api/v1/courses/{world.networks}/events").status_code == 404


def test_a_row_that_is_committed_late_is_not_missed(app, database, world, worker, hand_in, monkeypatch):
    """PostgreSQL numbers rows before it commits them."""
    for name in ("alice", "bob"):
        worker.grade(hand_in(name), visible_case())
    with app.app_context(), database.read() as db:
        monkeypatch.setattr(course_events, "commits_out_of_order", lambda _: True)
        resumed = ResultReader(world.networks, ResultReader(world.networks, 0).read(db)[-1][0])
        # Both are recent, and whoever resumes may not have seen them.
        assert len(resumed.read(db)) == 2
        assert resumed.read(db) == []
        late = ResultReader(world.networks, None)
        assert late.read(db) == []
        (first, second) = ResultReader(world.networks, 0).read(db)
        late._seen.remove(first[0])
        assert [submission_id for _, submission_id in late.read(db)] == [first[1]]
        assert late.last == second[0]
        assert _summaries(db, []) == []
