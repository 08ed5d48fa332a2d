"""Headers with which a receiver checks a message: ours, and those of Standard Webhooks (standardwebhooks.com, v1)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence

from grader.store.deliveries import SECRET_PREFIX


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The value of `X-Grader-Signature`."""
    return "sha256=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def standard_sign(secret: str, message_id: str, timestamp: str, body: bytes) -> str:
    """A signature of `webhook-signature`: "v1," and the base64 HMAC-SHA256 of id, timestamp and body, joined by dots.

    The key is what follows "whsec_", decoded from base64; of a secret in another form it is the text itself.
    """
    signed = b".".join((message_id.encode(), timestamp.encode(), body))
    return "v1," + base64.b64encode(hmac.new(_key(secret), signed, hashlib.sha256).digest()).decode()


def _key(secret: str) -> bytes:
    if secret.startswith(SECRET_PREFIX):
        try:
            return base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
        except binascii.Error:
            pass
    return secret.encode()


def headers(secrets: Sequence[str], message_id: int, timestamp: str, body: bytes) -> dict[str, str]:
    """The headers about a message. `secrets` are the current one and, while it still holds, the one before it."""
    name = f"msg_{message_id}"
    signed = {
        "X-Grader-Delivery": str(message_id),
        "X-Grader-Timestamp": timestamp,
        "X-Grader-Signature": sign(secrets[0], timestamp, body),
        "webhook-id": name,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(standard_sign(secret, name, timestamp, body) for secret in secrets),
    }
    if len(secrets) > 1:
        signed["X-Grader-Signature-Previous"] = sign(secrets[1], timestamp, body)
    return signed
