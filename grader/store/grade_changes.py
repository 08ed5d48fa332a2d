"""Tells everybody who waits for grades that one may have changed: webhooks and learning management systems.

Called in the transaction of the change, so that neither is told of what did not happen, and nothing that did is missed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.store import deliveries, lti_scores
from grader.store.database import Executor


def report(session: Executor, course_id: int, submission_id: str, kind: str, payload: Mapping[str, Any]) -> None:
    """Report that a submission was graded, failed, or has other points: `kind` and `payload` are for webhooks."""
    deliveries.add_to_outbox(session, course_id, submission_id, kind, payload)
    lti_scores.changed_by(session, course_id, [submission_id])
