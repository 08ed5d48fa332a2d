"""The begin of a launch: OIDC third-party initiated login (LTI Security Framework 1.0, section 5.1.1)."""

from __future__ import annotations

import secrets
from urllib.parse import urlencode, urlsplit

from flask import Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from grader.store import lti_platforms, lti_tickets
from grader.store.digest import digest
from grader.store.lti_tickets import Kind
from grader.store.models import LtiPlatform
from web.lti.base import allow_frames, blueprint, is_own, own_url, refusal
from web.services import reading, services, writing

#: Launches that one address may begin: a whole lecture hall may share it.
RATE = "6000 per hour"
#: Prefix of the cookie that binds a login to its browser, and its life in seconds.
COOKIE, COOKIE_SECONDS = "grader_lti_", 600
#: Where platforms keep values for tools whose cookies are blocked (LTI Client Side postMessages 1.0).
LONGEST_TARGET = 200


@blueprint.route("/login", methods=["GET", "POST"])
def login() -> ResponseReturnValue:
    """Send the browser to the platform, which answers with a signed token for this login."""
    services().rate_limits.spend("lti login", request.remote_addr or "unknown", RATE)
    asked = request.form if request.method == "POST" else request.args
    missing = [name for name in ("iss", "login_hint", "target_link_uri") if not asked.get(name)]
    if missing:
        return refusal(f"The login request lacks {', '.join(missing)}.")
    if not is_own(asked["target_link_uri"]):
        return refusal("The login request is for another tool (target_link_uri).")
    with reading() as db:
        known = lti_platforms.registered(db, asked["iss"], asked.get("client_id") or None)
    platform = _one_of(known, asked.get("lti_deployment_id", ""))
    if platform is None:
        return refusal("This platform is not connected, or its login request does not say which client ID it is.", 403)
    state, nonce, binding = _store(platform, asked.get("lti_storage_target", ""))
    hints = {name: asked[name] for name in ("login_hint", "lti_message_hint") if asked.get(name)}
    return _to_platform(platform, state, nonce, binding, hints)


def _one_of(known: list[LtiPlatform], deployment_id: str) -> LtiPlatform | None:
    """The registration to log in to. Those of one client share their addresses; without a client ID it must be clear.

    None: there is none, or several clients it could be.
    """
    if len({row.client_id for row in known}) > 1:
        known = [row for row in known if any(each.deployment_id == deployment_id for each in row.deployments)]
    named = [row for row in known if any(each.deployment_id == deployment_id for each in row.deployments)]
    found = named or known
    return found[0] if found and len({row.client_id for row in found}) == 1 else None


def _store(platform: LtiPlatform, storage_target: str) -> tuple[str, str, str]:
    """Remember the login: its state, its nonce, and the secret that its browser keeps."""
    nonce, binding = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    payload = {
        "issuer": platform.issuer,
        "client_id": platform.client_id,
        "nonce": nonce,
        "binding": digest(binding),
        "storage_target": storage_target[:LONGEST_TARGET],
    }
    with writing() as db:
        return lti_tickets.issue(db, Kind.LOGIN, payload), nonce, binding


def _to_platform(
    platform: LtiPlatform, state: str, nonce: str, binding: str, hints: dict[str, str]
) -> ResponseReturnValue:
    query = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": platform.client_id,
        "redirect_uri": own_url("lti.launch"),
        "state": state,
        "nonce": nonce,
        **hints,
    }
    joint = "&" if urlsplit(platform.login_url).query else "?"
    address = f"{platform.login_url}{joint}{urlencode(query)}"
    asked = request.form if request.method == "POST" else request.args
    if not (target := asked.get("lti_storage_target", "")[:LONGEST_TARGET]):
        response: Response = make_response(redirect(address, 302))
    else:
        values = {"target": target, "origin": lti_platforms.origin(platform.login_url), "key": cookie_name(state)}
        page = render_template("lti/store.html", address=address, value=binding, **values)
        allow_frames(platform)
        response = make_response(page)
    keep(response, state, binding)
    return response


def cookie_name(state: str) -> str:
    """The name of a login's cookie, so that several launches can run side by side."""
    return COOKIE + digest(state)[:16]


def keep(response: Response, state: str, binding: str) -> None:
    """Let the browser prove later that this login was its own. In a frame only a partitioned cookie is kept."""
    _set(response, cookie_name(state), binding, max_age=COOKIE_SECONDS)


def forget(response: Response, name: str) -> None:
    """Delete the cookie of a login. A browser takes it for another cookie unless it is partitioned likewise."""
    _set(response, COOKIE + name, "", max_age=0)


def _set(response: Response, name: str, value: str, *, max_age: int) -> None:
    secure = request.is_secure
    response.set_cookie(
        name,
        value,
        max_age=max_age,
        path="/lti/",
        secure=secure,
        httponly=True,
        samesite="None" if secure else "Lax",
        partitioned=secure,
    )
