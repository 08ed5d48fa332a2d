"""Who may read the metrics: whoever has the token; while there is none, whoever asks from the inside."""

from __future__ import annotations

import hmac
from ipaddress import IPv6Address, ip_address, ip_network

from flask import request
from werkzeug.exceptions import Forbidden

from web.problems import Problem

#: This machine and private networks. Written out: `is_private` holds for tunnels, too, which come from anywhere.
INSIDE = tuple(
    ip_network(text)
    for text in (
        *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"),
        *("::1/128", "fc00::/7", "fe80::/10"),
    )
)
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="metrics"'}


def require_reader(token: str) -> None:
    """Raises Problem 401 without the bearer `token`; if that is empty, Forbidden from outside."""
    if token:
        scheme, _, told = request.headers.get("Authorization", "").partition(" ")
        same = hmac.compare_digest(told.strip().encode(), token.encode())
        if not (same and scheme.lower() == "bearer"):
            raise Problem(401, "Send the token of the metrics: Authorization: Bearer <token>.", headers=CHALLENGE)
    elif not is_inside(request.remote_addr or ""):
        raise Forbidden("Without GRADER_METRICS_TOKEN these numbers are told to private addresses only.")


def is_inside(address: str) -> bool:
    """Whether `address` is this machine's or a private one."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(known, IPv6Address) and known.ipv4_mapped:
        known = known.ipv4_mapped
    return any(known in network for network in INSIDE)
