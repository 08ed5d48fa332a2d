"""Reads the claims of an LTI 1.3 message: what the specifications require is there, and of the right type and size.

Source: LTI Core 1.3, sections 5.3 (required claims) and 5.4; Deep Linking 2.0, section 4.4; Submission Review 1.0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from grader.errors import GraderError

PREFIX = "https://purl.imsglobal.org/spec/lti/claim/"
AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
DEEP_LINK_PREFIX = "https://purl.imsglobal.org/spec/lti-dl/claim/"
VERSION = "1.3.0"
#: Characters of an id that LTI allows; the database's columns hold no more.
LONGEST_ID = 255


class Message(StrEnum):
    """The messages that this tool understands."""

    RESOURCE_LINK = "LtiResourceLinkRequest"
    DEEP_LINKING = "LtiDeepLinkingRequest"
    SUBMISSION_REVIEW = "LtiSubmissionReviewRequest"


class BadClaims(GraderError):
    """The message lacks something or holds what the specification does not allow."""


@dataclass(frozen=True, kw_only=True)
class Launch:
    """A message whose signature was checked."""

    message: Message
    deployment_id: str
    target: str
    #: `sub`: the user.
    subject: str
    name: str
    email: str
    roles: tuple[str, ...]
    custom: Mapping[str, Any]
    #: Id and title of the platform's course; the id is "" if the launch comes from none.
    context: tuple[str, str]
    #: Id and title of the link; ("", "") for deep linking.
    resource_link: tuple[str, str]
    ags: Mapping[str, Any] | None
    nrps: Mapping[str, Any] | None
    #: `deep_linking_settings`; empty for other messages.
    deep_linking: Mapping[str, Any]
    #: The user whose submission is reviewed; "" for other messages.
    for_user: str
    #: Where the platform wants users back; "" if it does not say.
    return_url: str


def read_launch(claims: Mapping[str, Any]) -> Launch:
    """The launch in the claims of a token. Raises `BadClaims`."""
    if claims.get(f"{PREFIX}version") != VERSION:
        raise BadClaims("The version claim is not 1.3.0.")
    kind = claims.get(f"{PREFIX}message_type")
    if not isinstance(kind, str) or kind not in set(Message):
        raise BadClaims("The message type is not one of this tool.")
    message = Message(kind)
    context = _optional_object(claims, f"{PREFIX}context")
    presentation = _optional_object(claims, f"{PREFIX}launch_presentation")
    return Launch(
        message=message,
        deployment_id=_identifier(claims.get(f"{PREFIX}deployment_id"), "deployment_id"),
        target=_required_text(claims, f"{PREFIX}target_link_uri") if message is not Message.DEEP_LINKING else "",
        subject=_identifier(claims.get("sub"), "sub"),
        name=_name(claims),
        email=_text(claims.get("email"), 254),
        roles=_roles(claims),
        custom=_optional_object(claims, f"{PREFIX}custom"),
        context=(_identifier(context.get("id"), "context id"), _text(context.get("title"), 500))
        if context
        else ("", ""),
        resource_link=_resource_link(claims, message),
        ags=_optional_object(claims, AGS) or None,
        nrps=_optional_object(claims, NRPS) or None,
        deep_linking=_deep_linking(claims) if message is Message.DEEP_LINKING else {},
        for_user=_for_user(claims) if message is Message.SUBMISSION_REVIEW else "",
        return_url=_text(presentation.get("return_url"), 2000),
    )


def _optional_object(claims: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = claims.get(name)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise BadClaims(f"The claim {_short(name)} is not an object.")
    return found


def _required_text(claims: Mapping[str, Any], name: str) -> str:
    found = claims.get(name)
    if not isinstance(found, str) or not found or len(found) > 2000:
        raise BadClaims(f"The claim {_short(name)} is missing.")
    return found


def _identifier(value: Any, name: str) -> str:
    if not isinstance(value, str) or not value or len(value) > LONGEST_ID or "\0" in value:
        raise BadClaims(f"The claim {name} is missing, or is no text of at most {LONGEST_ID} characters.")
    return value


def _text(value: Any, longest: int) -> str:
    """Text for people, on one line; "" for anything else."""
    shown = "".join(each for each in value if each.isprintable()) if isinstance(value, str) else ""
    return shown.strip()[:longest]


def _name(claims: Mapping[str, Any]) -> str:
    parts = (_text(claims.get("given_name"), 100), _text(claims.get("family_name"), 100))
    return _text(claims.get("name"), 200) or " ".join(part for part in parts if part)


def _roles(claims: Mapping[str, Any]) -> tuple[str, ...]:
    found = claims.get(f"{PREFIX}roles")
    if not isinstance(found, list) or not all(isinstance(role, str) for role in found):
        raise BadClaims("The claim roles is missing.")
    return tuple(found)


def _resource_link(claims: Mapping[str, Any], message: Message) -> tuple[str, str]:
    if message is Message.DEEP_LINKING:
        return ("", "")
    found = _optional_object(claims, f"{PREFIX}resource_link")
    if message is Message.SUBMISSION_REVIEW and not found:
        return ("", "")
    return (_identifier(found.get("id"), "resource_link id"), _text(found.get("title"), 500))


def _deep_linking(claims: Mapping[str, Any]) -> Mapping[str, Any]:
    found = _optional_object(claims, f"{DEEP_LINK_PREFIX}deep_linking_settings")
    _required_text(found, "deep_link_return_url")
    for name in ("accept_types", "accept_presentation_document_targets"):
        value = found.get(name)
        if not isinstance(value, Sequence) or isinstance(value, str):
            raise BadClaims(f"The claim {name} is missing.")
    if "ltiResourceLink" not in found["accept_types"]:
        raise BadClaims("The platform accepts no resource links here.")
    return found


def _for_user(claims: Mapping[str, Any]) -> str:
    found = _optional_object(claims, f"{PREFIX}for_user")
    if not isinstance(_optional_object(claims, AGS).get("lineitem"), str):
        raise BadClaims("The line item of the reviewed submission is missing.")
    return _identifier(found.get("user_id"), "for_user user_id")


def _short(name: str) -> str:
    return name.rpartition("/")[2]
