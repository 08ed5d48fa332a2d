"""Cursors of lists: the place after the last item of a page, as an opaque text.

Unlike the number of a page, a cursor stays right while items are added and removed before it.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from flask import request, url_for
from pydantic import AfterValidator, Field

from web.problems import Problem

#: What stands in front of each cursor, so that a cursor of a list in another order is refused.
Place = Sequence[Any]
WRONG = "cursor: it is not one that this list has given"


def encode(kind: str, place: Place) -> str:
    """The cursor after the item with the sort keys `place` in the list `kind`; moments become ISO 8601."""
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in place]
    text = json.dumps([kind, *plain], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(kind: str, cursor: str | None, types: Sequence[type]) -> list[Any] | None:
    """The sort keys in a cursor; None for no cursor or an empty one, which means the beginning.

    Raises Problem 422 unless they are of these types, for a list of this kind.
    """
    if not cursor:
        return None
    try:
        found = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        raise _wrong() from None
    if not isinstance(found, list) or len(found) != len(types) + 1 or found[0] != kind:
        raise _wrong()
    return [_value(value, wanted) for value, wanted in zip(found[1:], types, strict=True)]


def _value(value: Any, wanted: type) -> Any:
    if wanted is datetime and isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            raise _wrong() from None
        if moment.tzinfo is None:
            raise _wrong()
        return moment
    if wanted is float and type(value) is int:
        return float(value)
    if type(value) is not wanted or (isinstance(value, int) and abs(value) >= 2**31):
        raise _wrong()
    if isinstance(value, str) and not _is_text(value):
        raise _wrong()
    return value


def _is_text(value: str) -> bool:
    """Whether databases take it: no zero character, no lone surrogate."""
    try:
        return b"\0" not in value.encode()
    except UnicodeEncodeError:
        return False


def _wrong() -> Problem:
    return Problem(
        422, WRONG, errors=[{"location": "query", "field": "cursor", "message": "it is not one of this list"}]
    )


def _ascii(text: str) -> str:
    if not text.isascii():
        raise ValueError("it is not one of this list")
    return text


#: The query's `cursor`: None without it; empty for the first page.
Cursor = Annotated[
    Annotated[str, Field(max_length=2000), AfterValidator(_ascii)] | None,
    Field(
        description="`next_cursor` of the page before; empty: the first page. Unlike `page`, it never skips an item."
    ),
]


def cursor_links(next_cursor: str | None) -> str:
    """The Link header of a page in a list with cursors: the first page and, if there is one, the next."""
    endpoint = request.endpoint or ""
    parameters = {**request.args.to_dict(), **(request.view_args or {})}
    parameters.pop("page", None)
    links = {"first": "", **({"next": next_cursor} if next_cursor else {})}
    return ", ".join(
        f'<{url_for(endpoint, _external=True, **{**parameters, "cursor": cursor})}>; rel="{name}"'
        for name, cursor in links.items()
    )
