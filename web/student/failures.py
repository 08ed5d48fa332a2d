"""Why a submission was not graded, in the language of the page."""

from __future__ import annotations

import re

from grader.store.models import Submission
from web.i18n import N_, gettext
from web.student.escaping import reveal

#: What `grader.store.runs` stores of a cancelled submission.
CANCELLED_BY = re.compile(r"Cancelled by (.+)\. It costs no attempt\.")
CANCELLED_LATER = N_("Cancelled while it ran. It costs no attempt.")


def failure_text(submission: Submission) -> str:
    """The reason as the page shows it; empty if there is none."""
    stored = submission.failure or ""
    if submission.cancelled and (by := CANCELLED_BY.fullmatch(stored)):
        return gettext("Cancelled by %(name)s. It costs no attempt.", name=reveal(by.group(1)))
    return gettext(CANCELLED_LATER) if stored == CANCELLED_LATER else reveal(stored)
