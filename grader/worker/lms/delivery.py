"""Sends a batch of scores to one platform, and says what became of each."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from grader.lti import scores
from grader.lti.errors import PlatformDown, Refused, ServiceError, Throttled, TokenRefused, Unusable
from grader.lti.service import PlatformService
from grader.store import lti_outbox
from grader.store.lti_outbox import BACKOFF, REFUSED_BACKOFF, DueScore, Outcome
from grader.store.models import ScoreState
from grader.worker.lms.columns import Columns
from grader.worker.lms.wanted import NOTHING, is_newer_work, to_stored, wanted

#: Scores in a row that the platform may fail at, before it is taken for down.
FAILURES_IN_A_ROW = 3
#: Answers that mean that the platform as a whole is down or restarts.
_DOWN = frozenset({None, 502, 503, 504})
#: Scores of a student are at least so far apart: Moodle compares their timestamps in whole seconds.
_SPACING = timedelta(seconds=1)


@dataclass
class Batch:
    """What became of a batch."""

    outcomes: list[Outcome] = field(default_factory=list)
    #: Why the rest of the batch was not tried; None: all of it was, or its time was up.
    stopped_by: ServiceError | None = None
    #: Number of messages that the platform has accepted.
    accepted: int = 0


class Delivery:
    """Sends scores to one platform."""

    def __init__(self, service: PlatformService, columns: Columns, *, has_time: Callable[[], bool]) -> None:
        self._service = service
        self._columns = columns
        #: Waits as long as the pace asks for; False: end the batch.
        self._has_time = has_time

    def send(self, due: Sequence[DueScore]) -> Batch:
        """Send what is due; whatever the platform does is an outcome, and not an exception."""
        batch, failures = Batch(), 0
        for score in due:
            try:
                outcome = self._send_one(score)
            except (Throttled, TokenRefused) as error:
                batch.stopped_by = error
                return batch
            except PlatformDown as error:
                failures += 1
                is_down = error.status in _DOWN
                outcome = self._later(score, error.words, counts=not is_down)
                if is_down or failures >= FAILURES_IN_A_ROW:
                    batch.stopped_by = error
            batch.outcomes.append(outcome)
            if outcome.sent is not None and outcome.message_at is not None:
                batch.accepted, failures = batch.accepted + 1, 0
            if batch.stopped_by is not None or (outcome.message_at is not None and not self._has_time()):
                return batch
        return batch

    def _send_one(self, score: DueScore) -> Outcome:
        message = wanted(score.standing)
        stored = to_stored(message)
        if stored == score.sent or (message == NOTHING and score.sent is None):
            return Outcome(score=score, state=ScoreState.SENT, sent=score.sent)
        at = self._service.clock.now()
        if score.message_at is not None and not _is_later(at, score.message_at):
            return Outcome(score=score, state=ScoreState.WAITING, due_at=self._not_before(score.message_at))
        body = message.to_json(score.subject, at, is_new=is_newer_work(message, score.sent))
        try:
            column = self._columns.of(score)
            try:
                scores.post(self._service, column, body)
            except Refused as error:
                if error.status not in {404, 410} or isinstance(error, TokenRefused):
                    raise
                scores.post(self._service, self._columns.again(score, column, error), body)
        except TokenRefused:
            raise
        except Refused as error:
            return self._refused(score, error, at)
        except Unusable as error:
            return self._refused(score, error, None)
        return Outcome(score=score, state=ScoreState.SENT, sent=stored, message_at=at)

    def _refused(self, score: DueScore, error: Refused | Unusable, at: datetime | None) -> Outcome:
        now = self._service.clock.own()
        if isinstance(error, Refused) and _is_about_time(error):
            later = lti_outbox.after(score.tries, BACKOFF, now)
            due_at = max(later, now + 2 * _SPACING)
            state = ScoreState.WAITING
        elif score.tries < len(REFUSED_BACKOFF):
            due_at, state = lti_outbox.after(score.tries, REFUSED_BACKOFF, now), ScoreState.REFUSED
        else:
            due_at, state = None, ScoreState.REFUSED
        return Outcome(score=score, state=state, message_at=at, error=error.words, due_at=due_at, counts=True)

    def _later(self, score: DueScore, words: str, *, counts: bool) -> Outcome:
        """The platform may have taken the message, so the next one has a later timestamp.

        A failure of the platform as a whole does not count: it only lets the other scores go first.
        """
        clock = self._service.clock
        due_at = lti_outbox.after(score.tries, BACKOFF, clock.own()) if counts else clock.own() + _SPACING
        return Outcome(
            score=score, state=ScoreState.WAITING, message_at=clock.now(), error=words, due_at=due_at, counts=counts
        )

    def _not_before(self, last: datetime) -> datetime:
        clock = self._service.clock
        return min(last + clock.behind + _SPACING, clock.own() + timedelta(hours=1))


def _is_later(at: datetime, last: datetime) -> bool:
    """In whole seconds, as Moodle compares."""
    return math.floor(at.timestamp()) > math.floor(last.timestamp())


def _is_about_time(error: Refused) -> bool:
    """Whether a score was refused because the platform has a later one, or none so late: 409, or 400 as Open edX."""
    return error.status == 409 or (error.status in {400, 422} and "timestamp" in error.words.lower())
