"""Tries the services of a platform, to tell an instructor which of them works."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum

from grader.lti import memberships
from grader.lti.errors import ServiceError
from grader.lti.line_items import CONTAINER, exists
from grader.lti.messages import Request
from grader.lti.paging import with_query
from grader.lti.service import LINE_ITEMS, LINE_ITEMS_READ, MEMBERS, SCORES, PlatformService
from grader.outbound.requests import Response


class Part(StrEnum):
    """What is tried."""

    #: The platform gives access tokens.
    TOKEN = "token"
    #: The platform shows the columns of its gradebook.
    LINE_ITEMS = "line_items"
    #: The platform lets this service send scores.
    SCORES = "scores"
    #: The platform tells who is in its course.
    MEMBERS = "members"


@dataclass(frozen=True, kw_only=True)
class Check:
    """The result of a try."""

    part: Part
    #: None: the platform does not offer it, or no launch has said where it is.
    works: bool | None
    #: The platform's words; "" if it works or is not offered.
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Offered:
    """What launches say that a platform offers."""

    scopes: Collection[str]
    #: Addresses; None: not offered.
    line_items: str | None
    line_item: str | None
    members: str | None


def probe(service: PlatformService, offered: Offered) -> list[Check]:
    """Try everything that is offered; nothing is changed at the platform."""
    wanted = SCORES if SCORES in offered.scopes or not offered.members else MEMBERS
    token = _check(Part.TOKEN, lambda: service.token(wanted))
    if not token.works:
        return [token]
    return [token, _line_items(service, offered), _scores(service, offered), _members(service, offered)]


def _line_items(service: PlatformService, offered: Offered) -> Check:
    scope = next((scope for scope in (LINE_ITEMS, LINE_ITEMS_READ) if scope in offered.scopes), None)
    if scope is None or (offered.line_items is None and offered.line_item is None):
        return Check(part=Part.LINE_ITEMS, works=None)

    def ask() -> object:
        if offered.line_item is not None:
            return exists(service, offered.line_item, scope=scope)
        url = with_query(offered.line_items or "", {"limit": "1"})
        return service.call(scope, Request(method="GET", url=url, headers={"Accept": CONTAINER}))

    return _check(Part.LINE_ITEMS, ask)


def _scores(service: PlatformService, offered: Offered) -> Check:
    if SCORES not in offered.scopes:
        return Check(part=Part.SCORES, works=None)
    return _check(Part.SCORES, lambda: service.token(SCORES))


def _members(service: PlatformService, offered: Offered) -> Check:
    if offered.members is None:
        return Check(part=Part.MEMBERS, works=None)
    url = with_query(offered.members, {"limit": "1"})

    def ask() -> Response:
        return service.call(MEMBERS, Request(method="GET", url=url, headers={"Accept": memberships.CONTAINER}))

    return _check(Part.MEMBERS, ask)


def _check(part: Part, ask: Callable[[], object]) -> Check:
    try:
        ask()
    except ServiceError as error:
        return Check(part=part, works=False, words=error.words)
    return Check(part=part, works=True)
