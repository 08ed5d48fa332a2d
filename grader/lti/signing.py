"""Signs assertions with this service's key (RS256, as the 1EdTech Security Framework asks for)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

from grader.lti.service import Sign


def signer(key: RSAKey) -> Sign:
    """Signs claims with `key`, whose `kid` goes into the header."""
    header = {"alg": "RS256", "typ": "JWT", "kid": key.kid}

    def sign(claims: Mapping[str, Any]) -> str:
        return jwt.encode(header, dict(claims), key, algorithms=["RS256"])

    return sign
