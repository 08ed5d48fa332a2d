"""Lists in pages: by number, or by cursor. The `Link` header (RFC 8288) names the other pages."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from web.api import cursors


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


def paged(
    kind: str, end: cursors.Place | None, *, cursor: str | None, page: int, per_page: int, total: int
) -> tuple[dict[str, Any], dict[str, str]]:
    """The members of `Paged` and the headers of a page of the list `kind`; `end` is its last place if others follow."""
    following = cursors.encode(kind, end) if end is not None else None
    by_cursor = cursor is not None
    fields = {"page": None if by_cursor else page, "per_page": per_page, "total": total, "next_cursor": following}
    return fields, {"Link": cursors.cursor_links(following) if by_cursor else link_header(page, per_page, total)}
