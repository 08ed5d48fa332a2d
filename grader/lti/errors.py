"""What can go wrong when a platform is asked, and how it is put into words."""

from __future__ import annotations

import json
import re
import string
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from grader.errors import GraderError
from grader.outbound.requests import Response

#: Characters of the platform's words that are kept.
MAX_WORDS = 300
#: Longest pause that a platform can ask for, in seconds.
LONGEST_PAUSE = 3600.0

#: Where JSON answers of platforms have their message.
_MESSAGES = ("error_description", "message", "detail", "reason", "title", "error", "errors", "developerMessage")


class ServiceError(GraderError):
    """A platform has not done what was asked. The text is for instructors."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class PlatformDown(ServiceError):
    """The platform cannot be reached, or failed itself (5xx). The same request may succeed later."""

    def __init__(self, words: str, *, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(words)
        #: None: no answer.
        self.status = status
        #: Seconds that the platform asks to wait for.
        self.retry_after = retry_after


class Throttled(ServiceError):
    """The platform takes no more requests for now."""

    def __init__(self, words: str, *, retry_after: float | None) -> None:
        super().__init__(words)
        #: Seconds that the platform asks to wait for; None: it does not say.
        self.retry_after = retry_after


class Refused(ServiceError):
    """The platform has refused the request."""

    def __init__(self, words: str, *, status: int) -> None:
        super().__init__(words)
        self.status = status


class TokenRefused(Refused):
    """The platform has refused to give an access token."""


class Unusable(ServiceError):
    """The platform's answer cannot be used, such as an address on another server."""


def check(answer: Response, now: datetime) -> None:
    """Raise the error that an answer stands for; return if it is a success."""
    if 200 <= answer.status < 300:
        return
    words = words_of(answer)
    pause = _retry_after(answer, now)
    if is_throttled(answer):
        raise Throttled(words, retry_after=pause)
    if answer.status >= 500:
        raise PlatformDown(words, status=answer.status, retry_after=pause)
    raise Refused(words, status=answer.status)


def is_throttled(answer: Response) -> bool:
    """Whether the platform limits the rate: 429, or 403 as Canvas answers."""
    if answer.status == 429:
        return True
    if answer.status != 403:
        return False
    try:
        used_up = float(answer.headers.get("x-rate-limit-remaining", "")) <= 0
    except ValueError:
        used_up = False
    return used_up or b"rate limit exceeded" in answer.body[:1000].lower()


def _retry_after(answer: Response, now: datetime) -> float | None:
    """The pause that the header `Retry-After` asks for, in seconds: a number, or a moment (RFC 9110, 10.2.3)."""
    text = answer.headers.get("retry-after", "").strip()
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(text) - now).total_seconds()
        except (ValueError, TypeError):
            return None
    # Also false for NaN.
    return min(seconds, LONGEST_PAUSE) if seconds > 0 else 0.0


def words_of(answer: Response) -> str:
    """The status and what the body says, in one line of at most `MAX_WORDS` characters."""
    text = answer.body[:20_000].decode("utf-8", "replace")
    try:
        found = _message(json.loads(text))
    except (ValueError, RecursionError):
        found = _without_tags(text)
    cleaned = " ".join("".join(char if char.isprintable() else " " for char in found).split())
    line = f"{answer.status}: {cleaned}" if cleaned.strip(string.punctuation) else f"{answer.status}"
    return line if len(line) <= MAX_WORDS else line[: MAX_WORDS - 1] + "…"


def _message(found: Any, depth: int = 0) -> str:
    if isinstance(found, str):
        return _without_tags(found)
    if depth > 4:
        return ""
    if isinstance(found, list):
        return "; ".join(filter(None, (_message(part, depth + 1) for part in found[:5])))
    if not isinstance(found, dict):
        return ""
    named = [_message(found[name], depth + 1) for name in _MESSAGES if name in found]
    if any(named):
        return next(filter(None, named))
    # Some frameworks answer with {field: [messages]}.
    texts = ((name, _message(value, depth + 1)) for name, value in list(found.items())[:5])
    return "; ".join(f"{name}: {text}" for name, text in texts if text)


def _without_tags(text: str) -> str:
    shown = re.sub(r"(?is)<(script|style|head)\b.*?</\1>", " ", text)
    return re.sub(r"<[^<>]*>", " ", shown)
