"""Checks the signed token of a launch (LTI Security Framework 1.0, section 5.1.3; OpenID Connect Core, 3.1.3.7)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwt import JWTClaimsRegistry

from grader.errors import GraderError
from grader.store import lti_platforms
from grader.store.models import LtiPlatform
from web.lti.claims import PREFIX
from web.lti.key_sets import KeySets, NoKeys

#: Public-key signatures only: with a symmetric one the platform's public key could be taken for a secret.
ALGORITHMS = ("RS256", "RS384", "RS512", "ES256")
#: Characters of the longest token.
LONGEST = 64 * 1024
#: Seconds that the platform's clock may differ from ours.
LEEWAY = 60


class BadToken(GraderError):
    """The token is not one of this platform for this login."""


def platform_of(token: str, platforms: Sequence[LtiPlatform]) -> LtiPlatform:
    """Which registration the token is for, by its deployment; nothing of it is trusted yet. Raises `BadToken`."""
    if not platforms:
        raise BadToken("This platform is not connected, or no longer.")
    if len(token) > LONGEST:
        raise BadToken("The token is too long.")
    deployment = _unchecked_claims(token).get(f"{PREFIX}deployment_id")
    found = lti_platforms.deployed(platforms, deployment) if isinstance(deployment, str) else None
    if found is None:
        raise BadToken("This deployment ID is not connected.")
    return found


def check(token: str, platform: LtiPlatform, key_sets: KeySets, *, nonce: str) -> Mapping[str, Any]:
    """The claims of a token that this platform has signed for this login. Raises `BadToken`."""
    try:
        kid = jws.extract_compact(token.encode()).headers().get("kid")
        keys = key_sets.of(platform.jwks_url, kid if isinstance(kid, str) else None)
        claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
        _registry(platform, nonce).validate(claims)
    except NoKeys as error:
        raise BadToken(error.message) from error
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise BadToken(f"The token was refused: {error or type(error).__name__}") from error
    _check_parties(claims, platform)
    return claims


def _registry(platform: LtiPlatform, nonce: str) -> JWTClaimsRegistry:
    """What OpenID Connect requires of an ID token; `nbf` is checked where there is one."""
    return JWTClaimsRegistry(
        leeway=LEEWAY,
        iss={"essential": True, "value": platform.issuer},
        aud={"essential": True, "value": platform.client_id},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
        nonce={"essential": True, "value": nonce},
    )


def _check_parties(claims: Mapping[str, Any], platform: LtiPlatform) -> None:
    """With several audiences the authorized party must be told, and it must be us."""
    party = claims.get("azp")
    several = isinstance(claims.get("aud"), list) and len(claims["aud"]) > 1
    if (several or party is not None) and party != platform.client_id:
        raise BadToken("The token was issued to another tool (azp).")
    if not isinstance(claims["nonce"], str):
        raise BadToken("The nonce is no text.")


def _unchecked_claims(token: str) -> Mapping[str, Any]:
    try:
        found = json.loads(jws.extract_compact(token.encode()).payload)
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise BadToken("The token is malformed.") from error
    if not isinstance(found, dict):
        raise BadToken("The token is malformed.")
    return found
