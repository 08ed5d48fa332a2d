"""The members of a course at a platform (LTI Names and Role Provisioning Services 2.0)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.lti.errors import Unusable
from grader.lti.paging import PAGE_SIZE, linked, on_same_server, pages, with_query
from grader.lti.service import MEMBERS, PlatformService

CONTAINER = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
#: Members of a course at most.
MAX_MEMBERS = 20_000


@dataclass(frozen=True, kw_only=True)
class Member:
    """A member of the course at the platform."""

    #: The platform's id; `sub` in launches.
    user_id: str
    #: Whether the person is in the course now. Others were removed or suspended.
    is_active: bool
    #: Addresses of roles, or their short names.
    roles: tuple[str, ...]
    #: This field and the following ones are empty where the platform does not tell.
    name: str
    email: str
    #: Number in the institution's student information system.
    sis_id: str


@dataclass(frozen=True, kw_only=True)
class Members:
    """A list of members."""

    members: tuple[Member, ...]
    #: Where later differences are asked for; None: the platform offers none.
    differences: str | None


def fetch(service: PlatformService, url: str) -> Members:
    """All pages of a list. Raises `ServiceError`; nothing is returned of a list that is incomplete."""
    found: dict[str, Member] = {}
    differences: str | None = None
    first = with_query(url, {"limit": str(PAGE_SIZE)})
    for body, answer in pages(service, MEMBERS, first, CONTAINER):
        entries = body.get("members") if isinstance(body, Mapping) else None
        if not isinstance(entries, list):
            raise Unusable("The platform's answer contains no list of members.")
        for member in map(_read, entries):
            found[member.user_id] = member
        if len(found) > MAX_MEMBERS:
            raise Unusable(f"The platform's list has more than {MAX_MEMBERS} members.")
        link = linked(answer, "differences")
        differences = on_same_server(link, url) if link else differences
    return Members(members=tuple(found.values()), differences=differences)


def _read(entry: Any) -> Member:
    if not isinstance(entry, Mapping) or not entry.get("user_id"):
        raise Unusable("A member in the platform's list has no user_id.")
    roles = entry.get("roles")
    return Member(
        user_id=_line(entry["user_id"], 255),
        # A missing status means active.
        is_active=str(entry.get("status") or "Active").rpartition("#")[2].lower() == "active",
        roles=tuple(str(role) for role in roles) if isinstance(roles, Sequence) and not isinstance(roles, str) else (),
        name=_line(entry.get("name") or _full_name(entry), 200),
        email=_line(entry.get("email") or "", 254).lower(),
        sis_id=_line(entry.get("lis_person_sourcedid") or "", 100),
    )


def _full_name(entry: Mapping[str, Any]) -> str:
    return " ".join(str(entry[key]) for key in ("given_name", "family_name") if entry.get(key))


def _line(value: Any, length: int) -> str:
    """Printable text in one line, of limited length."""
    return " ".join("".join(char if char.isprintable() else " " for char in str(value)).split())[:length]
