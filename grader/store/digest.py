"""The digest under which random keys are stored: of sessions, tokens, links, and codes that programs poll with."""

from __future__ import annotations

import hashlib


def digest(text: str) -> str:
    """The SHA-256 of a text, in hexadecimal digits.

    A key of 256 random bits may be stored so without a salt: it cannot be found by brute force. A password may not.
    """
    return hashlib.sha256(text.encode()).hexdigest()
