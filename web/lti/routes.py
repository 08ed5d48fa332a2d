"""Brings the LTI pages together: importing a module registers its routes."""

from __future__ import annotations

from flask import Response, jsonify

from grader.store import lti_keys
from web.lti import choosing, deep_linking, enter, launch, linking, login, registration
from web.lti.base import blueprint
from web.services import reading, writing

#: Platforms post to these pages from other sites; see `web.lti.base`.
CSRF_EXEMPT = True

__all__ = ["blueprint", "choosing", "deep_linking", "enter", "launch", "linking", "login", "registration"]


@blueprint.get("/jwks")
def jwks() -> Response:
    """The public keys of this service (RFC 7517); replaced ones too, for a while."""
    with reading() as db:
        keys = lti_keys.published(db)
    if not keys:
        with writing() as db:
            keys = [lti_keys.signing_key(db)]
    response = jsonify(keys=[lti_keys.public_jwk(key) for key in keys])
    response.cache_control.public, response.cache_control.max_age = True, 300
    return response
