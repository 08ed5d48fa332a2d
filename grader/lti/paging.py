"""Lists that a platform hands out in pages (RFC 8288), and addresses that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from grader.lti.errors import Unusable
from grader.lti.messages import Request
from grader.lti.service import PlatformService
from grader.outbound.requests import Response

#: Pages of a list at most.
MAX_PAGES = 500
#: Entries that a page is asked to have.
PAGE_SIZE = 100

_LINK = re.compile(r'<([^<>]*)>((?:\s*;\s*[^\s=;,]+\s*=\s*(?:"[^"]*"|[^\s";,]*))*)')
_RELATION = re.compile(r';\s*rel\s*=\s*(?:"([^"]*)"|([^\s";,]*))', re.IGNORECASE)


def linked(answer: Response, relation: str) -> str | None:
    """The address of the header `Link` with this relation."""
    for address, parameters in _LINK.findall(answer.headers.get("link", "")):
        found = _RELATION.search(parameters)
        if found and relation in (found[1] or found[2] or "").lower().split():
            return str(address)
    return None


def on_same_server(address: str, base: str) -> str:
    """`address`, relative to `base`. Raises `Unusable` if it is elsewhere: it would be sent the access token."""
    absolute = urljoin(base, address)
    if urlsplit(absolute)[:2] != urlsplit(base)[:2]:
        raise Unusable("The platform names an address on another server.")
    return absolute


def with_query(url: str, values: Mapping[str, str]) -> str:
    """`url` with these parameters in addition to its own; its own take precedence."""
    parts = urlsplit(url)
    own = parse_qsl(parts.query, keep_blank_values=True)
    names = {name for name, _ in own}
    query = urlencode([*own, *((name, value) for name, value in values.items() if name not in names)])
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def pages(service: PlatformService, scope: str, url: str, accept: str) -> Iterator[tuple[Any, Response]]:
    """The body and the answer of each page. Raises `ServiceError`, also where the pages have no end."""
    seen: set[str] = set()
    following: str | None = url
    while following is not None:
        if following in seen or len(seen) >= MAX_PAGES:
            raise Unusable("The platform's list has no end.")
        seen.add(following)
        request = Request(method="GET", url=following, headers={"Accept": accept})
        body, answer = service.json(scope, request)
        yield body, answer
        after = linked(answer, "next")
        following = on_same_server(after, following) if after else None
