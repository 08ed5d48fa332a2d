"""Loads a submission for the first time: in one child, or in several if its top level takes too long."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from grader.errors import SubmissionFault
from grader.model import Limits
from grader.sandbox.load_plan import LoadPlan
from grader.sandbox.session import Session

Opened = TypeVar("Opened", bound=Session)


def load_first(
    open_session: Callable[[LoadPlan], Opened], plan: LoadPlan, limits: Limits, keep: Callable[[LoadPlan], None]
) -> Opened:
    """A session whose child has loaded the submission.

    `open_session` gives a session that has begun to load by a plan, the first one by `plan`. `keep` is called with each
    plan that is better than the one before. Raises what the last session raised.
    """
    while True:
        session = open_session(plan)
        try:
            session.finish_loading(limits)
        except BaseException as error:
            session.close()
            reduced = session.reduced_plan(error) if isinstance(error, SubmissionFault) else None
            if reduced is None:
                raise
            plan = reduced
            keep(plan)
            continue
        keep(session.plan)
        return session
