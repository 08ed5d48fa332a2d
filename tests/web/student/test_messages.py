"""The messages of a submission's event stream, as web/frontend/src/messages.ts declares them."""

from __future__ import annotations

from tests.web.grading import visible_case
from web.services import reading, services
from web.student.feedback import done_message


def test_a_deleted_submission_ends_with_a_complete_message(app, browse, hand_in, worker):
    """The script reads every field of it."""
    submission_id = hand_in("alice")
    worker.grade(submission_id, visible_case())
    alice = browse("alice")
    events = alice.get(f"/submissions/{submission_id}/events", headers={"Accept": "application/json"}).json["events"]
    with app.test_request_context(), reading() as db:
        assignment = services().catalogue.get("relu_der")
        assert assignment is not None
        deleted = done_message(db, "no such submission", assignment)
    assert set(deleted) == set(events[-1]["data"])
    assert deleted["status"] == "failed"
    assert deleted["score"] is None
    assert deleted["page"] == "/submissions/no%20such%20submission"
