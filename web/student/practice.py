"""Whether the code has changed since the last practice run, for the question before the last attempt."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy.orm import Session

from grader.store import submissions
from web.accounts.session import me
from web.student.assignment_context import AssignmentContext
from web.student.source import file_text


class PracticeState(StrEnum):
    """How the code that the page shows compares with that of the last practice run."""

    #: There was no practice run.
    NONE = "none"
    SAME = "same"
    CHANGED = "changed"


def practice_state(db: Session, context: AssignmentContext, code: str) -> PracticeState:
    """The state for `code`, the text in the editor."""
    run = submissions.latest_practice(db, context.course.id, me().email, context.assignment.slug)
    if run is None:
        return PracticeState.NONE
    ran = file_text(submissions.content_of(db, run.id) or b"")
    return PracticeState.SAME if ran.strip() == code.strip() else PracticeState.CHANGED
