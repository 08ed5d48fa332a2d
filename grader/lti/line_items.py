"""Line items: the columns of a platform's gradebook (LTI Assignment and Grade Services 2.0, section 3.2)."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from grader.lti.errors import Refused, Unusable
from grader.lti.messages import Request
from grader.lti.paging import PAGE_SIZE, on_same_server, pages, with_query
from grader.lti.service import LINE_ITEMS, PlatformService

ITEM = "application/vnd.ims.lis.v2.lineitem+json"
CONTAINER = "application/vnd.ims.lis.v2.lineitemcontainer+json"


@dataclass(frozen=True, kw_only=True)
class LineItem:
    """A line item."""

    #: Its address.
    url: str
    label: str
    score_maximum: float
    #: This service's id of the assignment.
    resource_id: str | None
    resource_link_id: str | None


@dataclass(frozen=True, kw_only=True)
class WantedItem:
    """The line item that an assignment needs."""

    label: str
    #: Points of the assignment; platforms scale scores to this.
    points: float
    #: This service's id of the assignment, at most 256 characters.
    resource_id: str
    #: The link that the item belongs to; None: to none.
    resource_link_id: str | None


def find_or_create(
    service: PlatformService, container: str, wanted: WantedItem, *, scope: str = LINE_ITEMS, create: bool = True
) -> LineItem | None:
    """The line item at the platform, created if there is none and `create`. Raises `ServiceError`."""
    found = find(service, container, wanted, scope=scope)
    if found is not None or not create:
        return found
    body = {"label": wanted.label, "scoreMaximum": max(1, math.ceil(wanted.points)), "resourceId": wanted.resource_id}
    if wanted.resource_link_id is not None:
        body["resourceLinkId"] = wanted.resource_link_id
    content = json.dumps(body).encode()
    headers = {"Content-Type": ITEM, "Accept": ITEM}
    request = Request(method="POST", url=container, headers=headers, body=content)
    made, _ = service.json(LINE_ITEMS, request)
    return _read(made, container)


def find(service: PlatformService, container: str, wanted: WantedItem, *, scope: str = LINE_ITEMS) -> LineItem | None:
    """The line item among those of the platform.

    Platforms may ignore the filter, so all that match are looked at: of several, the one with this service's id.
    """
    if wanted.resource_link_id is not None:
        filters = {"resource_link_id": wanted.resource_link_id}
    else:
        filters = {"resource_id": wanted.resource_id}
    url = with_query(container, {**filters, "limit": str(PAGE_SIZE)})
    fallback: LineItem | None = None
    for body, _ in pages(service, scope, url, CONTAINER):
        if not isinstance(body, list):
            raise Unusable("The platform's list of line items is no list.")
        for item in (_read(entry, container) for entry in body):
            if item.resource_link_id == wanted.resource_link_id and item.resource_id == wanted.resource_id:
                return item
            if wanted.resource_link_id is not None and item.resource_link_id == wanted.resource_link_id:
                fallback = fallback or item
    return fallback


def exists(service: PlatformService, url: str, *, scope: str = LINE_ITEMS) -> bool:
    """Whether the line item is still there. Raises `ServiceError`."""
    try:
        # Open edX answers 406 to application/json, and gives the container's type to */*.
        service.call(scope, Request(method="GET", url=url, headers={"Accept": f"{ITEM}, */*;q=0.1"}))
    except Refused as error:
        if error.status in {404, 410}:
            return False
        raise
    return True


def scores_url(line_item: str) -> str:
    """Where the scores of a line item are sent: its path and "/scores"; its query stays."""
    parts = urlsplit(line_item)
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/") + "/scores", parts.query, ""))


def _read(entry: Any, container: str) -> LineItem:
    if not isinstance(entry, Mapping) or not isinstance(entry.get("id"), str):
        raise Unusable("The platform's answer contains no line item.")
    maximum = entry.get("scoreMaximum")
    return LineItem(
        url=on_same_server(entry["id"], container),
        label=str(entry.get("label") or ""),
        score_maximum=float(maximum) if isinstance(maximum, int | float) else 0.0,
        resource_id=_text(entry.get("resourceId")),
        resource_link_id=_text(entry.get("resourceLinkId")),
    )


def _text(value: Any) -> str | None:
    return str(value) if value not in (None, "") else None
