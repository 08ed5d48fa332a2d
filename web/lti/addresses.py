"""Checks of the addresses of a platform, as people and configurations give them."""

from __future__ import annotations

from urllib.parse import urlsplit

from grader.errors import GraderError
from grader.store.lti_platforms import origin

LONGEST = 2000


class BadAddress(GraderError):
    """An address that cannot be one of a platform."""


def checked_address(text: str, *, private: bool) -> str:
    """The address without spaces around it. http is for platforms in the local network. Raises `BadAddress`."""
    text = text.strip()
    if not origin(text) or len(text) > LONGEST or not text.isprintable() or " " in text:
        raise BadAddress(f"{text[:100] or 'An empty text'} is not an address that begins with https://.")
    if urlsplit(text).scheme != "https" and not private:
        raise BadAddress(f"{text[:100]} must begin with https://.")
    if urlsplit(text).username is not None or urlsplit(text).fragment:
        raise BadAddress(f"{text[:100]} must have no user name and no #.")
    return text
