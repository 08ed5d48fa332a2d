"""Access to the metrics: with the token, or, while none is set, from private addresses."""

from __future__ import annotations

import hmac
from ipaddress import IPv6Address, ip_address, ip_network

from flask import request
from werkzeug.exceptions import Forbidden

from web.problems import Problem

#: Loopback and private networks. Listed here because `is_private` is also true for tunnels, which anybody can use.
PRIVATE_NETWORKS = tuple(
    ip_network(text)
    for text in (
        *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"),
        *("::1/128", "fc00::/7", "fe80::/10"),
    )
)
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="metrics"'}


def require_reader(token: str) -> None:
    """Raises Problem 401 without the bearer `token`; if that is empty, Forbidden for public addresses."""
    if token:
        scheme, _, sent = request.headers.get("Authorization", "").partition(" ")
        same = hmac.compare_digest(sent.strip().encode(), token.encode())
        if not (same and scheme.lower() == "bearer"):
            raise Problem(401, "Send the metrics token: Authorization: Bearer <token>.", headers=CHALLENGE)
    elif not is_private_address(request.remote_addr or ""):
        raise Forbidden("Without GRADER_METRICS_TOKEN, metrics are served to private addresses only.")


def is_private_address(address: str) -> bool:
    """Whether `address` is a loopback or private one."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return any(parsed in network for network in PRIVATE_NETWORKS)
