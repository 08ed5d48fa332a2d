"""The columns of a platform's gradebook: which line item the scores of a link go to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from grader.lti.errors import Refused, ServiceError, Unusable
from grader.lti.line_items import LineItem, WantedItem, exists, find_or_create
from grader.lti.service import LINE_ITEMS, LINE_ITEMS_READ, SCORES, PlatformService
from grader.store.lti_outbox import DueScore
from grader.store.models import LtiResourceLink

#: Title and points of an assignment, by slug.
Describe = Callable[[str], tuple[str, float]]


@dataclass(frozen=True, kw_only=True)
class Column:
    """The line item of a link."""

    url: str | None
    #: The one that the platform no longer has.
    gone: str | None


class Columns:
    """The line items of one platform, found or created when they are needed."""

    def __init__(self, service: PlatformService, describe: Describe) -> None:
        self._service = service
        self._describe = describe
        self._known: dict[int, Column] = {}
        #: By link: why it has no line item; asked once in a batch.
        self._refused: dict[int, ServiceError] = {}
        #: By link: what is to be remembered.
        self.found: dict[int, Column] = {}

    def of(self, score: DueScore) -> str:
        """The line item for a score. Raises `ServiceError`."""
        link = score.link
        if SCORES not in _scopes(link):
            raise Unusable("The LMS does not allow this link to send scores.")
        known = self._known.get(link.id)
        if known is None:
            known = self._known[link.id] = _remembered(score)
        if known.url is not None:
            return known.url
        if link.id in self._refused:
            raise self._refused[link.id]
        try:
            return self._look_up(link, known.gone)
        except (Refused, Unusable) as error:
            self._refused[link.id] = error
            raise

    def again(self, score: DueScore, url: str, error: Refused) -> str:
        """Another line item in place of one that seems to be deleted. Raises `error` if it is still there."""
        link = score.link
        scope = _reading(link)
        if scope is None or exists(self._service, url, scope=scope):
            raise error
        return self._look_up(link, url)

    def _look_up(self, link: LtiResourceLink, gone: str | None) -> str:
        container, scope = (link.ags or {}).get("lineitems"), _reading(link)
        if not isinstance(container, str) or scope is None:
            raise Unusable("The LMS has no column for this link in its gradebook, and does not allow to make one.")
        title, points = self._describe(link.slug or "")
        wanted = WantedItem(
            label=title, points=points, resource_id=link.slug or "", resource_link_id=link.resource_link_id
        )
        found: LineItem | None = find_or_create(
            self._service, container, wanted, scope=scope, create=LINE_ITEMS in _scopes(link)
        )
        if found is None:
            raise Unusable("The LMS has no column for this link in its gradebook, and does not allow to make one.")
        self._known[link.id] = self.found[link.id] = Column(url=found.url, gone=gone)
        return found.url


def _remembered(score: DueScore) -> Column:
    """What launches name, unless the platform no longer has it; else what was found or created."""
    item = score.line_item
    gone = item.gone if item is not None else None
    named = (score.link.ags or {}).get("lineitem")
    if isinstance(named, str) and named != gone:
        return Column(url=named, gone=gone)
    return Column(url=item.url if item is not None else None, gone=gone)


def _scopes(link: LtiResourceLink) -> list[str]:
    found = (link.ags or {}).get("scope")
    return [str(scope) for scope in found] if isinstance(found, list) else str(found or "").split()


def _reading(link: LtiResourceLink) -> str | None:
    """The scope with which line items are read."""
    scopes = _scopes(link)
    return next((scope for scope in (LINE_ITEMS, LINE_ITEMS_READ) if scope in scopes), None)
