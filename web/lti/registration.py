"""Dynamic registration: a platform asks for our description, and gets registered for a course.

Source: LTI Dynamic Registration 1.0. The address has a key that an instructor has made; it works once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from grader.errors import GraderError
from grader.outbound.requests import RequestFailed, fetch_json, send
from grader.store import lti_platforms, lti_tickets
from grader.store.lti_platforms import NewPlatform, PlatformTaken, origin
from grader.store.lti_tickets import Kind
from grader.store.models import LtiPlatform
from web.lti.addresses import BadAddress, checked_address
from web.lti.base import blueprint, own_url, refusal
from web.lti.claims import Message
from web.lti.key_sets import NoKeys
from web.services import reading, services, writing

CONFIGURATION = "https://purl.imsglobal.org/spec/lti-platform-configuration"
TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
SCOPES = (
    "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem",
    "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly",
    "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly",
    "https://purl.imsglobal.org/spec/lti-ags/scope/score",
    "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly",
)
NAME = "NumPy grader"
USED = "This registration link was used already, or is more than a week old. Make a new one on the course's page."


class RegistrationFailed(GraderError):
    """The platform's answer cannot be used."""


@blueprint.get("/register")
def register() -> ResponseReturnValue:
    """Register with the platform that has opened this page, and tell it that the page can be closed."""
    key, address = request.args.get("key", ""), request.args.get("openid_configuration", "")
    with reading() as db:
        asked = lti_tickets.peek(db, Kind.REGISTRATION, key)
    if asked is None:
        return refusal("The key is unknown, used or expired.", 410, message=USED)
    if not address:
        return refusal("The platform has not told where its configuration is (openid_configuration).")
    try:
        new = _registered(address, request.args.get("registration_token", ""), asked)
        platform = _store(key, new, asked["actor"])
    except (RequestFailed, RegistrationFailed, BadAddress, PlatformTaken, NoKeys) as error:
        return refusal(error.message, message=f"The registration failed. {error.message}")
    if platform is None:
        return refusal("The key is used.", 410, message=USED)
    g.frame_ancestors = " ".join(sorted({origin(address), *lti_platforms.frame_origins(platform)} - {""}))
    return render_template("lti/registered.html", platform=platform)


def _store(key: str, new: NewPlatform, actor: str) -> LtiPlatform | None:
    with writing() as db:
        if lti_tickets.take(db, Kind.REGISTRATION, key) is None:
            return None
        return lti_platforms.add(db, new, actor=actor)


def _registered(address: str, token: str, asked: Mapping[str, Any]) -> NewPlatform:
    """Fetch the platform's configuration, send ours, and read what it made of it."""
    private = services().settings.lti_private
    found = fetch_json(checked_address(address, private=private), private=private)
    if not isinstance(found, dict):
        raise RegistrationFailed("The platform's configuration is no JSON object.")
    names = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "registration_endpoint")
    lacking = [name for name in names if not isinstance(found.get(name), str)]
    if lacking:
        raise RegistrationFailed(f"The platform's configuration lacks {', '.join(lacking)}.")
    _require_same_host(address, str(found["issuer"]))
    urls = {name: checked_address(found[name], private=private) for name in names[1:]}
    answer = _post(urls["registration_endpoint"], token, private=private)
    tool = answer.get(TOOL) if isinstance(answer.get(TOOL), dict) else {}
    deployment = tool.get("deployment_id") if isinstance(tool, dict) else None
    product = found.get(CONFIGURATION)
    family = product.get("product_family_code") if isinstance(product, dict) else None
    return NewPlatform(
        course_id=asked["course"],
        name=f"{str(family).title() if family else 'LMS'} at {urlsplit(found['issuer']).hostname}"[:200],
        issuer=str(found["issuer"])[:500],
        client_id=_client_id(answer),
        login_url=urls["authorization_endpoint"],
        token_url=urls["token_endpoint"],
        jwks_url=urls["jwks_uri"],
        deployment_id=str(deployment)[:255] if deployment else None,
        token_audience=_audience(found),
        frame_origins=origin(address),
    )


def _require_same_host(address: str, issuer: str) -> None:
    """A configuration speaks only for an issuer of its own domain."""
    host, said = urlsplit(address).hostname or "", urlsplit(issuer).hostname or ""
    if not said or not (host == said or host.endswith(f".{said}")):
        raise RegistrationFailed("The issuer of the platform's configuration belongs to another host.")


def _post(address: str, token: str, *, private: bool) -> Mapping[str, Any]:
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if token:
        if not token.isascii() or not token.isprintable():
            raise RegistrationFailed("The registration token cannot be sent.")
        headers["Authorization"] = f"Bearer {token}"
    response = send("POST", address, private=private, body=json.dumps(description()).encode(), headers=headers)
    if not 200 <= response.status < 300:
        raise RegistrationFailed(f"The platform refused the registration with status {response.status}.")
    found = response.json()
    if not isinstance(found, dict):
        raise RegistrationFailed("The platform's answer is no JSON object.")
    return found


def _client_id(answer: Mapping[str, Any]) -> str:
    found = answer.get("client_id")
    if not isinstance(found, str) or not 0 < len(found) <= 255:
        raise RegistrationFailed("The platform's answer lacks the client ID.")
    return found


def _audience(found: Mapping[str, Any]) -> str | None:
    """What the platform wants as audience of our assertions, where it is not the token address."""
    said = found.get("authorization_server")
    return said[:2000] if isinstance(said, str) and said else None


def description() -> dict[str, Any]:
    """This tool, as a registration request (Dynamic Registration 1.0, section 3.5)."""
    launch = own_url("lti.launch")
    messages = [
        {"type": Message.DEEP_LINKING.value, "target_link_uri": launch, "label": NAME},
        {"type": Message.RESOURCE_LINK.value, "target_link_uri": launch, "label": NAME},
        {"type": Message.SUBMISSION_REVIEW.value, "target_link_uri": launch, "label": NAME},
    ]
    return {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": own_url("lti.login"),
        "redirect_uris": [launch],
        "client_name": NAME,
        "jwks_uri": own_url("lti.jwks"),
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": " ".join(SCOPES),
        TOOL: {
            "domain": urlsplit(launch).netloc,
            "description": "Grades NumPy code test by test.",
            "target_link_uri": launch,
            "claims": ["iss", "sub", "name", "given_name", "family_name", "email"],
            "messages": messages,
        },
    }
