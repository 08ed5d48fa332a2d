"""Handles on their way into the jail."""

from __future__ import annotations

from grader.model import Handle
from grader.sandbox.inside.wire import HandleData, WireError


def known_handle(thing: object) -> HandleData:
    """The number of an object inside the jail; nothing else is sent of it. Raises WireError for what is no handle."""
    if isinstance(thing, Handle):
        return thing.id, "", ()
    raise WireError("malformed", f"a {type(thing).__name__} is not plain data")
