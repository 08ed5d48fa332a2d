"""The platform's clock, as far as its answers tell it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

#: Less is the time that an answer took, or the missing fraction of a second in the header.
_NOTICED = timedelta(seconds=1.5)
_NONE = timedelta()


class PlatformClock:
    """This service's time, less what the platform's clock is behind it.

    A platform refuses a score that is dated in its future, and an assertion that is not yet valid.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._behind = _NONE

    @property
    def behind(self) -> timedelta:
        """How far the platform is behind; 0 where it is not, or is ahead."""
        return self._behind

    def own(self) -> datetime:
        """This service's time, in UTC."""
        return self._now()

    def now(self) -> datetime:
        """A moment that is not in the future for the platform either."""
        return self._now() - self._behind

    def observe(self, date: str | None) -> None:
        """Take the header `Date` of an answer that has just arrived; it has whole seconds (RFC 9110, 6.6.1)."""
        try:
            there = parsedate_to_datetime(date or "")
            late = self._now() - there
        except (ValueError, TypeError):
            return
        # The header cuts the fraction off, so up to a second of the difference may not be real.
        self._behind = late if _NOTICED < late < timedelta(days=1) else _NONE
