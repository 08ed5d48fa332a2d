"""The `Link` header of lists in pages (RFC 8288)."""

from __future__ import annotations

from flask import request, url_for


def link_header(page: int, per_page: int, total: int) -> str:
    """Addresses of the first, previous, next and last page of the requested list."""
    last = max(1, -(-total // per_page))
    pages = {"first": 1, "prev": page - 1, "next": page + 1, "last": last}
    endpoint = request.endpoint or ""
    parameters = {**request.args.to_dict(), **(request.view_args or {})}
    return ", ".join(
        f'<{url_for(endpoint, _external=True, **{**parameters, "page": number})}>; rel="{name}"'
        for name, number in pages.items()
        if 1 <= number <= last
    )
