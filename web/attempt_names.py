"""What attempts are called: by their number among those that count, or as free ones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from sqlalchemy.orm import Session

from grader.store import attempts
from grader.store.attempts import AttemptNumber
from web.i18n import gettext


class HasId(Protocol):
    """A submission, or an attempt as statistics read it."""

    @property
    def id(self) -> str:
        """Id of the submission."""


def attempt_name(number: AttemptNumber | None) -> str:
    """ "Attempt 3"; "Free attempt 1" for one that used none; "Practice run" for None."""
    if number is None:
        return gettext("Practice run")
    if number.counts:
        return gettext("Attempt %(number)s", number=number.number)
    return gettext("Free attempt %(number)s", number=number.number)


def attempt_names(db: Session, rows: Iterable[HasId]) -> dict[str, str]:
    """The names of submissions, by id."""
    ids = [row.id for row in rows]
    numbers = attempts.numbers(db, ids)
    return {submission_id: attempt_name(numbers.get(submission_id)) for submission_id in ids}


def counted_number(number: AttemptNumber | None) -> int | None:
    """The number for programs, which a free attempt shares with the next one; None for practice runs."""
    return number.counted if number is not None else None
